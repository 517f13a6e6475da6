// Where the pane is and how it is divided, from one start of Wireshark to the next. Wireshark keeps
// its own toolbars and panes, no docks.
//
// SPDX-License-Identifier: GPL-2.0-or-later
#ifndef DCOMAUTH_PANE_PLACE_H
#define DCOMAUTH_PANE_PLACE_H

#include <QByteArray>
#include <QDockWidget>
#include <QList>
#include <QMainWindow>

struct Place {
    Qt::DockWidgetArea area = Qt::BottomDockWidgetArea;
    bool visible = false; // before there is anything to show, nobody asked for it
    bool floating = false;
    QByteArray geometry; // of the floating window
    QSize size;
    QList<int> across; // of the parts side by side, and one above the other
    QList<int> down;
    QByteArray columns;
};

// A file that is missing, or damaged, gives the defaults.
Place readPlace(const char *path);
void writePlace(const char *path, const Place &place);

// Area, window and visibility of the dock, for writePlace() and from readPlace().
void takePlace(Place &place, const QMainWindow &window, const QDockWidget &dock);
void putInPlace(const Place &place, QMainWindow &window, QDockWidget &dock);

// Once it is to be seen: the size that it had.
void resizeToPlace(const Place &place, QMainWindow &window, QDockWidget &dock);

bool isSideArea(Qt::DockWidgetArea area);

#endif
