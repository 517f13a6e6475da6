// SPDX-License-Identifier: GPL-2.0-or-later
#include "scenarios.h"

#include <QAction>

void playFirstScreen(Hands &hands)
{
    if (!hands.findPane())
        return;
    const QAction *entry = hands.dock()->toggleViewAction();
    const QString name = entry->text();

    hands.check(hands.dock()->isHidden(), QStringLiteral("nothing opens by itself at first"));
    hands.dock()->show();
    hands.waitForText("dcomauthHeadline", QStringLiteral("No capture is open"));
    hands.check(!hands.label("dcomauthNothing").contains(QStringLiteral("0 frames")),
                QStringLiteral("no all-clear without a file"), hands.label("dcomauthNothing"));

    hands.dock()->hide();
    hands.open(variable("OTHER"));
    hands.waitForText("dcomauthHeadline", QStringLiteral("There is no failing RPC bind"));
    hands.check(hands.dock()->isHidden(), QStringLiteral("a healthy file opens nothing"));
    hands.dock()->show();
    hands.waitForText("dcomauthNothing", QStringLiteral("RPC authentication"));
    hands.check(hands.label("dcomauthNothing").startsWith(QStringLiteral("Seen: ")),
                QStringLiteral("a healthy file tells what was looked at"),
                hands.label("dcomauthNothing"));

    hands.dock()->hide();
    hands.open(variable("FILE"));
    hands.waitForFindings(4);
    hands.check(hands.dock()->isVisible(), QStringLiteral("a file with findings opens the pane"));
    hands.check(hands.dock()->windowTitle().contains(QStringLiteral("(4 findings)")),
                QStringLiteral("the title has the count"), hands.dock()->windowTitle());
    hands.check(entry->text() == name, QStringLiteral("the menu's entry stays"), entry->text());
    hands.check(hands.currentFinding() != 0 && hands.messages() > 3,
                QStringLiteral("a finding is chosen, its ladder drawn"));
    hands.check(hands.currentPacket() <= 1, QStringLiteral("the packet list stays where it was"));

    hands.dock()->hide();
    hands.trigger("actionViewReload");
    hands.rest(1500);
    hands.waitForFindings(4);
    hands.check(hands.dock()->isHidden(), QStringLiteral("it opens once for a file"));
    hands.close();
    hands.waitForText("dcomauthHeadline", QStringLiteral("No capture is open"));
    hands.check(hands.findingCount() == 0, QStringLiteral("a closed file leaves no finding"));
    hands.check(hands.dock()->windowTitle() == name, QStringLiteral("nor a count"));
}

void playUninvited(Hands &hands)
{
    if (!hands.findPane())
        return;
    hands.open(variable("FILE"));
    hands.waitForFindings(4);
    hands.rest(500);
    hands.check(hands.dock()->isHidden(), QStringLiteral("it does not open where nobody wants it"));
    hands.dock()->toggleViewAction()->trigger();
    hands.check(hands.dock()->isVisible() && hands.currentFinding() != 0,
                QStringLiteral("the menu opens it"));
}

void playAbsence(Hands &hands)
{
    hands.open(variable("FILE"));
    hands.wait(QStringLiteral("packets"), [&hands] { return hands.displayedPackets() > 100; });
    hands.check(hands.window()->findChild<QDockWidget *>(QStringLiteral("dcomauthPane")) == nullptr,
                QStringLiteral("there is no pane"));
    hands.setFilter(QStringLiteral("dcomauth.finding == 1"));
    hands.rest(500);
    const int shown = hands.displayedPackets();

    hands.check(shown > 0 && shown < 100, QStringLiteral("everything else is there"),
                QString::number(shown));
}
