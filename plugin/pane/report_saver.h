// "Save report…": asks for a file, and has the core write it in the form that its name tells.
//
// SPDX-License-Identifier: GPL-2.0-or-later
#ifndef DCOMAUTH_PANE_REPORT_SAVER_H
#define DCOMAUTH_PANE_REPORT_SAVER_H

#include "pane_seam.h"

#include <QString>

class QWidget;

// What to tell the user: where the report is, or what went wrong; empty where he thought better of
// it.
QString saveReport(const pane_seam *seam, QWidget *parent);

#endif
