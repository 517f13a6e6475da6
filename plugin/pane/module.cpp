// The way in: waits until Wireshark is ready, finds its main window, and puts the pane into it.
//
// SPDX-License-Identifier: GPL-2.0-or-later
#include "module.h"

#include "dock.h"
#include "names.h"

#include <QApplication>
#include <QByteArray>
#include <QMetaObject>

namespace
{

QMainWindow *findMainWindow()
{
    for (QWidget *widget : QApplication::topLevelWidgets())
        if (widget->inherits(names::mainWindow))
            return qobject_cast<QMainWindow *>(widget);
    return nullptr;
}

bool hasSignal(const QObject *object, const char *signature)
{
    const QByteArray normal = QMetaObject::normalizedSignature(signature);

    return object->metaObject()->indexOfSignal(normal.constData()) >= 0;
}

// What SIGNAL() makes of a signature: the digit stands for "signal".
QByteArray asSignal(const char *signature)
{
    return QByteArray("2") + QMetaObject::normalizedSignature(signature);
}

} // namespace

Usher::Usher(const pane_seam *seam, QObject *parent) : QObject(parent), seam_(seam)
{
    connect(parent, asSignal(names::initialized).constData(), this, SLOT(enter()));
}

void Usher::enter()
{
    QMainWindow *window = findMainWindow();

    deleteLater();
    if (!window) {
        seam_->say_why_not("Wireshark's main window has another name");
        return;
    }
    if (!hasSignal(window, names::framesSelected)) {
        seam_->say_why_not("Wireshark's main window does not tell which packet is selected");
        return;
    }
    if (seam_->file() == PANE_NO_WINDOW) {
        seam_->say_why_not("Wireshark does not answer plugins");
        return;
    }
    auto *dock = new Dock(seam_, window);

    connect(window, asSignal(names::framesSelected).constData(), dock,
            SLOT(framesSelected(QList<int>)));
}

extern "C" __attribute__((visibility("default"))) const char *
dcomauth_pane_start(const pane_seam *seam) noexcept
{
    auto *application = qobject_cast<QApplication *>(QCoreApplication::instance());

    if (seam->version != PANE_SEAM_VERSION)
        return "its module is of another version";
    if (!application)
        return "this program has no windows";
    if (!hasSignal(application, names::initialized))
        return "Wireshark does not tell when it is ready";
    new Usher(seam, application);
    return nullptr;
}
