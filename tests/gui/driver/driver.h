// SPDX-License-Identifier: GPL-2.0-or-later
#ifndef DCOMAUTH_DRIVER_H
#define DCOMAUTH_DRIVER_H

#include <QObject>

// Waits until Wireshark says that it is ready: what blocks before keeps it from getting there.
class Driver : public QObject
{
    Q_OBJECT
  public:
    using QObject::QObject;

  public slots:
    void start();

  private:
    void play();
};

#endif
