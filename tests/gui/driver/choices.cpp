// SPDX-License-Identifier: GPL-2.0-or-later
#include "scenarios.h"

#include <QTreeView>

namespace
{

void chooseRows(Hands &hands)
{
    for (int finding = 1; finding <= 4; finding++) {
        const QModelIndex row = hands.rowOfFinding(finding);

        hands.clickRow(row);
        hands.check(hands.currentPacket() == hands.cell(row, Frame).toUInt(),
                    QStringLiteral("row %1 goes to its packet").arg(finding),
                    QString::number(hands.currentPacket()));
        hands.check(
            hands.details()->toPlainText().startsWith(QStringLiteral("Finding %1:").arg(finding)),
            QStringLiteral("row %1 has its details").arg(finding));
    }
    const QModelIndex cause = hands.list()->model()->index(0, 0);

    hands.clickRow(cause);
    hands.check(hands.cell(cause, Count).toInt() > 0 &&
                    hands.currentPacket() == hands.cell(cause, Frame).toUInt(),
                QStringLiteral("a cause goes to its first finding"));
}

void chooseArrows(Hands &hands)
{
    int failed = 0;
    int timed = 0;

    hands.clickRow(hands.rowOfFinding(2));
    for (int i = 0; i < hands.messages(); i++) {
        const QString text = hands.messageText(i);

        hands.clickMessage(i);
        hands.check(text.startsWith(QStringLiteral("frame %1,").arg(hands.currentPacket())),
                    QStringLiteral("arrow %1 goes to its packet").arg(i), text);
        hands.check(hands.currentFinding() == 2, QStringLiteral("and stays in its finding"));
        failed += text.contains(QStringLiteral("KRB-ERROR"));
        timed += !text.contains(QStringLiteral("unknown"));
    }
    hands.check(failed > 0, QStringLiteral("the refusal is in the ladder"));
    hands.check(timed == hands.messages(), QStringLiteral("every arrow has its time"));
}

void chooseLinks(Hands &hands)
{
    hands.clickRow(hands.rowOfFinding(1));
    const quint32 before = hands.currentPacket();

    hands.check(hands.followLink(QStringLiteral("frame:100")),
                QStringLiteral("a link to frame 100"));
    hands.check(hands.currentPacket() == 100 && before != 100,
                QStringLiteral("a link goes to its packet"),
                QString::number(hands.currentPacket()));
}

void choosePackets(Hands &hands)
{
    for (int finding : {3, 1, 4}) {
        const quint32 frame = hands.cell(hands.rowOfFinding(finding), Frame).toUInt();

        hands.selectPacket(frame);
        hands.rest(300);
        hands.check(hands.currentFinding() == finding,
                    QStringLiteral("a packet chooses finding %1").arg(finding),
                    QString::number(hands.currentFinding()));
    }
    hands.selectPacket(1);
    hands.rest(300);
    hands.check(hands.currentFinding() == 4, QStringLiteral("a packet of none changes nothing"));
}

// The target is hidden by the display filter.
void chooseHidden(Hands &hands)
{
    hands.setFilter(QStringLiteral("dcomauth.finding == 2"));
    hands.rest(300);
    const int filtered = hands.displayedPackets();
    const QModelIndex row = hands.rowOfFinding(1);

    hands.clickRow(row);
    hands.check(hands.currentPacket() == hands.cell(row, Frame).toUInt(),
                QStringLiteral("a hidden packet is gone to"));
    hands.check(hands.displayedPackets() > filtered && hands.filterText().isEmpty(),
                QStringLiteral("the filter is cleared"), hands.filterText());
    hands.check(hands.label("dcomauthNote").contains(QStringLiteral("it was cleared")),
                QStringLiteral("and the pane says so"), hands.label("dcomauthNote"));
}

bool isSortedByFrame(const Hands &hands)
{
    const QAbstractItemModel *model = hands.list()->model();

    for (int row = 1; row < model->rowCount(); row++)
        if (hands.cell(model->index(row, 0), Frame).toInt() >
            hands.cell(model->index(row - 1, 0), Frame).toInt())
            return false;
    return true;
}

int unfoldedCount(const QTreeView *view)
{
    int count = 0;

    for (int row = 0; row < view->model()->rowCount(); row++)
        count += view->isExpanded(view->model()->index(row, 0));
    return count;
}

// By the frame, the last one first; and as it was.
void chooseOrder(Hands &hands)
{
    auto *view = static_cast<QTreeView *>(hands.list());
    const int unfolded = unfoldedCount(view);
    const int width = view->columnWidth(What);
    const QString first = hands.cell(view->model()->index(0, 0), Frame);

    hands.clickRow(hands.rowOfFinding(3));
    const quint32 packet = hands.currentPacket();

    for (int column : {int(Frame), -1}) {
        view->sortByColumn(column, Qt::DescendingOrder);
        hands.rest(200);
        hands.check(hands.findingCount() == 4 && hands.currentFinding() == 3,
                    QStringLiteral("sorting keeps the finding"));
        hands.check(unfoldedCount(view) == unfolded, QStringLiteral("and what is unfolded"),
                    QString::number(unfoldedCount(view)));
        hands.check(hands.currentPacket() == packet, QStringLiteral("and goes nowhere"));
        hands.check(view->columnWidth(What) == width, QStringLiteral("and the columns' widths"),
                    QString::number(view->columnWidth(What)));
        hands.check(column < 0 ? hands.cell(view->model()->index(0, 0), Frame) == first
                               : isSortedByFrame(hands),
                    QStringLiteral("sorted by column %1").arg(column));
        hands.clickRow(hands.rowOfFinding(2));
        hands.check(hands.currentPacket() == hands.cell(hands.rowOfFinding(2), Frame).toUInt(),
                    QStringLiteral("a row goes to its packet, sorted by column %1").arg(column));
        hands.clickRow(hands.rowOfFinding(3));
    }
}

} // namespace

void playChoices(Hands &hands)
{
    if (!hands.findPane())
        return;
    hands.open(variable("FILE"));
    hands.waitForFindings(4);
    hands.rest(500);
    chooseRows(hands);
    chooseArrows(hands);
    chooseLinks(hands);
    choosePackets(hands);
    chooseOrder(hands);
    chooseHidden(hands);
}
