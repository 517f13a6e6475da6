// SPDX-License-Identifier: GPL-2.0-or-later
#include "scenarios.h"

namespace
{

const struct {
    const char *name;
    Scenario play;
} scenarios[] = {
    {"first-screen", playFirstScreen},
    {"choices", playChoices},
    {"actions", playActions},
    {"keys", playKeys},
    {"places", playPlaces},
    {"return", playReturn},
    {"uninvited", playUninvited},
    {"absence", playAbsence},
    {"cycles", playCycles},
    {"live", playLive},
    {"walk", playWalk},
    {"statistics", playStatistics},
    {"crowd", playCrowd},
    {"pictures", playPictures},
};

} // namespace

Scenario findScenario(const QString &name)
{
    for (const auto &scenario : scenarios)
        if (name == QLatin1String(scenario.name))
            return scenario.play;
    return nullptr;
}
