// A list of findings as one writes it first: a flat model that asks for a whole row for each cell,
// is sorted by a proxy, and is reset whenever there may be something new.
//
// SPDX-License-Identifier: GPL-2.0-or-later
#ifndef DCOMAUTH_DRIVER_FLAT_LIST_H
#define DCOMAUTH_DRIVER_FLAT_LIST_H

#include <QAbstractTableModel>
#include <QTreeView>
#include <vector>

class FlatModel : public QAbstractTableModel
{
    Q_OBJECT
  public:
    // Takes the findings from the pane's model.
    FlatModel(const QAbstractItemModel *tree, QObject *parent);

    void reload();

    int rowCount(const QModelIndex &parent = {}) const override;
    int columnCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role) const override;

  private:
    enum Column { Number, Severity, What, Client, Server, Summary, Time, Frame, Columns };

    struct Row {
        unsigned id;
        quint32 client;
        quint32 server;
        QByteArray severity;
        QByteArray what;
        QByteArray summary;
        double seconds;
        unsigned frame;
    };

    // As it is shown; what has to be put together for that is.
    struct Shown {
        const Row *row;
        QByteArray client;
        QByteArray server;
    };

    void take(const QModelIndex &finding);
    Shown ask(int row) const;

    std::vector<Row> rows_;
};

class FlatList : public QTreeView
{
    Q_OBJECT
  public:
    explicit FlatList(const QAbstractItemModel *tree);

    int count() const;
    // Resets the model and selects the row that was selected.
    void reload();

  private:
    FlatModel *flat_;
};

#endif
