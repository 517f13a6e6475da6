#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""What tshark and sharkd show without any -z: every form of output, in one pass and in two, with a
display filter and without, from a file, from a pipe and live.

    test_modes.py            files and pipes
    test_modes.py --live     an interface, in a network namespace; 77 where none can be had

A single pass shows a finding on the frame that settles it, two show it on all that have part in it.
"""
import json
import os
import re
import subprocess
import sys
import xml.etree.ElementTree as ET
from dataclasses import dataclass
from typing import Callable

import capfile
import harness
import invariants

SKIPPED = 77
CAPTURE = harness.CAPTURES / "origin_tgt_rejected_by_dc2.pcapng"
ALL_FRAMES = list(range(1, 63))
SETTLES = [59]
HAS_PART = [10, 13, 23, 32, 35, 44, 47, 50, 56, 59]
FILTER = ("-Y", "dcomauth")
READ_FILTERS = ("not kerberos", "not dcerpc", "not udp", "tcp || udp")
REFUSED = {
    "pipe": "can't read pipe or FIFO files in two-pass mode",
    "two live passes": "Live captures do not support two-pass analysis",
    "write": "Display filters aren't supported when capturing and saving the captured packets",
}
# The story twice, in parts of so many frames.
PARTS = {
    62: {"parts": 2, "findings": [(1, 59), (2, 59)],
         "limit": "in part 1: finding 1; in part 2: finding 2"},
    40: {"parts": 4, "findings": [(1, 19)], "limit": "in part 2: finding 1"},
}
CAPABILITIES = "+net_raw,+net_admin"


class Frames:
    """The frames of the capture, to be found again by their bytes."""

    def __init__(self, packets):
        self._data = [packet.data for packet in packets]

    def numbers(self, shown):
        """-> the numbers of frames that have these bytes, in ascending order"""
        numbers = []
        for data in shown:
            numbers.append(self._data.index(data, numbers[-1] if numbers else 0) + 1)
        return numbers


FRAMES = Frames(capfile.read(CAPTURE)[1])


@dataclass(frozen=True)
class Shown:
    """The frames that an output holds, and those among them on which it shows our fields; None
    where such an output cannot."""

    frames: list
    ours: list | None = None


# --- how each form of output is read ---

def read_fields(out, _):
    rows = [line.split("\t") for line in out.decode().splitlines()]
    return Shown([int(row[0]) for row in rows], [int(row[0]) for row in rows if row[1]])


def read_json(out, _):
    layers = [packet["_source"]["layers"] for packet in json.loads(out)]
    return _shown((int(layer["frame"]["frame.number"]), "dcomauth" in layer) for layer in layers)


def read_jsonraw(out, _):
    layers = [packet["_source"]["layers"] for packet in json.loads(out)]
    numbers = FRAMES.numbers(bytes.fromhex(layer["frame_raw"][0]) for layer in layers)
    return _shown(zip(numbers, ["dcomauth" in layer for layer in layers]))


def read_ek(out, _):
    layers = [json.loads(line)["layers"] for line in out.splitlines() if b'"layers"' in line]
    return _shown((int(layer["frame"]["frame_frame_number"]), "dcomauth" in layer)
                  for layer in layers)


def read_pdml(out, _):
    packets = ET.fromstring(out).iter("packet")
    return _shown((int(packet.find("proto/field[@name='num']").get("show")),
                   packet.find("proto[@name='dcomauth']") is not None) for packet in packets)


def read_psml(out, _):
    return Shown([int(packet.find("section").text) for packet in ET.fromstring(out).iter("packet")])


def read_list(out, _):
    return Shown([int(number) for number in re.findall(rb"(?m)^ *(\d+)\s+\d+\.\d+\s", out)])


def read_postscript(out, _):
    return Shown([int(number) for number in re.findall(rb"(?m)^\d* *\( *(\d+) +\d+\.\d+ ", out)])


def read_details(out, _):
    blocks = re.split(rb"(?m)^(?=Frame \d+: )", out)[1:]
    return _shown((int(re.match(rb"Frame (\d+)", block)[1]), b"\n[DCOM auth diagnosis: " in block)
                  for block in blocks)


def read_file(_, path):
    return Shown(FRAMES.numbers(packet.data for packet in capfile.read(path)[1]))


def _shown(pairs):
    pairs = list(pairs)
    return Shown([number for number, _ in pairs], [number for number, ours in pairs if ours])


@dataclass(frozen=True)
class Mode:
    """A form of output: its options, in which FILE stands for a file, and how to read it."""

    options: tuple
    read: Callable

    @property
    def writes(self):
        return "FILE" in self.options


FIELDS = ("-T", "fields", "-e", "frame.number", "-e", "dcomauth.verdict")
MODES = {
    "-T fields": Mode(FIELDS, read_fields),
    "-T fields with a column": Mode((*FIELDS, "-e", "_ws.col.Info"), read_fields),
    "-T json": Mode(("-T", "json"), read_json),
    "-T json --no-duplicate-keys": Mode(("-T", "json", "--no-duplicate-keys"), read_json),
    "-T jsonraw": Mode(("-T", "jsonraw"), read_jsonraw),
    "-T ek": Mode(("-T", "ek"), read_ek),
    "-T pdml": Mode(("-T", "pdml"), read_pdml),
    "-T psml": Mode(("-T", "psml"), read_psml),
    "-T ps": Mode(("-T", "ps"), read_postscript),
    "-T tabs": Mode(("-T", "tabs"), read_list),
    "-T text": Mode((), read_list),
    "-V": Mode(("-V",), read_details),
    "-O dcomauth": Mode(("-O", "dcomauth"), read_details),
    "-P -x": Mode(("-P", "-x"), read_list),
    "-w": Mode(("-w", "FILE"), read_file),
    "-P -w": Mode(("-P", "-w", "FILE"), read_list),
}


@dataclass(frozen=True)
class Way:
    """How the frames come to tshark, and how often it looks at them."""

    name: str
    passes: int
    options: tuple
    live: bool = False
    inside: tuple = ()
    refused: str = ""


def file_ways(bench):
    capture = bench.copy(CAPTURE)
    nobody = harness.NOBODY if os.getuid() == 0 else []
    pipe = ("sh", "-c", 'cat "$0" | "$@"', capture, *nobody)
    stop = ("-c", str(len(ALL_FRAMES)))
    return [
        Way("file", 1, ("-r", capture)),
        Way("file", 2, ("-2", "-r", capture)),
        Way("pipe", 1, ("-r", "-"), inside=pipe),
        Way("pipe", 2, ("-2", "-r", "-"), inside=pipe, refused=REFUSED["pipe"]),
        Way("live pipe", 1, ("-i", "-", *stop), live=True, inside=pipe),
        Way("live pipe", 2, ("-2", "-i", "-", *stop), live=True, inside=pipe,
            refused=REFUSED["two live passes"]),
    ]


def namespace():
    """-> the command that runs another in a network namespace, or None where that cannot be"""
    command = ["unshare", "--net"]
    if os.getuid() != 0:
        command += ["--user", "--map-current-user", "--keep-caps"]
    probe = subprocess.run([*command, "true"], capture_output=True, text=True, check=False)
    if probe.returncode == 0:
        return command
    print(f"no network namespace can be had here: {probe.stderr.strip()}")
    return None


def live_ways(bench, enter):
    allow = []
    if os.getuid() == 0:
        allow = [*harness.NOBODY[:-1], "--inh-caps", CAPABILITIES, "--ambient-caps", CAPABILITIES,
                 "--"]
    replay = [*enter, sys.executable, "-B", harness.HERE / "replay.py", bench.copy(CAPTURE), *allow]
    return [Way("live", 1, ("-n", "-i", "lo", "-c", str(len(ALL_FRAMES))), live=True,
                inside=tuple(replay))]


# --- the checks ---

def wanted(mode, way, filtered):
    """-> what must be shown"""
    ours = SETTLES if way.passes == 1 else HAS_PART
    if way.live and mode.writes and mode.read is read_file:
        ours = ALL_FRAMES  # dumpcap writes the file
    return Shown(ours if filtered else ALL_FRAMES, ours)


def problems_of(mode, way, filtered, shown):
    must = wanted(mode, way, filtered)
    problems = []
    if shown.frames != must.frames:
        problems.append(f"frames {shown.frames} are shown, not {must.frames}")
    if shown.ours is not None and shown.ours != must.ours:
        problems.append(f"our fields are on {shown.ours}, not on {must.ours}")
    return problems


def check_mode(bench, mode, way, filtered, counts):
    file = bench.out_file("written.pcapng")
    options = [file if option == "FILE" else option for option in mode.options]
    result = bench.tshark(*way.options, *(FILTER if filtered else ()), *options, inside=way.inside)
    refused = way.refused or (REFUSED["write"] if way.live and mode.writes and filtered else "")
    if refused:
        return [] if refused in result.err else [f"tshark does not refuse: {result.err[:300]}"]
    if result.status:
        return [f"tshark ended with {result.status}: {result.complaint[:300]}"]
    shown = mode.read(result.out, file)
    counts[mode.options, way, filtered] = len(shown.frames)
    return problems_of(mode, way, filtered, shown)


def check_last_frame(bench, way_options):
    """Nothing follows the frame that settles the finding."""
    cut = bench.out_file("cut.pcapng")
    if bench.run("editcap", "-r", bench.copy(CAPTURE), cut, f"1-{SETTLES[0]}").status:
        return ["editcap failed"]
    result = bench.tshark(*way_options, "-r", cut, *FILTER, *FIELDS)
    shown = read_fields(result.out, None).frames
    must = HAS_PART if "-2" in way_options else SETTLES
    return [] if shown == must else [f"frames {shown} are shown, not {must}"]


def check_read_filter(bench, expression):
    """-2 -R shows what a capture without the other frames shows."""
    capture = bench.copy(CAPTURE)
    kept = bench.out_file("kept.pcapng")
    if bench.tshark("-r", capture, "-Y", expression, "-w", kept, plugins=False).status:
        return ["the frames that the filter lets through could not be written"]
    show = (*FILTER, *FIELDS, "-e", "dcomauth.confidence", "-e", "dcomauth.krb_error_frame")
    must = bench.tshark("-2", "-r", kept, *show).out.decode()
    result = bench.tshark("-2", "-R", expression, "-r", capture, *show)
    return harness.difference(must, result.out.decode())


def report_of_parts(bench, capture, count, live):
    """-> the JSON report on a capture in parts of so many frames: a ring, or sessions of -M"""
    report = "-q", "-z", "dcomauth,json"
    if live:
        nobody = harness.NOBODY if os.getuid() == 0 else []
        trickle = [sys.executable, "-B", harness.HERE / "trickle.py", capture, count, *nobody]
        result = bench.tshark("-i", "-", "-b", f"packets:{count}", *report, "-w",
                              bench.out_file("ring.pcapng"), inside=trickle)
    else:
        result = bench.tshark("-M", count, "-r", capture, *report)
    text = result.out.decode()
    problems = invariants.report_problems(text)
    if result.status or problems:
        raise harness.Complaint([f"tshark ended with {result.status}", *problems])
    return json.loads(text)


def check_parts(bench, count, live):
    """The report is on all parts, as Wireshark's statistics are: the story twice, and in parts that
    hold all of it, or cut it."""
    capture = bench.out_file("twice.pcapng")
    link_type, packets = capfile.read(CAPTURE)
    capfile.write(capture, packets * 2, link_type)
    report = report_of_parts(bench, capture, count, live)
    findings = [(finding["id"], finding["answer_frame"]) for finding in report["findings"]]
    counts = [report["capture"][name] for name in ("frames", "kerberos_exchanges", "krb_errors")]
    kdcs = [(kdc["address"], kdc["errors"]) for kdc in report["kdcs"]]
    limit, = [limit for limit in report["limits"] if limit.startswith("the capture came in")]
    assert counts == [2 * len(ALL_FRAMES), 10, 8], counts
    assert kdcs == [("10.20.30.11", {"25": 2, "52": 2}), ("10.20.30.12", {"14": 4})], kdcs
    assert findings == PARTS[count]["findings"], findings
    assert limit.endswith(PARTS[count]["limit"]), limit
    assert f"came in {PARTS[count]['parts']} parts" in limit, limit


def check_one_part(bench):
    """No word of parts where there is one: -M with more frames than there are."""
    report = report_of_parts(bench, bench.copy(CAPTURE), len(ALL_FRAMES) + 1, False)
    return [limit for limit in report["limits"] if "part" in limit]


def ask_sharkd(bench, *requests):
    """-> the results of the requests, (method, parameters)"""
    lines = [json.dumps({"jsonrpc": "2.0", "id": number, "method": method, "params": parameters})
             for number, (method, parameters) in enumerate(requests, 1)]
    given = bench.out_file("requests")
    given.write_text("\n".join(lines) + "\n", encoding="utf-8")
    said = bench.run("sharkd", "-", stdin=given).out.decode().splitlines()
    answers = [json.loads(line) for line in said if line.startswith('{"jsonrpc"')]
    if len(answers) != len(requests) or not all("result" in answer for answer in answers):
        raise harness.Complaint([f"sharkd says {answers}"])
    return [answer["result"] for answer in answers]


def check_sharkd(bench):
    """sharkd offers our tables, fills them as often as it is asked, and filters frames."""
    if not harness.has_program("sharkd"):
        return ["no sharkd: Debian has it in wireshark-common"]
    load = "load", {"file": str(bench.copy(CAPTURE))}
    tap = "tap", {"tap0": "nstat:dcomauth,findings", "tap1": "nstat:dcomauth,kdcs",
                  "tap2": "nstat:dcomauth,causes"}
    info, _, frames, first, _, second = ask_sharkd(
        bench, ("info", {}), load, ("frames", {"filter": "dcomauth"}), tap, load, tap)
    offered = {table["tap"] for table in info["nstat"]}
    problems = [f"{name} is not offered" for name in tap[1].values() if name not in offered]
    rows = {table["tap"]: table["tables"][0]["i"] for table in first["taps"]}
    findings = [(row[1], row[4]) for row in rows["nstat:dcomauth,findings"]]
    kdcs = sorted(row[0] for row in rows["nstat:dcomauth,kdcs"])
    if [frame["num"] for frame in frames] != HAS_PART:
        problems.append(f"frames: {frames}")
    if findings != [(SETTLES[0], "tgt-rejected-by-kdc")]:
        problems.append(f"findings: {findings}")
    if [row[:2] for row in rows["nstat:dcomauth,causes"]] != [[1, 1]]:
        problems.append(f"causes: {rows['nstat:dcomauth,causes']}")
    if kdcs != ["10.20.30.11", "10.20.30.12"]:
        problems.append(f"KDCs: {kdcs}")
    return problems + ([] if second == first else ["the second answer differs from the first"])


def mode_checks(bench, ways, counts):
    checks = []
    for number, (name, mode) in enumerate(MODES.items()):
        for way in ways:
            if way.refused and number > 0:  # whatever the form
                continue
            for filtered in (True, False):
                with_what = "with a filter" if filtered else "without"
                checks.append((f"{name}: {way.name}, passes: {way.passes}, {with_what}",
                               lambda mode=mode, way=way, filtered=filtered:
                               check_mode(bench, mode, way, filtered, counts)))
    return checks


def other_checks(bench):
    checks = [(f"the last frame settles: {' '.join(options) or 'one pass'}",
               lambda options=options: check_last_frame(bench, options))
              for options in ((), ("-2",))]
    checks += [(f"-2 -R '{expression}'",
                lambda expression=expression: check_read_filter(bench, expression))
               for expression in READ_FILTERS]
    checks += [(f"{'a ring' if live else '-M'}, parts of {count}",
                lambda count=count, live=live: check_parts(bench, count, live))
               for count in PARTS for live in (False, True)]
    checks.append(("-M and only one part", lambda: check_one_part(bench)))
    return [*checks, ("sharkd", lambda: check_sharkd(bench))]


def print_table(ways, counts):
    columns = [(way, filtered) for way in ways if not way.refused for filtered in (True, False)]
    print("# frames shown; - is what tshark refuses")
    heads = [f"{way.name} {way.passes}{' -Y' if filtered else ''}" for way, filtered in columns]
    print(f"# {'':28}" + "".join(f"{head:>15}" for head in heads))
    for name, mode in MODES.items():
        cells = [counts.get((mode.options, *column), "-") for column in columns]
        print(f"# {name:28}" + "".join(f"{cell:>15}" for cell in cells))


def main():
    live = sys.argv[1:] == ["--live"]
    enter = namespace() if live else None
    if live and not enter:
        return SKIPPED
    counts = {}
    with harness.Bench() as bench:
        ways = live_ways(bench, enter) if live else file_ways(bench)
        checks = mode_checks(bench, ways, counts)
        status = harness.run_checks(checks if live else checks + other_checks(bench))
    print_table(ways, counts)
    return status


if __name__ == "__main__":
    sys.exit(main())
