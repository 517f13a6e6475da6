// SPDX-License-Identifier: GPL-2.0-or-later
#ifndef DCOMAUTH_DRIVER_SCENARIOS_H
#define DCOMAUTH_DRIVER_SCENARIOS_H

#include "hands.h"

// FILE: four findings, three_clients_interleaved.pcapng; OTHER: healthy; FOLDER: for files.
void playFirstScreen(Hands &hands); // what is shown without being asked
void playChoices(Hands &hands);     // rows, arrows, links and packets
void playActions(Hands &hands);     // filter, copy, save
void playKeys(Hands &hands);        // no mouse
void playPlaces(Hands &hands);      // narrow, wide, floating, hidden
void playReturn(Hands &hands);      // a second start: the place is kept
void playUninvited(Hands &hands);   // the preference that keeps it from opening
void playAbsence(Hands &hands);     // without the module
void playCycles(Hands &hands);      // CYCLES times: open, use, change, close
void playLive(Hands &hands);        // a capture that grows
void playWalk(Hands &hands);        // SECOND is the origin case
void playStatistics(Hands &hands);  // menu, table and flow graph of Wireshark's own
void playCrowd(Hands &hands);       // under callgrind
void playPictures(Hands &hands);

#endif
