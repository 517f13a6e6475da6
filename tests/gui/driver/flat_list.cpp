// SPDX-License-Identifier: GPL-2.0-or-later
#include "flat_list.h"

#include "hands.h"

#include <QSortFilterProxyModel>

namespace
{

quint32 parseAddress(const QString &text)
{
    quint32 address = 0;

    for (const QString &part : text.split(QLatin1Char('.')))
        address = address << 8 | part.toUInt();
    return address;
}

QByteArray addressText(quint32 address)
{
    char text[sizeof "255.255.255.255"];

    snprintf(text, sizeof text, "%u.%u.%u.%u", address >> 24, address >> 16 & 0xff,
             address >> 8 & 0xff, address & 0xff);
    return QByteArray(text);
}

} // namespace

FlatModel::FlatModel(const QAbstractItemModel *tree, QObject *parent) : QAbstractTableModel(parent)
{
    for (int i = 0; i < tree->rowCount(); i++) {
        const QModelIndex cause = tree->index(i, 0);

        for (int j = 0; j < tree->rowCount(cause); j++)
            take(tree->index(j, 0, cause));
    }
}

void FlatModel::take(const QModelIndex &finding)
{
    const auto text = [&finding](int column) {
        return finding.sibling(finding.row(), column).data().toString();
    };

    rows_.push_back({finding.data(FindingRole).toUInt(), parseAddress(text(::Client)),
                     parseAddress(text(::Server)), text(::Severity).toUtf8(), text(::What).toUtf8(),
                     finding.data(Qt::ToolTipRole).toString().toUtf8(), text(::Time).toDouble(),
                     text(::Frame).toUInt()});
}

void FlatModel::reload()
{
    beginResetModel();
    endResetModel();
}

int FlatModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : int(rows_.size());
}

int FlatModel::columnCount(const QModelIndex &) const
{
    return Columns;
}

FlatModel::Shown FlatModel::ask(int row) const
{
    return {&rows_[row], addressText(rows_[row].client), addressText(rows_[row].server)};
}

QVariant FlatModel::data(const QModelIndex &index, int role) const
{
    if (role != Qt::DisplayRole && role != Qt::UserRole)
        return {};
    const Shown shown = ask(index.row());

    switch (index.column()) {
    case Severity:
        return QString::fromUtf8(shown.row->severity);
    case What:
        return QString::fromUtf8(shown.row->what);
    case Client:
        return QString::fromUtf8(shown.client);
    case Server:
        return QString::fromUtf8(shown.server);
    case Summary:
        return QString::fromUtf8(shown.row->summary);
    case Time:
        return QString::number(shown.row->seconds, 'f', 6);
    default:
        return index.column() == Frame ? shown.row->frame : shown.row->id;
    }
}

FlatList::FlatList(const QAbstractItemModel *tree) : flat_(new FlatModel(tree, this))
{
    auto *sorted = new QSortFilterProxyModel(this);

    sorted->setSourceModel(flat_);
    sorted->setSortRole(Qt::UserRole);
    setModel(sorted);
    setRootIsDecorated(false);
    setUniformRowHeights(true);
    setAlternatingRowColors(true);
    setSortingEnabled(true);
    sortByColumn(0, Qt::AscendingOrder);
    setCurrentIndex(sorted->index(0, 0));
}

int FlatList::count() const
{
    return model()->rowCount();
}

void FlatList::reload()
{
    const int row = currentIndex().row();

    flat_->reload();
    setCurrentIndex(model()->index(row, 0));
    scrollTo(currentIndex());
}
