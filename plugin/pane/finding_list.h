// The tree of causes and findings as a widget: sorts, keeps its selection, and tells whether it was
// the user who chose.
//
// SPDX-License-Identifier: GPL-2.0-or-later
#ifndef DCOMAUTH_PANE_FINDING_LIST_H
#define DCOMAUTH_PANE_FINDING_LIST_H

#include "finding_tree.h"

#include <QTreeView>
#include <vector>

class QSortFilterProxyModel;

class FindingList : public QTreeView
{
    Q_OBJECT
  public:
    FindingList(const pane_seam *seam, QWidget *parent);

    // What the seam has seen; the selection stays, or becomes the first row.
    void update(const pane_totals &totals);
    void clear();

    // Selects the row of a finding without a word to anybody.
    void selectFinding(unsigned finding);

    unsigned currentFinding() const;
    int currentCause() const;
    bool isCauseCurrent() const;

  signals:
    void findingShown(unsigned finding);  // the current row is of another finding
    void findingChosen(unsigned finding); // and it was the user who went there

  protected:
    void currentChanged(const QModelIndex &current, const QModelIndex &previous) override;
    void rowsInserted(const QModelIndex &parent, int start, int end) override;
    void mousePressEvent(QMouseEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;

  private:
    struct RowInSight {
        unsigned finding;
        bool isCause;
        quint64 stamp;
    };

    void setWidths();
    QModelIndex toSource(const QModelIndex &index) const;
    QModelIndex fromSource(const QModelIndex &index) const;
    void sortBy(int column);
    void changeModel(QAbstractItemModel *wanted);
    std::vector<RowInSight> rowsInSight() const;
    void updateTree(const pane_totals &totals);
    void repaintFrom(const std::vector<RowInSight> &before);

    FindingTree *tree_;
    QSortFilterProxyModel *sorted_; // shown where the user sorts
    QPersistentModelIndex pressed_; // that the mouse was pressed on while it was current
    bool isUpdating_ = false;
};

#endif
