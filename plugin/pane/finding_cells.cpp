// What the cells of the tree show.
//
// SPDX-License-Identifier: GPL-2.0-or-later
#include "colours.h"
#include "finding_tree.h"

#include <QApplication>
#include <QFont>

namespace
{

QString severityWord(pane_severity severity)
{
    switch (severity) {
    case PANE_ERROR:
        return FindingTree::tr("Error");
    case PANE_WARNING:
        return FindingTree::tr("Warning");
    case PANE_NOTE:
        break;
    }
    return FindingTree::tr("Note");
}

// For those who do not tell the colours apart.
QString sign(pane_severity severity)
{
    static const QChar signs[] = {QChar(0x2139), QChar(0x26a0), QChar(0x2717)};

    return signs[severity] + QStringLiteral(" ");
}

QVariant alignment(int column)
{
    switch (column) {
    case FindingTree::Count:
    case FindingTree::Frame:
    case FindingTree::Time:
        return int(Qt::AlignRight | Qt::AlignVCenter);
    default:
        return {};
    }
}

QVariant severityColour(int column, pane_severity severity)
{
    if (column != FindingTree::What && column != FindingTree::Severity)
        return {};
    return colours::ofSeverity(severity, QApplication::palette());
}

QString seconds(double time)
{
    return QString::number(time, 'f', 6);
}

} // namespace

QVariant FindingTree::headerData(int section, Qt::Orientation orientation, int role) const
{
    static const char *const titles[Columns] = {
        QT_TR_NOOP("What failed"), QT_TR_NOOP("Count"), QT_TR_NOOP("Client"),
        QT_TR_NOOP("Server"),      QT_TR_NOOP("Frame"), QT_TR_NOOP("Time"),
        QT_TR_NOOP("Severity"),
    };

    if (orientation != Qt::Horizontal || section < 0 || section >= Columns)
        return {};
    if (role == Qt::TextAlignmentRole)
        return alignment(section);
    return role == Qt::DisplayRole ? QVariant(tr(titles[section])) : QVariant();
}

QVariant FindingTree::data(const QModelIndex &index, int role) const
{
    if (!index.isValid())
        return {};
    switch (role) {
    case FindingRole:
        return findingAt(index);
    case CauseRole:
        return causeAt(index);
    case Qt::TextAlignmentRole:
        return alignment(index.column());
    case Qt::DisplayRole:
    case Qt::ToolTipRole:
    case Qt::ForegroundRole:
    case Qt::FontRole:
    case SortRole:
        return isCause(index) ? causeData(index.row(), index.column(), role)
                              : findingData(findingAt(index), index.column(), role);
    default:
        return {};
    }
}

QVariant FindingTree::causeData(int position, int column, int role) const
{
    pane_cause cause;

    if (!seam_->cause(unsigned(position), &cause))
        return {};
    if (role == Qt::ToolTipRole)
        return QString::fromUtf8(cause.summary);
    if (role == Qt::ForegroundRole)
        return severityColour(column, cause.severity);
    if (role == Qt::FontRole) {
        QFont font = QApplication::font("QAbstractItemView");
        font.setBold(true);
        return column == What ? QVariant(font) : QVariant();
    }
    switch (column) {
    case What:
        return role == SortRole ? QVariant(position)
                                : QVariant(sign(cause.severity) + QString::fromUtf8(cause.title));
    case Severity:
        return role == SortRole ? QVariant(PANE_ERROR - cause.severity)
                                : QVariant(severityWord(cause.severity));
    case Count:
        return cause.count;
    case Client:
        return QString::fromUtf8(cause.clients);
    case Server:
        return QString::fromUtf8(cause.servers);
    case Frame:
        return cause.frame;
    case Time:
        return role == SortRole ? QVariant(cause.seconds) : QVariant(seconds(cause.seconds));
    default:
        return {};
    }
}

QVariant FindingTree::findingData(unsigned id, int column, int role) const
{
    pane_finding finding;

    if (role == Qt::FontRole || !seam_->finding(id, &finding))
        return {};
    if (role == Qt::ToolTipRole)
        return QString::fromUtf8(finding.summary);
    if (role == Qt::ForegroundRole)
        return column == Severity ? severityColour(column, finding.severity) : QVariant();
    switch (column) {
    case What:
        return role == SortRole ? QVariant(id) : QVariant(QString::fromUtf8(finding.title));
    case Severity:
        return role == SortRole ? QVariant(PANE_ERROR - finding.severity)
                                : QVariant(severityWord(finding.severity));
    case Client:
        return QString::fromUtf8(finding.client);
    case Server:
        return QString::fromUtf8(finding.server);
    case Frame:
        return finding.frame;
    case Time:
        return role == SortRole ? QVariant(finding.seconds) : QVariant(seconds(finding.seconds));
    default:
        return {};
    }
}
