// SPDX-License-Identifier: GPL-2.0-or-later
#include "finding_list.h"

#include <QHeaderView>
#include <QKeyEvent>
#include <QMouseEvent>
#include <QScopedValueRollback>
#include <QSignalBlocker>
#include <QSortFilterProxyModel>
#include <algorithm>
#include <utility>

namespace
{

// A cause with one finding is the finding, and says it all; one with more than this is closed at
// first, so that the next cause is still to be seen.
constexpr int unfoldedMax = 20;

} // namespace

FindingList::FindingList(const pane_seam *seam, QWidget *parent)
    : QTreeView(parent), tree_(new FindingTree(seam, this)),
      sorted_(new QSortFilterProxyModel(this))
{
    setAccessibleName(tr("Causes and findings"));
    sorted_->setSortRole(FindingTree::SortRole);
    setModel(tree_);
    setUniformRowHeights(true);
    setAlternatingRowColors(true);
    setAllColumnsShowFocus(true);
    setSortingEnabled(true);
    // As the core has it: the worst cause first.
    sortByColumn(-1, Qt::AscendingOrder);
    connect(header(), &QHeaderView::sortIndicatorChanged, this, &FindingList::sortBy);
    setWidths();
    // The packet list may be elsewhere since the row was chosen.
    connect(this, &QTreeView::clicked, this, [this](const QModelIndex &index) {
        if (pressed_.isValid() && index.row() == pressed_.row() &&
            index.parent() == pressed_.parent())
            emit findingChosen(currentFinding());
    });
}

void FindingList::setWidths()
{
    static const int letters[FindingTree::Columns] = {44, 7, 14, 14, 8, 12, 9};

    header()->setStretchLastSection(false);
    for (int i = 0; i < FindingTree::Columns; i++)
        setColumnWidth(i, letters[i] * fontMetrics().averageCharWidth());
}

QModelIndex FindingList::toSource(const QModelIndex &index) const
{
    return model() == tree_ ? index : sorted_->mapToSource(index);
}

QModelIndex FindingList::fromSource(const QModelIndex &index) const
{
    return model() == tree_ ? index : sorted_->mapFromSource(index);
}

// The order of the core needs no sorting, which would cost with every look.
void FindingList::sortBy(int column)
{
    const QModelIndex current = toSource(currentIndex());
    const QScopedValueRollback<bool> updating(isUpdating_, true);
    QModelIndexList unfolded;

    if ((column < 0) == (model() == tree_))
        return;
    for (int row = 0; row < model()->rowCount(); row++)
        if (isExpanded(model()->index(row, 0)))
            unfolded.append(toSource(model()->index(row, 0)));
    // A proxy that the view shows must not lose its columns.
    if (column < 0) {
        changeModel(tree_);
        sorted_->setSourceModel(nullptr);
    } else {
        sorted_->setSourceModel(tree_);
        changeModel(sorted_);
    }
    for (const QModelIndex &cause : std::as_const(unfolded))
        expand(fromSource(cause));
    setCurrentIndex(fromSource(current));
}

// The header keeps widths, order and arrow.
void FindingList::changeModel(QAbstractItemModel *wanted)
{
    const QSignalBlocker blocker(header());
    QItemSelectionModel *selection = selectionModel();

    setModel(wanted);
    wanted->sort(header()->sortIndicatorSection(), header()->sortIndicatorOrder());
    delete selection;
}

void FindingList::update(const pane_totals &totals)
{
    const unsigned chosen = currentFinding();
    const bool wasCause = isCauseCurrent();
    const QScopedValueRollback<bool> updating(isUpdating_, true);

    updateTree(totals);
    if (totals.findings == 0)
        return;
    if (chosen == 0)
        setCurrentIndex(model()->index(0, 0));
    else if (!wasCause && currentFinding() != chosen)
        selectFinding(chosen);
}

