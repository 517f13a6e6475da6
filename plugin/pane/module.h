// SPDX-License-Identifier: GPL-2.0-or-later
#ifndef DCOMAUTH_PANE_MODULE_H
#define DCOMAUTH_PANE_MODULE_H

#include "pane_seam.h"

#include <QObject>

// Shows the pane to its place, once there is one, and goes.
class Usher : public QObject
{
    Q_OBJECT
  public:
    Usher(const pane_seam *seam, QObject *parent);

  private slots:
    void enter();

  private:
    const pane_seam *seam_;
};

extern "C" const char *dcomauth_pane_start(const pane_seam *seam) noexcept;

#endif
