# SPDX-License-Identifier: GPL-2.0-or-later
"""Makes damaged captures, the same ones for the same seed: frames dropped, swapped, doubled and cut
short, bytes changed by editcap -E, the file cut off."""
import random
from dataclasses import dataclass, replace

SECOND = 10**9


@dataclass(frozen=True)
class Damage:
    """How likely each kind of damage is: to a frame, to a byte, to the file."""

    dropped: float
    swapped: float
    doubled: float
    cut: float
    bytes: float
    file: float


RECIPES = (
    Damage(dropped=0.01, swapped=0.01, doubled=0.005, cut=0.005, bytes=0.001, file=0.2),
    Damage(dropped=0, swapped=0, doubled=0, cut=0, bytes=0.02, file=0),
    Damage(dropped=0.1, swapped=0, doubled=0, cut=0.02, bytes=0.0002, file=0.5),
    Damage(dropped=0, swapped=0.2, doubled=0.1, cut=0, bytes=0.0005, file=0),
    Damage(dropped=0.02, swapped=0.02, doubled=0.01, cut=0.1, bytes=0.005, file=1),
    Damage(dropped=0, swapped=0, doubled=0, cut=0, bytes=0.1, file=0),
)


def string_together(dice, captures):
    """-> the packets of the captures in one row: each after the one before, or at its own time"""
    keeps_times = dice.random() < 0.2
    row = []
    for packets in dice.sample(captures, len(captures)):
        shift = 0
        if row and packets and not keeps_times:
            shift = max(row[-1].time, 0) + dice.randrange(60 * SECOND) - packets[0].time
        row += [packet.at(packet.time + shift) for packet in packets]
    return row


def damage_frames(dice, packets, damage):
    """-> the packets less some, with others, in another order"""
    done = []
    for packet in packets:
        if dice.random() < damage.dropped:
            continue
        if dice.random() < damage.cut:
            packet = replace(packet, data=packet.data[:dice.randrange(len(packet.data) + 1)])
        done += [packet] * (1 + (dice.random() < damage.doubled))
        if dice.random() < damage.swapped:
            back = min(len(done), dice.choice((2, 2, 2, 3, 8)))
            done[-1], done[-back] = done[-back], done[-1]
    return done


def cut_file(dice, path):
    """Ends the file somewhere in its last quarter."""
    size = path.stat().st_size
    with path.open("r+b") as file:
        file.truncate(size - dice.randrange(1, max(2, size // 4)))


def dice_of(seed):
    return random.Random(seed)
