#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""rooms.py: the rooms of plugin/ by what their files include.

A room is a folder. Prints each include that leads against the direction of ROOMS, each room that
knows Wireshark and must not, and each circle between rooms. Nothing where all is well.
"""
import pathlib
import re
import sys

PLUGIN = pathlib.Path(__file__).resolve().parent.parent / "plugin"
INCLUDE = re.compile(r'^#include (["<])([^">]+)[">]', re.MULTILINE)
WIRESHARK = re.compile(r"^(epan|wsutil|wiretap|ui)/|^(ws_version|ws_symbol_export|config)\.h$")
QT = re.compile(r"^Q[A-Z]")

# What the files of a part may include besides their own part. What is deeper than a part (the
# rooms within it) is only looked at for circles.
ROOMS = {
    "event": set(),
    "vocabulary": set(),
    "wire": {"event", "vocabulary"},
    "ledger": {"event", "vocabulary"},
    "diagnose": {"event", "vocabulary", "ledger"},
    "render": {"event", "vocabulary", "diagnose", "pane", ""},
    "pane": set(), # a module of its own, which knows Qt and sees all else through pane_seam.h
    "harvest": {"event", "vocabulary", "wire", ""},
}
KNOW_WIRESHARK = {"harvest", "render", ""}
# Files at the top that say how Wireshark and the system are and what the user wants, for all who
# know Wireshark.
SHARED_AT_TOP = {"compat.h", "clock.h", "platform.h", "preferences.h"}


def room_of(path):
    """-> the folder below plugin/, "" for the top"""
    folder = path.parent.relative_to(PLUGIN)
    return "" if folder == pathlib.Path(".") else str(folder)


def part_of(room):
    """-> the first folder"""
    return room.split("/")[0]


def includes(path):
    """-> [(is quoted, name)]"""
    return [(mark == '"', name) for mark, name in INCLUDE.findall(path.read_text("utf-8"))]


def look_at(path, arrows, complaints):
    """Looks at the includes of one file."""
    room = room_of(path)
    name_of_file = path.relative_to(PLUGIN)
    for is_own, name in includes(path):
        if not is_own:
            if WIRESHARK.match(name) and part_of(room) not in KNOW_WIRESHARK:
                complaints.append(f"{name_of_file}: {name}: this room must not know Wireshark")
            if QT.match(name) and part_of(room) != "pane":
                complaints.append(f"{name_of_file}: {name}: only the pane knows Qt")
            continue
        target = (path.parent / name).resolve()
        if PLUGIN not in target.parents:
            continue # made by the build
        other = room_of(target)
        if other != room:
            arrows.setdefault((room, other), f"{name_of_file} -> {target.relative_to(PLUGIN)}")
        check_direction(room, other, target, name_of_file, complaints)


def check_direction(room, other, target, name_of_file, complaints):
    """Complains of an include that the direction does not allow."""
    part, other_part = part_of(room), part_of(other)
    if part == other_part or part == "":
        return
    if other_part not in ROOMS[part] or (other == "" and target.name not in SHARED_AT_TOP):
        complaints.append(f"{name_of_file}: {target.relative_to(PLUGIN)}: against the direction")


def find_circle(arrows):
    """-> rooms, each including the next and the last the first; [] for none"""
    following = {}
    for room, other in arrows:
        following.setdefault(room, []).append(other)
    done = set()

    def walk(room, way):
        if room in way:
            return way[way.index(room):]
        if room in done:
            return []
        for other in following.get(room, []):
            circle = walk(other, way + [room])
            if circle:
                return circle
        done.add(room)
        return []

    for room in sorted(following):
        circle = walk(room, [])
        if circle:
            return circle
    return []


def main():
    """-> exit status"""
    arrows, complaints = {}, []
    for path in sorted(PLUGIN.rglob("*.[ch]")) + sorted(PLUGIN.rglob("*.cpp")):
        look_at(path, arrows, complaints)
    # The top is the way in and has what all may know.
    arrows = {arrow: why for arrow, why in arrows.items() if "" not in arrow}
    circle = find_circle(arrows)
    for room, other in zip(circle, circle[1:] + circle[:1]):
        complaints.append(f"circle: {room} -> {other}, by {arrows[room, other]}")
    if "--list" in sys.argv:
        print("\n".join(f"{room or '.'} -> {other or '.'}" for room, other in sorted(arrows)))
    print("\n".join(complaints), end="\n" if complaints else "")
    return 1 if complaints else 0


if __name__ == "__main__":
    sys.exit(main())
