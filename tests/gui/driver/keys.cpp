// SPDX-License-Identifier: GPL-2.0-or-later
#include "scenarios.h"

#include <QAction>
#include <QApplication>
#include <QClipboard>

namespace
{

// Presses Tab until the widget has the focus, which must not take too long.
bool tabTo(const QWidget *wanted)
{
    for (int i = 0; i < 60; i++) {
        QWidget *focus = QApplication::focusWidget();

        if (focus == wanted)
            return true;
        if (!focus)
            return false;
        Hands::key(focus, Qt::Key_Tab);
    }
    return false;
}

// Tab goes from packet to packet; so there is a shortcut, which nothing else must have.
void enter(Hands &hands)
{
    auto *action = hands.window()->findChild<QAction *>(QStringLiteral("dcomauthEnter"));
    int others = 0;

    for (const QAction *other : hands.window()->findChildren<QAction *>())
        others += other != action && other->shortcut() == action->shortcut();
    hands.check(others == 0, QStringLiteral("the shortcut is the pane's alone"));
    hands.dock()->hide();
    action->trigger();
    hands.check(QApplication::focusWidget() == hands.list(),
                QStringLiteral("it leads to the list, also of a hidden pane"));
}

void walkList(Hands &hands)
{
    const quint32 before = hands.currentPacket();

    Hands::key(hands.list(), Qt::Key_Home);
    Hands::key(hands.list(), Qt::Key_Down);
    Hands::key(hands.list(), Qt::Key_Down);
    hands.rest(300);
    hands.check(hands.currentPacket() != before &&
                    hands.currentPacket() ==
                        hands.cell(hands.list()->currentIndex(), Frame).toUInt(),
                QStringLiteral("the arrow keys walk from finding to finding"));
    hands.selectPacket(1);
    hands.rest(300);
    Hands::key(hands.list(), Qt::Key_Return);
    hands.rest(300);
    hands.check(hands.currentPacket() == hands.cell(hands.list()->currentIndex(), Frame).toUInt(),
                QStringLiteral("Return goes to the packet"));
}

void walkLadder(Hands &hands)
{
    hands.check(tabTo(hands.ladder()), QStringLiteral("Tab leads to the ladder"));
    Hands::key(hands.ladder(), Qt::Key_Home);
    Hands::key(hands.ladder(), Qt::Key_Return);
    hands.rest(300);
    hands.check(
        hands.messageText(0).startsWith(QStringLiteral("frame %1,").arg(hands.currentPacket())),
        QStringLiteral("Return goes to the first message"));
    Hands::key(hands.ladder(), Qt::Key_End);
    Hands::key(hands.ladder(), Qt::Key_Return);
    hands.rest(300);
    hands.check(hands.messageText(hands.messages() - 1)
                    .startsWith(QStringLiteral("frame %1,").arg(hands.currentPacket())),
                QStringLiteral("Return goes to the last message"));
    hands.check(hands.ladder()->accessibleDescription() == hands.messageText(hands.messages() - 1),
                QStringLiteral("a screen reader is told which"));
}

void walkDetails(Hands &hands)
{
    QApplication::clipboard()->clear();
    hands.check(tabTo(hands.details()), QStringLiteral("Tab leads to the details"));
    const quint32 before = hands.currentPacket();
    bool went = false;

    for (int i = 0; i < 12 && QApplication::focusWidget() == hands.details(); i++) {
        Hands::key(hands.details(), Qt::Key_Return);
        hands.rest(150);
        went |= hands.currentPacket() != before;
        if (went && !QApplication::clipboard()->text().isEmpty())
            break;
        Hands::key(hands.details(), Qt::Key_Tab);
    }
    hands.check(went, QStringLiteral("Tab and Return follow a link to a frame"));
    hands.check(!QApplication::clipboard()->text().isEmpty(),
                QStringLiteral("Tab and Return copy a command"));
}

} // namespace

void playKeys(Hands &hands)
{
    if (!hands.findPane())
        return;
    hands.open(variable("FILE"));
    hands.waitForFindings(4);
    hands.rest(500);
    hands.window()->activateWindow();
    hands.packets()->setFocus();
    hands.rest(200);
    enter(hands);
    walkList(hands);
    walkLadder(hands);
    walkDetails(hands);
    Hands::key(hands.ladder(), Qt::Key_Escape);
    hands.check(QApplication::focusWidget() == hands.packets(),
                QStringLiteral("Escape leads back to the packets"));
}
