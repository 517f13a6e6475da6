// A library that is preloaded into Wireshark, plays the scenario that $DCOMAUTH_DRIVER names, says
// how it went, and quits.
//
// SPDX-License-Identifier: GPL-2.0-or-later
#include "driver.h"

#include "hands.h"

#include <QApplication>
#include <QPalette>
#include <QTimer>
#include <cstdio>

namespace
{

void darken()
{
    QPalette palette(QColor(45, 45, 48));

    palette.setColor(QPalette::Base, QColor(30, 30, 30));
    palette.setColor(QPalette::AlternateBase, QColor(40, 40, 42));
    palette.setColor(QPalette::Link, QColor(120, 170, 255));
    palette.setColor(QPalette::ToolTipBase, QColor(60, 60, 60));
    palette.setColor(QPalette::ToolTipText, QColor(230, 230, 230));
    QApplication::setPalette(palette);
}

void begin()
{
    auto *driver = new Driver(qApp);

    if (!QObject::connect(qApp, SIGNAL(appInitialized()), driver, SLOT(start())))
        fprintf(stderr, "not ok - Wireshark does not tell when it is ready\n");
}

} // namespace

void Driver::start()
{
    if (qEnvironmentVariableIsSet("DCOMAUTH_DRIVER_DARK"))
        darken();
    // Wireshark has more to do before its window is at rest.
    QTimer::singleShot(500, this, &Driver::play);
}

void Driver::play()
{
    const Scenario scenario = findScenario(qEnvironmentVariable("DCOMAUTH_DRIVER"));
    Hands hands;

    if (!hands.findWindow())
        return;
    if (scenario)
        scenario(hands);
    else
        hands.check(false, QStringLiteral("scenario"));
    fprintf(stderr, "driver: %d failed\n", hands.failures());
    hands.trigger("actionFileQuit");
}

static void early()
{
    static bool once;

    // Whatever else Wireshark starts has no window.
    if (once || !qobject_cast<QApplication *>(QCoreApplication::instance()))
        return;
    once = true;
    QTimer::singleShot(0, qApp, begin);
}
Q_COREAPP_STARTUP_FUNCTION(early)
