// SPDX-License-Identifier: GPL-2.0-or-later
#ifndef DCOMAUTH_DRIVER_SCENARIOS_H
#define DCOMAUTH_DRIVER_SCENARIOS_H

#include "hands.h"

void playPictures(Hands &hands);

#endif
