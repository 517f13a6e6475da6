# SPDX-License-Identifier: GPL-2.0-or-later
"""Cases captured at two points, with a router between them and clocks that differ: two_points.tsv.

Both captures are taken by one clock; the server's is then set wrong by a known amount."""
import csv
import pathlib
import struct
import tomllib

import world as lab

HERE = pathlib.Path(__file__).parent
TABLE = HERE / "two_points.tsv"
CAPTURES = HERE / "two_points"
SIDES = ("client", "server")

COLUMNS = ["name", "shift", "drift_ppm", "clock", "verdict", "outcome", "evidence", "absent",
           "client_frame", "server_frame", "about"]
MICROSECONDS = 10**6
PCAP_HEADER = 24  # bytes
RECORD = struct.Struct("<IIII")  # seconds, microseconds, length kept, length


def load():
    return tomllib.loads((HERE / "two_points.toml").read_text())


def capture_of(name, side):
    return CAPTURES / f"{name}.{side}.pcapng"


def set_clock(data, shift, drift_ppm, slower=1, first=None):
    """A pcap file with microseconds as its clock would have written it that is behind by shift
    seconds at the time first (of the first packet), and loses drift_ppm microseconds a second from
    there on, had everything since then been so many times slower."""
    moved, at = [data[:PCAP_HEADER]], PCAP_HEADER
    while at < len(data):
        seconds, micros, kept, length = RECORD.unpack_from(data, at)
        time = seconds * MICROSECONDS + micros
        first = time if first is None else first
        since = (time - first) * slower
        time = first + since - round(shift * MICROSECONDS + since * drift_ppm / MICROSECONDS)
        moved.append(RECORD.pack(*divmod(time, MICROSECONDS), kept, length))
        moved.append(data[at + RECORD.size:at + RECORD.size + kept])
        at += RECORD.size + kept
    return b"".join(moved)


def keep_both(folder, scenario, target):
    """What the lab does with the captures of a case: see Lab.record."""
    server = folder / "server.pcap"
    server.write_bytes(set_clock(server.read_bytes(), scenario["shift"], scenario["drift_ppm"]))
    for side in SIDES:
        lab.run("editcap", "-F", "pcapng", folder / f"{side}.pcap", capture_of(target.stem, side))


def first_shown(path, expression):
    shown = lab.run("tshark", "-r", path, "-Y", expression, "-T", "fields", "-e", "frame.number")
    return (shown.split() or [""])[0]


def row(name, scenario):
    """-> the row of the table. The frames are the first of each side that the filter shows: the
    same packet, where both have it."""
    told = {column: scenario.get(column, "") for column in COLUMNS} | {"name": name}
    if "shown" in scenario:
        told |= {f"{side}_frame": first_shown(capture_of(name, side), scenario["shown"])
                 for side in SIDES}
    return told


def read_table():
    with open(TABLE, encoding="utf-8", newline="") as table:
        return list(csv.DictReader(table, delimiter="\t"))


def write_table():
    """Of all cases that have captures."""
    rows = [row(name, scenario) for name, scenario in load().items()
            if capture_of(name, "server").exists()]
    with open(TABLE, "w", encoding="utf-8", newline="") as table:
        writer = csv.DictWriter(table, COLUMNS, delimiter="\t", lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


def record(made, wanted):
    """Makes the captures of the cases. -> what failed"""
    failed = []
    CAPTURES.mkdir(parents=True, exist_ok=True)
    for name, scenario in load().items():
        if wanted and not any(word in name for word in wanted):
            continue
        made.say(name)
        try:
            made.record(name, scenario, keep_both)
            row(name, scenario)
        except (RuntimeError, OSError, KeyError) as error:
            failed.append(f"{name} FAILED: {error}")
    if not failed:
        write_table()
    return failed
