// SPDX-License-Identifier: GPL-2.0-or-later
#include "finding_tree.h"

#include <QSet>
#include <algorithm>
#include <iterator>
#include <map>

// An index of a finding carries the key of its cause, which stays when causes change places; that
// of a cause carries 0, which is no finding's id.

namespace
{

// With more new findings than this at once it is cheaper to compare everything.
constexpr unsigned fewMax = 32;

} // namespace

FindingTree::FindingTree(const pane_seam *seam, QObject *parent)
    : QAbstractItemModel(parent), seam_(seam)
{
}

// --- structure ---

QModelIndex FindingTree::index(int row, int column, const QModelIndex &parent) const
{
    if (row < 0 || row >= rowCount(parent) || column < 0 || column >= Columns)
        return {};
    return createIndex(row, column, quintptr(parent.isValid() ? causes_[parent.row()].key : 0));
}

QModelIndex FindingTree::parent(const QModelIndex &index) const
{
    if (!index.isValid() || isCause(index))
        return {};
    return createIndex(positionOf(unsigned(index.internalId())), 0, quintptr(0));
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
    return isCause(index) ? index.row() : positionOf(unsigned(index.internalId()));
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

quint64 FindingTree::stampAt(const QModelIndex &index) const
{
    const int position = causeAt(index);

    if (position < 0)
        return 0;
    return isCause(index) ? causes_[position].stamp : causes_[position].rows[index.row()].stamp;
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
    const bool isKnown = totals.kept > 0 && totals.kept == findings_ && totals.first == first_;

    if (!isKnown || totals.findings - totals.kept > fewMax || !add(totals))
        compare(totals);
    first_ = totals.first;
    findings_ = totals.findings;
}

// What was there is as it was: nobody looks at it. Causes that come before others come first, so
// that each finds those before it in their place.
bool FindingTree::add(const pane_totals &totals)
{
    std::map<int, std::vector<Row>> fresh; // by the position of the cause

    for (unsigned id = totals.first + totals.kept; id < totals.first + totals.findings; id++) {
        const pane_stamp stamp = seam_->stamp(id);

        fresh[int(stamp.cause)].push_back({id, stamp.row});
    }
    for (auto &[position, rows] : fresh)
        if (!grow(position, std::move(rows)))
            return false;
    return true;
}

// A cause gets more findings, or comes with its first ones. -> whether that fits what is there
bool FindingTree::grow(int position, std::vector<Row> rows)
{
    pane_mark mark;
    const int count = int(causes_.size());

    if (position > count || !seam_->mark(unsigned(position), &mark))
        return false;
    if (mark.key == rows.front().finding) {
        Cause cause{mark.key, mark.stamp, std::move(rows)};

        insertCauses(position, &cause, &cause + 1);
        return true;
    }
    if (position == count || causes_[position].key != mark.key)
        return false;
    placeRows(position, int(causes_[position].rows.size()), rows.data(), rows.data() + rows.size());
    causes_[position].stamp = mark.stamp;
    changed({}, position);
    return true;
}

void FindingTree::compare(const pane_totals &totals)
{
    std::vector<Cause> fresh = readCauses(totals);
    const int count = int(fresh.size());

    removeGone(fresh);
    for (int i = 0; i < count; i++) {
        int end = i;

        while (end < count && positionOf(fresh[end].key) < 0)
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
    findings_ = 0;
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
            positions_[causes_[i].key] = -1;
        causes_.erase(causes_.begin() + first, causes_.begin() + last + 1);
        renumber(first, int(causes_.size()));
        endRemoveRows();
        last = first;
    }
}

// All causes before this position are in their place.
void FindingTree::place(int position, const Cause &fresh)
{
    const int old = positionOf(fresh.key);

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
    for (int i = first; i < end; i++) {
        const unsigned key = causes_[i].key;

        if (key >= positions_.size())
            positions_.resize(size_t(key) + 1, -1);
        positions_[key] = i;
    }
}

int FindingTree::positionOf(unsigned key) const
{
    return key < positions_.size() ? positions_[key] : -1;
}
