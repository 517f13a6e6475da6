// SPDX-License-Identifier: GPL-2.0-or-later
#include "finding_list.h"

#include <QHeaderView>
#include <QKeyEvent>
#include <QMouseEvent>
#include <QScopedValueRollback>
#include <QSortFilterProxyModel>

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
    sorted_->setSourceModel(tree_);
    sorted_->setSortRole(FindingTree::SortRole);
    setModel(sorted_);
    setUniformRowHeights(true);
    setAlternatingRowColors(true);
    setAllColumnsShowFocus(true);
    setSortingEnabled(true);
    // As the core has it: the worst cause first.
    sortByColumn(-1, Qt::AscendingOrder);
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
    return sorted_->mapToSource(index);
}

void FindingList::update(const pane_totals &totals)
{
    const unsigned chosen = currentFinding();
    const bool wasCause = isCauseCurrent();
    const QScopedValueRollback<bool> updating(isUpdating_, true);

    tree_->update(totals);
    if (totals.findings == 0)
        return;
    if (chosen == 0)
        setCurrentIndex(sorted_->index(0, 0));
    else if (!wasCause && currentFinding() != chosen)
        selectFinding(chosen);
}

void FindingList::clear()
{
    const QScopedValueRollback<bool> updating(isUpdating_, true);

    tree_->clear();
}

void FindingList::selectFinding(unsigned finding)
{
    const QScopedValueRollback<bool> updating(isUpdating_, true);
    const QModelIndex index = sorted_->mapFromSource(tree_->indexOfFinding(finding));

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
        const QModelIndex cause = sorted_->index(row, 0);

        const int count = sorted_->rowCount(cause);

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
