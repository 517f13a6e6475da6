// SPDX-License-Identifier: GPL-2.0-or-later
#include "scenarios.h"

// FILE is opened, FRAME selected, and the window, SIZE large, saved as PICTURE.
void playPictures(Hands &hands)
{
    const QStringList size = variable("SIZE").split(QLatin1Char('x'));

    if (size.size() == 2)
        hands.window()->resize(size[0].toInt(), size[1].toInt());
    hands.findPane();
    if (!variable("FILE").isEmpty()) {
        hands.open(variable("FILE"));
        hands.rest(2500);
    }
    if (!variable("AREA").isEmpty())
        hands.window()->addDockWidget(Qt::DockWidgetArea(variable("AREA").toInt()), hands.dock());
    if (variable("SHOW").toInt())
        hands.dock()->show();
    if (variable("FINDING").toInt())
        hands.clickRow(hands.rowOfFinding(variable("FINDING").toInt()));
    hands.rest(800);
    hands.check(hands.window()->grab().save(variable("PICTURE")), QStringLiteral("picture"));
}
