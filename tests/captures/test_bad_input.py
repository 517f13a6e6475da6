#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Input that is no good capture: the exit status is that of tshark without the plugin, and where
tshark reads the file at all there is one valid report."""
import functools
import re
import struct
import sys

import capfile
import harness
import invariants

NOTHING = "no failing RPC bind"
ORIGIN = harness.CAPTURES / "origin_tgt_rejected_by_dc2.pcapng"
CHOICES = ("dcomauth,json", "dcomauth,csv", "dcomauth,clocks", "dcomauth,html,FILE",
           "dcomauth,causes", "dcomauth,findings", "dcomauth,kdcs")


def make_files(folder):
    """-> {what: path}: the files that are no good"""
    raw = ORIGIN.read_bytes()
    link_type, packets = capfile.read(ORIGIN)
    files = {}

    def add(what, name, data):
        files[what] = folder / name
        files[what].write_bytes(data)
        files[what].chmod(0o644)

    for size in (len(raw) - 7, len(raw) * 2 // 3, len(raw) // 2, 200, 30):
        add(f"pcapng cut to {size} bytes", f"cut{size}.pcapng", raw[:size])
    add("pcapng with rubbish in the middle", "rubbish.pcapng",
        raw[:6000] + b"\xff" * 64 + raw[6064:])
    add("no bytes", "nothing.pcapng", b"")
    add("text", "text.txt", b"This is not a capture.\n" * 20)
    add("binary rubbish", "rubbish.bin", bytes((i * 73 + 41) & 0xFF for i in range(4000)))
    add("pcap header alone", "header.pcap", struct.pack("<I2H4I", 0xA1B2C3D4, 2, 4, 0, 0, 65535, 1))
    without = [packet for packet in packets if b"CORP" not in packet.data.upper()
               and b"\x05\x00\x0b\x03" not in packet.data]
    for what, name, some in (("no packet", "empty.pcapng", []),
                             ("no authentication", "plain.pcapng", without),
                             ("packets of one byte", "tiny.pcapng",
                              [packet.with_data(packet.data[:1]) for packet in packets]),
                             ("packets of no byte", "hollow.pcapng",
                              [packet.with_data(b"") for packet in packets])):
        files[what] = folder / name
        capfile.write(files[what], some, link_type)
    return files


def own_words(result):
    """What tshark says about the file; a name of a temporary file in it is not stable."""
    return re.sub(r"wireshark_\S+", "", result.complaint)


def check_file(bench, path, *options):
    alone = bench.tshark(*options, "-q", "-r", path, plugins=False)
    ours = bench.tshark(*options, "-q", "-r", path, "-z", "dcomauth,json")
    problems = []
    if ours.status != alone.status:
        problems.append(f"tshark ends with {ours.status}, without the plugin with {alone.status}")
    if own_words(ours) != own_words(alone):
        problems.append(f"tshark says {ours.complaint!r}, without the plugin {alone.complaint!r}")
    if ours.out or not alone.status:
        problems += invariants.report_problems(ours.out.decode())
    if alone.status and not alone.complaint:
        problems.append("an error without a message")
    return problems


def check_cut_file(bench, path):
    """A cut file has a report on the frames before the cut."""
    result = bench.tshark("-q", "-r", path, "-z", "dcomauth,json")
    return invariants.report_problems(result.out.decode())


def check_nothing(bench, path):
    """A capture without a failure is told so in plain words, and in empty lists."""
    text = bench.tshark("-q", "-r", path, "-z", "dcomauth").out.decode()
    problems = [] if NOTHING in text else [f"not said: {NOTHING!r} in {text!r}"]
    report = bench.report(path)
    if '"findings": []' not in report:
        problems.append("findings are not empty")
    table = bench.tshark("-q", "-r", path, "-z", "dcomauth,csv").out.decode()
    return problems + invariants.csv_problems(table, 0)


def check_option(bench, option, words):
    """A wrong option ends tshark before it reads, with a message that helps."""
    result = bench.tshark("-q", "-r", bench.copy(ORIGIN), "-z", option)
    problems = []
    if result.status == 0:
        problems.append("tshark ends with 0")
    if result.out:
        problems.append(f"a report after all: {result.out[:100]!r}")
    return problems + [f"{word!r} is not in {result.complaint!r}" for word in words
                       if word not in result.complaint]


def checks(bench):
    def bound(check, *arguments):
        return functools.partial(check, bench, *arguments)

    files = make_files(bench.folder)
    listed = []
    for what, path in files.items():
        listed.append((f"{what}, one pass", bound(check_file, path)))
        listed.append((f"{what}, two passes", bound(check_file, path, "-2")))
        if what.startswith("pcapng cut") and path.stat().st_size > 1000:
            listed.append((f"{what}, report", bound(check_cut_file, path)))
    for what in ("no packet", "no authentication", "pcap header alone", "packets of one byte"):
        listed.append((f"{what}: plain words", bound(check_nothing, files[what])))
    listed.append(("no such file", bound(check_file, bench.folder / "missing.pcapng")))
    for option in ("dcomauth,", "dcomauth,foo", "dcomauth,jsonx", "dcomauth,json,x", "dcomauthx",
                   "dcomauth,html", "dcomauth,html,", "dcomauth,causesx", "dcomauth,findingsx",
                   "dcomauth,kdcsx"):
        listed.append((f"-z {option}", bound(check_option, option, CHOICES)))
    listed.append(("-z with a bad filter",
                   bound(check_option, "dcomauth,findings,no.such ==", ["no.such"])))
    listed.append(("-z html to where nobody may write",
                   bound(check_option, "dcomauth,html,/proc/none/x.html", ["/proc/none/x.html"])))
    return listed


def main():
    with harness.Bench() as bench:
        return harness.run_checks(checks(bench))


if __name__ == "__main__":
    sys.exit(main())
