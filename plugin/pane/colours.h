// Colours that fit the palette, light or dark.
//
// SPDX-License-Identifier: GPL-2.0-or-later
#ifndef DCOMAUTH_PANE_COLOURS_H
#define DCOMAUTH_PANE_COLOURS_H

#include "pane_seam.h"

#include <QColor>
#include <QPalette>

namespace colours
{

bool isDark(const QPalette &palette);

// For text and lines on the palette's base; each has a contrast of at least 4.5 (WCAG 2.1, 1.4.3).
QColor ofSeverity(pane_severity severity, const QPalette &palette);
QColor refusal(const QPalette &palette);
QColor faint(const QPalette &palette); // what may be overlooked: times, addresses
QColor link(const QPalette &palette);
QColor lane(const QPalette &palette); // only a line

} // namespace colours

#endif
