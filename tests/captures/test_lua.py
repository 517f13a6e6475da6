#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""A Lua script reads everything of every dcomauth field on every frame: value, label and range, in
one pass and in two.

Wireshark's Lua takes some values from the bytes that an item covers, and not from the item.
"""
import functools
import sys

import harness

SCRIPT = """
local fields = {}
for _, name in ipairs({NAMES}) do
    fields[name] = Field.new(name)
end
local tap = Listener.new("frame")
function tap.packet(pinfo)
    for name, field in pairs(fields) do
        for _, info in ipairs({field()}) do
            local range = info.range
            print("VALUE", pinfo.number, name, tostring(info.value), info.display, info.label,
                  tostring(info), info.len, info.offset, range and range:len())
        end
    end
end
"""
ADDRESSES = ("FT_IPv4", "FT_IPv6")


def field_types(bench):
    """-> {name: type} of all our fields"""
    lines = bench.tshark("-G", "fields").out.decode().splitlines()
    cells = [line.split("\t") for line in lines if "\tdcomauth." in line]
    return {cell[2]: cell[3] for cell in cells if cell[2].startswith("dcomauth.")}


def write_script(bench, types):
    """-> where it is"""
    script = bench.out_file("read-all.lua")
    names = ", ".join(f'"{name}"' for name in types)
    script.write_text(SCRIPT.replace("NAMES", names), encoding="utf-8")
    script.chmod(0o644)
    return script


def printed(result):
    """-> [(frame, field, value)] that the script printed"""
    rows = [line.split("\t") for line in result.out.decode().splitlines()]
    return [(int(row[1]), row[2], row[3]) for row in rows if row[0] == "VALUE" and len(row) > 3]


def shown(bench, capture, ways, names):
    """-> the addresses that tshark shows, as [(frame, field, value)]"""
    columns = [option for name in names for option in ("-e", name)]
    result = bench.tshark(*ways, "-r", capture, "-Y", "dcomauth", "-T", "fields", "-e",
                          "frame.number", *columns)
    rows = [line.split("\t") for line in result.out.decode().splitlines()]
    return [(int(row[0]), name, value) for row in rows for name, cell in zip(names, row[1:])
            for value in cell.split(",") if value]


def check_capture(bench, script, types, way, capture):
    capture = bench.copy(capture)
    result = bench.tshark(*way, "-q", "-X", f"lua_script:{script}", "-r", capture)
    if result.status or result.complaint:
        return [f"tshark ended with {result.status}: {result.complaint[:300]}"]
    names = [name for name, kind in types.items() if kind in ADDRESSES]
    got = [row for row in printed(result) if row[1] in names]
    wanted = shown(bench, capture, way, names)
    if not printed(result) and wanted:
        return ["the script read nothing"]
    return harness.difference("\n".join(map(str, sorted(wanted))), "\n".join(map(str, sorted(got))))


def check_some(bench, script, types):
    """The origin case has values of every kind but IPv6 and clock skew."""
    capture = bench.copy(harness.CAPTURES / "origin_tgt_rejected_by_dc2.pcapng")
    result = bench.tshark("-2", "-q", "-X", f"lua_script:{script}", "-r", capture)
    read = {types[name] for _, name, _ in printed(result)}
    wanted = {"FT_UINT32", "FT_STRING", "FT_FRAMENUM", "FT_INT32", "FT_IPv4", "FT_UINT8"}
    return [f"no field of {kind} was read" for kind in sorted(wanted - read)]


def main():
    with harness.Bench() as bench:
        types = field_types(bench)
        script = write_script(bench, types)
        checks = [("what the script reads",
                   functools.partial(check_some, bench, script, types))]
        ways = (("one pass", ()), ("two passes", ("-2",)))
        for number, capture in enumerate(harness.captures()):
            for name, way in harness.turn(number, *ways):
                checks.append((f"{capture.stem}: {name}",
                               functools.partial(check_capture, bench, script, types, way,
                                                 capture)))
        return harness.run_checks(checks)


if __name__ == "__main__":
    sys.exit(main())
