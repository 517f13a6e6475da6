// SPDX-License-Identifier: GPL-2.0-or-later
#include "finding_tree.h"

#include <QSet>
#include <algorithm>
#include <iterator>

// An index of a finding carries the key of its cause, which stays when causes change places; that
// of a cause carries 0, which is no finding's id.

FindingTree::FindingTree(const pane_seam *seam, QObject *parent)
    : QAbstractItemModel(parent), seam_(seam)
{
}

// --- structure ---

QModelIndex FindingTree::index(int row, int column, const QModelIndex &parent) const
{
    if (!hasIndex(row, column, parent))
        return {};
    return createIndex(row, column, quintptr(parent.isValid() ? causes_[parent.row()].key : 0));
}

QModelIndex FindingTree::parent(const QModelIndex &index) const
{
    if (!index.isValid() || isCause(index))
        return {};
    return createIndex(positions_.value(unsigned(index.internalId())), 0, quintptr(0));
}

int FindingTree::rowCount(const QModelIndex &parent) const
{
    if (!parent.isValid())
        return int(causes_.size());
    if (!isCause(parent) || parent.column() != 0)
        return 0;
    return int(causes_[parent.row()].rows.size());
}

int FindingTree::columnCount(const QModelIndex &) const
{
    return Columns;
}

bool FindingTree::isCause(const QModelIndex &index) const
{
    return index.isValid() && index.internalId() == 0;
}

int FindingTree::causeAt(const QModelIndex &index) const
{
    if (!index.isValid())
        return -1;
    return isCause(index) ? index.row() : positions_.value(unsigned(index.internalId()), -1);
}

unsigned FindingTree::findingAt(const QModelIndex &index) const
{
    const int position = causeAt(index);

    if (position < 0)
        return 0;
    if (isCause(index))
        return causes_[position].key;
    return causes_[position].rows[index.row()].finding;
}

QModelIndex FindingTree::indexOfFinding(unsigned finding) const
{
    const auto before = [](const Row &row, unsigned id) { return row.finding < id; };

    for (size_t i = 0; i < causes_.size(); i++) {
        const std::vector<Row> &rows = causes_[i].rows;
        const auto found = std::lower_bound(rows.begin(), rows.end(), finding, before);

        if (found != rows.end() && found->finding == finding)
            return createIndex(int(found - rows.begin()), 0, quintptr(causes_[i].key));
    }
    return {};
}

// --- changes ---

std::vector<FindingTree::Cause> FindingTree::readCauses(const pane_totals &totals) const
{
    std::vector<Cause> fresh;

    fresh.reserve(totals.causes);
    for (unsigned i = 0; i < totals.causes; i++) {
        pane_mark mark;

        if (!seam_->mark(i, &mark))
            break;
        fresh.push_back({mark.key, mark.stamp, {}});
        fresh.back().rows.reserve(mark.count);
    }
    for (unsigned id = totals.first; id < totals.first + totals.findings; id++) {
        const pane_stamp stamp = seam_->stamp(id);

        if (stamp.cause < fresh.size())
            fresh[stamp.cause].rows.push_back({id, stamp.row});
    }
    return fresh;
}

void FindingTree::update(const pane_totals &totals)
{
    std::vector<Cause> fresh = readCauses(totals);
    const int count = int(fresh.size());

    removeGone(fresh);
    for (int i = 0; i < count; i++) {
        int end = i;

        while (end < count && !positions_.contains(fresh[end].key))
            end++;
        if (end > i)
            insertCauses(i, fresh.data() + i, fresh.data() + end);
        i = end;
        if (i < count)
            place(i, fresh[i]);
    }
}

void FindingTree::clear()
{
    removeGone({});
}

// From behind, neighbours at once.
void FindingTree::removeGone(const std::vector<Cause> &fresh)
{
    QSet<unsigned> keys;

    for (const Cause &cause : fresh)
        keys.insert(cause.key);
    for (int last = int(causes_.size()) - 1; last >= 0; last--) {
        int first = last + 1;

        while (first > 0 && !keys.contains(causes_[first - 1].key))
            first--;
        if (first > last)
            continue;
        beginRemoveRows({}, first, last);
        for (int i = first; i <= last; i++)
            positions_.remove(causes_[i].key);
        causes_.erase(causes_.begin() + first, causes_.begin() + last + 1);
        renumber(first, int(causes_.size()));
        endRemoveRows();
        last = first;
    }
}

// All causes before this position are in their place.
void FindingTree::place(int position, const Cause &fresh)
{
    const int old = positions_.value(fresh.key);

    if (old != position)
        moveCause(old, position);
    updateRows(position, fresh.rows);
    if (causes_[position].stamp != fresh.stamp) {
        causes_[position].stamp = fresh.stamp;
        changed({}, position);
    }
}

void FindingTree::insertCauses(int position, Cause *first, Cause *end)
{
    beginInsertRows({}, position, position + int(end - first) - 1);
    causes_.insert(causes_.begin() + position, std::make_move_iterator(first),
                   std::make_move_iterator(end));
    renumber(position, int(causes_.size()));
    endInsertRows();
}

void FindingTree::moveCause(int from, int to)
{
    beginMoveRows({}, from, from, {}, to);
    std::rotate(causes_.begin() + to, causes_.begin() + from, causes_.begin() + from + 1);
    renumber(to, from + 1);
    endMoveRows();
}

// Both lists ascend: what the old one has and the new one has not goes, and the other way round.
void FindingTree::updateRows(int position, const std::vector<Row> &fresh)
{
    const QModelIndex cause = index(position, 0);
    int row = 0;

    for (size_t next = 0; next < fresh.size(); row++) {
        std::vector<Row> &rows = causes_[position].rows;

        while (row < int(rows.size()) && rows[row].finding < fresh[next].finding)
            removeRow(position, row);
        if (row < int(rows.size()) && rows[row].finding == fresh[next].finding) {
            if (rows[row].stamp != fresh[next].stamp) {
                rows[row].stamp = fresh[next].stamp;
                changed(cause, row);
            }
            next++;
            continue;
        }
        const unsigned limit = row < int(rows.size()) ? rows[row].finding : UINT_MAX;
        size_t end = next;
        while (end < fresh.size() && fresh[end].finding < limit)
            end++;
        placeRows(position, row, fresh.data() + next, fresh.data() + end);
        row += int(end - next) - 1;
        next = end;
    }
    while (row < int(causes_[position].rows.size()))
        removeRow(position, row);
}

void FindingTree::removeRow(int position, int row)
{
    std::vector<Row> &rows = causes_[position].rows;

    beginRemoveRows(index(position, 0), row, row);
    rows.erase(rows.begin() + row);
    endRemoveRows();
}

void FindingTree::placeRows(int position, int row, const Row *first, const Row *end)
{
    std::vector<Row> &rows = causes_[position].rows;

    beginInsertRows(index(position, 0), row, row + int(end - first) - 1);
    rows.insert(rows.begin() + row, first, end);
    endInsertRows();
}

void FindingTree::changed(const QModelIndex &parent, int row)
{
    emit dataChanged(index(row, 0, parent), index(row, Columns - 1, parent));
}

void FindingTree::renumber(int first, int end)
{
    for (int i = first; i < end; i++)
        positions_.insert(causes_[i].key, i);
}