std::vector<FindingList::RowInSight> FindingList::rowsInSight() const
{
    std::vector<RowInSight> rows;

    for (QModelIndex index = indexAt(QPoint(0, 0));
         index.isValid() && visualRect(index).top() < viewport()->height();
         index = indexBelow(index)) {
        const QModelIndex source = toSource(index);

        rows.push_back({tree_->findingAt(source), tree_->isCause(source), tree_->stampAt(source)});
    }
    return rows;
}

// Qt would paint everything anew for a row that is out of sight.
void FindingList::updateTree(const pane_totals &totals)
{
    const std::vector<RowInSight> before = rowsInSight();

    viewport()->setAttribute(Qt::WA_UpdatesDisabled);
    tree_->update(totals);
    executeDelayedItemsLayout();
    viewport()->setAttribute(Qt::WA_UpdatesDisabled, false);
    repaintFrom(before);
}

// From the first row that is another one or has changed, to the last of them.
void FindingList::repaintFrom(const std::vector<RowInSight> &before)
{
    const std::vector<RowInSight> now = rowsInSight();
    const auto same = [](const RowInSight &a, const RowInSight &b) {
        return a.finding == b.finding && a.isCause == b.isCause && a.stamp == b.stamp;
    };
    const int height = rowHeight(model()->index(0, 0));
    const int first =
        int(std::mismatch(now.begin(), now.end(), before.begin(), before.end(), same).first -
            now.begin());
    QRect area = viewport()->rect();

    if (now.size() == before.size()) {
        const auto last = std::mismatch(now.rbegin(), now.rend(), before.rbegin(), same).first;

        if (last == now.rend())
            return;
        area.setBottom(int(now.rend() - last) * height);
    }
    // The row before the first may have had none under it.
    area.setTop(qMax(0, first - 1) * height);
    viewport()->update(area);
}

void FindingList::clear()
{
    const QScopedValueRollback<bool> updating(isUpdating_, true);

    tree_->clear();
}

void FindingList::selectFinding(unsigned finding)
{
    const QScopedValueRollback<bool> updating(isUpdating_, true);
    const QModelIndex index = fromSource(tree_->indexOfFinding(finding));

    if (!index.isValid())
        return;
    setCurrentIndex(index);
    scrollTo(index);
}

unsigned FindingList::currentFinding() const
{
    return tree_->findingAt(toSource(currentIndex()));
}

int FindingList::currentCause() const
{
    return tree_->causeAt(toSource(currentIndex()));
}

bool FindingList::isCauseCurrent() const
{
    return tree_->isCause(toSource(currentIndex()));
}

void FindingList::currentChanged(const QModelIndex &current, const QModelIndex &previous)
{
    const unsigned finding = tree_->findingAt(toSource(current));

    QTreeView::currentChanged(current, previous);
    if (finding == 0)
        return;
    emit findingShown(finding);
    if (!isUpdating_)
        emit findingChosen(finding);
}

void FindingList::rowsInserted(const QModelIndex &parent, int start, int end)
{
    QTreeView::rowsInserted(parent, start, end);
    if (parent.isValid())
        return;
    for (int row = start; row <= end; row++) {
        const QModelIndex cause = model()->index(row, 0);
        const int count = model()->rowCount(cause);

        if (count > 1 && count <= unfoldedMax)
            expand(cause);
    }
}

void FindingList::mousePressEvent(QMouseEvent *event)
{
    const QModelIndex under = indexAt(event->pos());
    const bool isCurrent =
        under.row() == currentIndex().row() && under.parent() == currentIndex().parent();

    pressed_ = isCurrent ? currentIndex() : QModelIndex();
    QTreeView::mousePressEvent(event);
}

// Whether Return counts as an activation is up to the platform; here it always does.
void FindingList::keyPressEvent(QKeyEvent *event)
{
    if (event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter)
        emit findingChosen(currentFinding());
    else
        QTreeView::keyPressEvent(event);
}
