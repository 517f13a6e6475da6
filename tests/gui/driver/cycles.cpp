// SPDX-License-Identifier: GPL-2.0-or-later
#include "scenarios.h"

#include <QAction>
#include <QMenu>

namespace
{

// What a user may do in between, by turns.
void disturb(Hands &hands, int cycle)
{
    switch (cycle % 8) {
    case 0:
        hands.trigger("actionViewReload");
        break;
    case 1:
        hands.dock()->setFloating(true);
        hands.rest(200);
        hands.dock()->setFloating(false);
        break;
    case 2:
        hands.dock()->hide();
        hands.rest(100);
        hands.dock()->show();
        break;
    case 3:
        hands.window()->addDockWidget(
            cycle % 16 < 8 ? Qt::RightDockWidgetArea : Qt::BottomDockWidgetArea, hands.dock());
        break;
    case 4:
        hands.trigger("actionAnalyzeReloadLuaPlugins");
        break;
    case 5: // Wireshark's own panes
        hands.trigger("actionViewPacketDetails");
        hands.rest(200);
        hands.trigger("actionViewPacketDetails");
        break;
    case 6: // the other profile has other columns, colours and preferences
        hands.switchProfile(cycle % 16 < 8 ? QStringLiteral("Default")
                                           : QStringLiteral("DCOM auth"));
        break;
    default:
        hands.setFilter(QStringLiteral("kerberos"));
        break;
    }
    hands.rest(600);
}

void use(Hands &hands, int count)
{
    hands.waitForFindings(count);
    hands.rest(150);
    const QModelIndex row = hands.rowOfFinding(count);

    hands.clickRow(row);
    hands.clickMessage(0);
    if (hands.currentFinding() != count)
        hands.check(false, QStringLiteral("the row is chosen"));
    if (hands.currentPacket() == 0)
        hands.check(false, QStringLiteral("a packet is chosen"));
}

} // namespace

void playCycles(Hands &hands)
{
    const int before = hands.failures();

    if (!hands.findPane())
        return;
    for (int cycle = 0; cycle < variable("CYCLES").toInt(); cycle++) {
        const bool other = cycle % 3 == 2;

        hands.open(other ? variable("SECOND") : variable("FILE"));
        use(hands, other ? 1 : 4);
        disturb(hands, cycle);
        use(hands, other ? 1 : 4);
        if (cycle % 4 != 1) { // else the next file is opened over this one
            hands.close();
            hands.rest(300);
            if (hands.findingCount() != 0)
                hands.check(false, QStringLiteral("a closed file leaves no finding"));
        }
    }
    hands.check(hands.failures() == before, QStringLiteral("%1 cycles").arg(variable("CYCLES")));
}
