// SPDX-License-Identifier: GPL-2.0-or-later
#include "scenarios.h"

#include <QFile>

#include <QSplitter>

namespace
{

int laneWidth(const Hands &hands, int lane)
{
    QRect rect;

    QMetaObject::invokeMethod(hands.ladder(), "laneRect", Q_RETURN_ARG(QRect, rect),
                              Q_ARG(int, lane));
    return rect.isValid() ? rect.width() : 0;
}

QRect laneRect(const Hands &hands, int lane)
{
    QRect rect;

    QMetaObject::invokeMethod(hands.ladder(), "laneRect", Q_RETURN_ARG(QRect, rect),
                              Q_ARG(int, lane));
    return rect;
}

bool headsApart(const Hands &hands)
{
    for (int i = 1; laneWidth(hands, i) > 0; i++)
        for (int j = 0; j < i; j++)
            if (laneRect(hands, i).intersects(laneRect(hands, j)))
                return false;
    return true;
}

void checkPlace(Hands &hands, const QString &place, Qt::Orientation orientation)
{
    auto *splitter = hands.dock()->findChild<QSplitter *>();

    hands.rest(400);
    hands.check(splitter->orientation() == orientation, QStringLiteral("%1: divided").arg(place));
    hands.check(headsApart(hands), QStringLiteral("%1: no lane's head touches another").arg(place));
    hands.check(hands.list()->height() > 40 && hands.ladder()->height() > 40 &&
                    hands.details()->height() > 40,
                QStringLiteral("%1: all parts are to be seen").arg(place));
}

QString widthFile()
{
    return variable("FOLDER") + QStringLiteral("/width");
}

} // namespace

void playPlaces(Hands &hands)
{
    if (!hands.findPane())
        return;
    hands.open(variable("FILE"));
    hands.waitForFindings(4);
    hands.clickRow(hands.rowOfFinding(2));
    checkPlace(hands, QStringLiteral("wide"), Qt::Horizontal);
    hands.window()->addDockWidget(Qt::RightDockWidgetArea, hands.dock());
    hands.window()->resizeDocks({hands.dock()}, {380}, Qt::Horizontal);
    checkPlace(hands, QStringLiteral("narrow"), Qt::Vertical);
    hands.dock()->setFloating(true);
    hands.dock()->resize(900, 320);
    checkPlace(hands, QStringLiteral("floating"), Qt::Horizontal);
    hands.check(hands.currentFinding() == 2, QStringLiteral("the selection is still there"));
    hands.dock()->setFloating(false);
    hands.window()->addDockWidget(Qt::LeftDockWidgetArea, hands.dock());
    hands.rest(300);
    hands.window()->resizeDocks({hands.dock()}, {430}, Qt::Horizontal);
    hands.rest(300);
    // Other widgets may need some of it.
    hands.check(qAbs(hands.dock()->width() - 430) < 40, QStringLiteral("left, about 430 wide"),
                QString::number(hands.dock()->width()));
    QFile file(widthFile());
    hands.check(file.open(QIODevice::WriteOnly) &&
                    file.write(QByteArray::number(hands.dock()->width())) > 0,
                QStringLiteral("noted for the next start"));
}

// After playPlaces(), in the same home.
void playReturn(Hands &hands)
{
    if (!hands.findPane())
        return;
    hands.rest(500);
    hands.check(hands.dock()->isVisible(), QStringLiteral("what was visible is"));
    hands.check(hands.window()->dockWidgetArea(hands.dock()) == Qt::LeftDockWidgetArea,
                QStringLiteral("where it was"));
    QFile file(widthFile());
    const int before = file.open(QIODevice::ReadOnly) ? file.readAll().toInt() : 0;

    hands.check(qAbs(hands.dock()->width() - before) < 3, QStringLiteral("as wide as it was"),
                QStringLiteral("%1, not %2").arg(hands.dock()->width()).arg(before));
}
