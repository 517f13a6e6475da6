#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""With the plugin, Wireshark shows of every other protocol what it shows without.

What the plugin adds is left out: its own subtree and its own expert items, and the tokens that it
has dissected where Wireshark leaves them as they are, in the Auth Info of an RPC PDU.
"""
import functools
import json
import re
import sys

import common
from common import harness

OWN_SUBTREE = ("DCOM auth diagnosis:", "[DCOM auth diagnosis:")
OWN_KEY = "dcomauth"
OWN_LAYER = re.compile(r" +dcomauth ")
EXPERT_ROW = re.compile(r"^ +(\d+) +(\S+) +(.*)$")
OWN_EXPERT = re.compile(r"DCOM auth")
# Version 4.6 raises this one only where there is a tree.
EXPERT_OF_TREES = "Missing keytype"
AUTH_INFO = re.compile(r"^( +)Auth Info: ")

SAME_TEXT = {
    "list": (),
    "list in two passes": ("-2",),
    "filter": ("-Y", "dcerpc || kerberos || tcp.flags.reset == 1"),
    "protocols": ("-T", "fields", "-e", "frame.number", "-e", "frame.protocols", "-e",
                  "_ws.col.Protocol", "-e", "_ws.col.Info"),
    "conversations": ("-q", "-z", "conv,tcp", "-z", "conv,udp"),
    "service times": ("-q", "-z", "dcerpc,srt,12345778-1234-abcd-ef00-0123456789ab,0.0"),
}


def difference(bench, capture, options, clean=lambda text: text):
    path = bench.copy(capture)
    with_plugin, without = (clean(common.output(bench, path, *options, plugins=plugins))
                            for plugins in (True, False))
    return harness.difference(without, with_plugin)


def without_own_subtree(text):
    kept = []
    inside = False
    for line in text.splitlines():
        inside = line.startswith(OWN_SUBTREE) or (inside and line.startswith(" "))
        if not inside:
            kept.append(line)
    return kept


def added_lines(without, with_plugin):
    """-> the places of the lines that only the second has; None where it lacks one of the first"""
    added = []
    at = 0
    for number, line in enumerate(with_plugin):
        if at < len(without) and line == without[at]:
            at += 1
        else:
            added.append(number)
    return added if at == len(without) else None


def is_in_auth_info(lines, number):
    depth = len(lines[number]) - len(lines[number].lstrip())
    for line in reversed(lines[:number]):
        indent = len(line) - len(line.lstrip())
        if indent < depth:
            if AUTH_INFO.match(line):
                return True
            depth = indent
        if depth == 0:
            return False
    return False


def check_tree(bench, capture):
    path = bench.copy(capture)
    problems = []
    for options in (("-V",), ("-2", "-V")):
        without = without_own_subtree(common.output(bench, path, *options, plugins=False))
        with_plugin = without_own_subtree(common.output(bench, path, *options))
        added = added_lines(without, with_plugin)
        if added is None:
            problems += harness.difference("\n".join(without), "\n".join(with_plugin))
            continue
        problems += [f"{options} line {number + 1} is new: {with_plugin[number]}"
                     for number in added if not is_in_auth_info(with_plugin, number)]
    return problems


def frames_of_json(text):
    for frame in json.loads(text, object_pairs_hook=pairs):
        yield [pair for pair in value_of(frame, "_source", "layers") if pair[0] != OWN_KEY]


def pairs(found):
    return found


def value_of(found, *keys):
    for key in keys:
        found = next(value for name, value in found if name == key)
    return found


# Where the token of an auth trailer shows: what Wireshark leaves undissected there is finished.
TOKEN_KEYS = ("dcerpc.auth_info", "dcerpc.auth_info_tree", "spnego.krb5.blob",
              "spnego.krb5.blob_tree")


def without_auth_info(found):
    """An object without what stands below the Auth Info of RPC, and without Kerberos tokens."""
    if not isinstance(found, list):
        return found
    return [[part[0], without_auth_info(part[1])] if is_pair(part) else without_auth_info(part)
            for part in found if not (is_pair(part) and part[0] in TOKEN_KEYS)]


def is_pair(part):
    return isinstance(part, tuple) and len(part) == 2 and isinstance(part[0], str)


def check_json(bench, capture):
    path = bench.copy(capture)
    without, with_plugin = (list(frames_of_json(common.output(bench, path, "-T", "json",
                                                              plugins=plugins)))
                            for plugins in (False, True))
    if len(without) != len(with_plugin):
        return [f"{len(with_plugin)} frames, not {len(without)}"]
    return [f"frame {number} differs"
            for number, (wanted, got) in enumerate(zip(without, with_plugin), 1)
            if wanted != got and without_auth_info(wanted) != without_auth_info(got)]


def expert_rows(text):
    return "\n".join(" ".join(row.groups()) for line in text.splitlines()
                     if (row := EXPERT_ROW.match(line)) and not OWN_EXPERT.search(line)
                     and EXPERT_OF_TREES not in line)


def check_expert(bench, capture):
    return difference(bench, capture, ("-q", "-z", "expert"), expert_rows)


def foreign_protocols(text):
    return "\n".join(line for line in text.splitlines() if not OWN_LAYER.match(line))


def check_hierarchy(bench, capture):
    return difference(bench, capture, ("-q", "-z", "io,phs"), foreign_protocols)


def check_text(bench, capture, way):
    return difference(bench, capture, SAME_TEXT[way])


def quick_ways():
    yield "expert", check_expert
    yield "hierarchy", check_hierarchy
    for way in SAME_TEXT:
        yield way, functools.partial(check_text, way=way)


def ways():
    yield "tree", check_tree
    yield "JSON", check_json
    yield from quick_ways()


def checks(bench):
    listed = []
    for number, capture in enumerate(common.captures()):
        for way, check in harness.turn(number, *ways()):
            listed.append((f"{capture.stem}: {way}", functools.partial(check, bench, capture)))
    for way, check in quick_ways():
        listed.append((f"all in one: {way}",
                       lambda check=check: check(bench, common.all_in_one(bench))))
    return listed


def main():
    with harness.Bench() as bench:
        return harness.run_checks(checks(bench))


if __name__ == "__main__":
    sys.exit(main())
