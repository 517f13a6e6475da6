// SPDX-License-Identifier: GPL-2.0-or-later
#include "colours.h"

namespace
{

constexpr int middle = 128;

QColor mixed(const QColor &a, const QColor &b, int percentOfA)
{
    const auto part = [percentOfA](int x, int y) {
        return (x * percentOfA + y * (100 - percentOfA)) / 100;
    };

    return QColor(part(a.red(), b.red()), part(a.green(), b.green()), part(a.blue(), b.blue()));
}

} // namespace

bool colours::isDark(const QPalette &palette)
{
    return palette.color(QPalette::Base).lightness() < middle;
}

QColor colours::ofSeverity(pane_severity severity, const QPalette &palette)
{
    const bool dark = isDark(palette);

    switch (severity) {
    case PANE_ERROR:
        return refusal(palette);
    case PANE_WARNING:
        return dark ? QColor(0xf0, 0xb4, 0x4c) : QColor(0x8a, 0x55, 0x00);
    case PANE_NOTE:
        break;
    }
    return dark ? QColor(0x8c, 0xb8, 0xf8) : QColor(0x1f, 0x5a, 0xa8);
}

QColor colours::refusal(const QPalette &palette)
{
    return isDark(palette) ? QColor(0xff, 0x85, 0x85) : QColor(0xb3, 0x12, 0x12);
}

QColor colours::faint(const QPalette &palette)
{
    return mixed(palette.color(QPalette::Text), palette.color(QPalette::Base), 65);
}

// Some dark palettes keep the dark blue of a light one.
QColor colours::link(const QPalette &palette)
{
    return isDark(palette) ? QColor(0x8c, 0xb8, 0xf8) : QColor(0x0a, 0x4f, 0xb4);
}

QColor colours::lane(const QPalette &palette)
{
    return mixed(palette.color(QPalette::Text), palette.color(QPalette::Base), 30);
}
