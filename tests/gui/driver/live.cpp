// SPDX-License-Identifier: GPL-2.0-or-later
#include "scenarios.h"

// Wireshark captures from a pipe: FIRST findings at first, then all of ALL.
void playLive(Hands &hands)
{
    const int first = variable("FIRST").toInt();
    const int all = variable("ALL").toInt();

    if (!hands.findPane())
        return;
    hands.waitForFindings(first);
    hands.check(hands.dock()->isVisible(), QStringLiteral("a live capture opens the pane"));
    hands.clickRow(hands.rowOfFinding(first));
    const QString shown = hands.details()->toPlainText();

    hands.askFor(QStringLiteral("more"));
    hands.waitForFindings(all);
    hands.check(hands.currentFinding() == first, QStringLiteral("the selection stays"),
                QString::number(hands.currentFinding()));
    hands.check(hands.details()->toPlainText() == shown, QStringLiteral("and what it shows"));
    hands.clickRow(hands.rowOfFinding(all));
    hands.check(hands.currentFinding() == all, QStringLiteral("a new finding can be chosen"));
    hands.check(hands.dock()->windowTitle().contains(QString::number(all)),
                QStringLiteral("the title counts on"), hands.dock()->windowTitle());
    hands.askFor(QStringLiteral("end"));
    hands.rest(1500);
    hands.trigger("actionCaptureStop");
    hands.rest(1500);
    hands.check(hands.findingCount() >= all, QStringLiteral("the end of the capture loses none"));
}
