// The causes of a capture, and under each its findings, as a model that changes only where the
// capture's findings do.
//
// SPDX-License-Identifier: GPL-2.0-or-later
#ifndef DCOMAUTH_PANE_FINDING_TREE_H
#define DCOMAUTH_PANE_FINDING_TREE_H

#include "pane_seam.h"

#include <QAbstractItemModel>
#include <vector>

class FindingTree : public QAbstractItemModel
{
    Q_OBJECT
  public:
    enum Column { What, Count, Client, Server, Frame, Time, Severity, Columns };

    // Besides Qt's own; SortRole gives numbers where DisplayRole gives words.
    enum Role { FindingRole = Qt::UserRole, CauseRole, SortRole };

    explicit FindingTree(const pane_seam *seam, QObject *parent);

    // Takes over what the seam has seen. Inserts, moves, removes and changes rows, and never
    // resets, so that selections and views live on.
    void update(const pane_totals &totals);
    void clear();

    // The finding that a row stands for: of a cause the first one. 0 for no row.
    unsigned findingAt(const QModelIndex &index) const;
    // The position of the cause that the row is, or is under.
    int causeAt(const QModelIndex &index) const;
    bool isCause(const QModelIndex &index) const;
    QModelIndex indexOfFinding(unsigned finding) const;
    // What a row shows has changed where its stamp has.
    quint64 stampAt(const QModelIndex &index) const;

    QModelIndex index(int row, int column, const QModelIndex &parent = {}) const override;
    QModelIndex parent(const QModelIndex &index) const override;
    int rowCount(const QModelIndex &parent = {}) const override;
    int columnCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

  private:
    struct Row {
        unsigned finding;
        quint64 stamp;
    };
    struct Cause {
        unsigned key;
        quint64 stamp;
        std::vector<Row> rows; // ascending
    };

    bool add(const pane_totals &totals);
    bool grow(int position, std::vector<Row> rows);
    void compare(const pane_totals &totals);
    std::vector<Cause> readCauses(const pane_totals &totals) const;
    void removeGone(const std::vector<Cause> &fresh);
    void place(int position, const Cause &fresh);
    void insertCauses(int position, Cause *first, Cause *end);
    void moveCause(int from, int to);
    void updateRows(int position, const std::vector<Row> &fresh);
    void removeRow(int position, int row);
    void placeRows(int position, int row, const Row *first, const Row *end);
    void changed(const QModelIndex &parent, int row);
    void renumber(int first, int end);
    int positionOf(unsigned key) const; // -1: there is no such cause

    QVariant causeData(int position, int column, int role) const;
    QVariant findingData(unsigned finding, int column, int role) const;

    const pane_seam *seam_;
    std::vector<Cause> causes_;
    std::vector<int> positions_; // by key; negative where it is none
    unsigned first_ = 0;
    unsigned findings_ = 0;
};

#endif
