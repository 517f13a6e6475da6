// What the pane knows of Wireshark's window: names of Qt's meta-objects, none of its headers. All
// of them are looked up at run time, and each may be missing in a later version.
//
// SPDX-License-Identifier: GPL-2.0-or-later
#ifndef DCOMAUTH_PANE_NAMES_H
#define DCOMAUTH_PANE_NAMES_H

namespace names
{

constexpr const char mainWindow[] = "WiresharkMainWindow";

// Of the application: before it, to open a file can crash (4.6).
constexpr const char initialized[] = "appInitialized()";

// Of the main window. Carries rows of the packet list, also -1 or none at all, not frame numbers.
constexpr const char framesSelected[] = "framesSelected(QList<int>)";

// The menu View, and the last of its entries for panes; without the latter the pane's own entry
// goes to the end.
constexpr const char viewMenu[] = "menuView";
constexpr const char lastPaneAction[] = "actionViewPacketDiagram";

// Where the keyboard goes when it leaves the pane.
constexpr const char packetList[] = "PacketList";

} // namespace names

#endif
