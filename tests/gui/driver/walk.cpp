// SPDX-License-Identifier: GPL-2.0-or-later
#include "scenarios.h"

#include <QScrollBar>
#include <QTextBlock>

namespace
{

// Whether the text is to be read without scrolling.
bool isInSight(Hands &hands, const QString &text)
{
    const QTextCursor found = hands.details()->document()->find(text);

    return !found.isNull() && hands.details()->viewport()->rect().contains(
                                  hands.details()->cursorRect(found).center());
}

} // namespace

// A newcomer opens the origin case: who is to blame, what is to be done, and where it is seen.
void playWalk(Hands &hands)
{
    if (!hands.findPane())
        return;
    hands.open(variable("SECOND"));
    hands.waitForFindings(1);
    hands.rest(1500);
    hands.check(hands.dock()->isVisible() && hands.clicks() == 0,
                QStringLiteral("the pane is there without a click"));
    hands.check(isInSight(hands, QStringLiteral("10.20.30.12 cannot use")),
                QStringLiteral("it names the second domain controller, after %1 clicks")
                    .arg(hands.clicks()),
                hands.details()->toPlainText());
    hands.check(isInSight(hands, QStringLiteral("Next steps")) && !hands.commands().isEmpty(),
                QStringLiteral("and the next step, after %1 clicks").arg(hands.clicks()));
    for (int i = 0; i < hands.messages(); i++) {
        if (!hands.messageText(i).contains(QStringLiteral("KRB-ERROR")))
            continue;
        hands.clickMessage(i);
        break;
    }
    hands.check(hands.currentPacket() == 35 && hands.clicks() == 1,
                QStringLiteral("the refusal is selected after %1 click").arg(hands.clicks()),
                QString::number(hands.currentPacket()));
    hands.followLink(QStringLiteral("copy:0"));
    hands.check(hands.clicks() == 2,
                QStringLiteral("a command is copied after %1 clicks").arg(hands.clicks()));
}
