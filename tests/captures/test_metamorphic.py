#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Changes captures and looks whether the report follows.

Where a change loses nothing, each finding must stay what it is, its frames through the mapping of
the change. Where it loses packets or bytes, a finding may become less, in words: never another
cause at a KDC, never a link to something else, never a finding where there was none. The report on
the unchanged capture is that of golden/.
"""
import functools
import ipaddress
import json
import re
import sys
from dataclasses import dataclass, field

import capfile
import changes
import harness
import packets as wire
from sameness import (frames_now, link_problems, lost_problems, same_address, same_findings,
                      same_report)

GOLDEN = harness.HERE / "golden"
OUT_OF_ORDER = ("-o", "tcp.reassemble_out_of_order:TRUE")
MINUTES_5 = 300
YEAR = 365 * 86400


@dataclass(frozen=True)
class Change:
    """How a capture is changed, and what must follow."""

    name: str
    change: object
    lossy: bool = False
    quiet: tuple = ()  # findings of these outcomes may vanish without a word
    mixed_times: bool = False  # which of several attempts a link belongs to may change
    first_copy: bool = True  # of the frames that a frame became, the first counts; else any
    counts: bool = True  # the numbers of associations and exchanges stay
    address: object = same_address
    seconds: int = 0  # that the time moves
    link_type: int = capfile.ETHERNET
    options: tuple = ()
    fits: object = field(default=lambda capture: True)


@dataclass(frozen=True)
class Original:
    """A capture and what is known of it."""

    name: str
    listed: list
    report: dict

    @property
    def segments(self):
        return [wire.parse(packet.data) for packet, _ in self.listed]

    @property
    def is_whole(self):
        """No frame is cut short: a changed frame does not tell what it lacks."""
        return not any("cut short" in limit for limit in self.report["limits"])

    @property
    def versions(self):
        """The versions of IP in it."""
        return {len(segment.source) for segment in self.segments if segment}

    def only_segments(self):
        """Nothing but TCP, UDP and ARP: no address is quoted in ICMP."""
        return all(segment or packet.data[12:14] == b"\x08\x06"
                   for segment, (packet, _) in zip(self.segments, self.listed))

    def names_no_address(self):
        """No SPN and no RPC binding is by address."""
        raw = b"".join(packet.data for packet, _ in self.listed)
        return not re.search(rb"1\0?0\0?\.\0?(2\0?0|7\0?7)\0?\.", raw)


@functools.lru_cache(maxsize=None)
def original(capture):
    _, packets = capfile.read(capture)
    golden = GOLDEN / f"{capture.stem}.json"
    if not golden.exists():
        raise harness.Complaint([f"no {golden.name}"])
    return Original(capture.stem, list(zip(packets, range(1, len(packets) + 1))),
                    json.loads(golden.read_text("utf-8")))


def can_move(capture):
    return capture.only_segments() and capture.names_no_address()


CHANGES = [
    Change("every packet twice", changes.repeated(2),
           fits=lambda capture: capture.name != "merged_twice"),
    # Not all of what the second one repeats fits into the list of frames.
    Change("every packet four times", changes.repeated(4),
           fits=lambda capture: capture.name not in ("merged_twice", "kdc_unavailable")),
    Change("every packet twice, TCP not analyzed", changes.repeated(2),
           options=("-o", "tcp.analyze_sequence_numbers:FALSE"),
           fits=lambda capture: capture.name != "merged_twice"),
    Change("merged, clocks 2 s apart", changes.merged_with_shift(2)),
    Change("merged, clocks 5 min apart", changes.merged_with_shift(MINUTES_5)),
    Change("merged with the server's, 2 s ahead", changes.merged_server_side(2)),
    Change("merged with the server's, 5 min ahead", changes.merged_server_side(MINUTES_5)),
    Change("merged with the server's, 30 ms behind", changes.merged_server_side(-0.03),
           lossy=True, mixed_times=True),
    Change("merged with the server's, 2 s behind", changes.merged_server_side(-2), lossy=True,
           mixed_times=True),
    Change("merged with the server's, 5 min behind", changes.merged_server_side(-MINUTES_5),
           lossy=True, mixed_times=True),
    Change("segments sent twice", changes.retransmitted),
    Change("a year later", changes.shifted(YEAR), seconds=YEAR),
    Change("ten years earlier", changes.shifted(-10 * YEAR), seconds=-10 * YEAR),
    Change("among other traffic", changes.with_other_traffic),
    Change("beside another client of the KDC", changes.with_another_client, counts=False,
           fits=lambda capture: capture.versions == {4}),
    Change("over IPv6", changes.in_ipv6, address=changes.told_in_ipv6, fits=can_move),
    Change("in small segments", changes.in_small_segments, first_copy=False),
    Change("in swapped segments", changes.in_swapped_segments, first_copy=False,
           options=OUT_OF_ORDER),
    Change("with late acknowledgements", changes.with_late_acknowledgements),
    Change("in a VLAN", changes.tagged),
    # Hardware addresses tell that a host has two addresses: not to be had here.
    Change("without link layer", changes.without_link_layer, link_type=capfile.RAW_IP,
           fits=lambda capture: len(capture.versions) == 1),
    Change("cut to 96 bytes", changes.cut(96), lossy=True),
    Change("cut to 160 bytes", changes.cut(160), lossy=True),
    Change("cut to 300 bytes", changes.cut(300), lossy=True),
    # A connection without a PDU is then like one of a port scan.
    Change("without the KDC", changes.without_kdc, lossy=True, quiet=("no-bind",)),
    Change("without DNS", changes.without_dns, lossy=True, quiet=("no-bind",)),
    Change("without large segments", changes.without_large, lossy=True, quiet=("no-bind",)),
    Change("without the servers' direction", changes.without_answers, lossy=True),
    Change("without the clients' direction", changes.without_requests, lossy=True,
           quiet=("no-bind",)),
]


def report_on(bench, name, changed, link_type=capfile.ETHERNET, options=()):
    path = bench.folder / f"{re.sub('[^a-z0-9]+', '-', name.lower())}.pcapng"
    capfile.write(path, [packet for packet, _ in changed], link_type)
    try:
        return json.loads(bench.report(path, *options))
    finally:
        path.unlink()


# --- checks ---

def check_change(bench, capture, change):
    before = original(capture)
    changed = change.change(before.listed)
    after = report_on(bench, f"{before.name} {change.name}", changed, change.link_type,
                      change.options)
    mapping = frames_now(changed)
    if change.lossy:
        return lost_problems(before.report, after, mapping, change.quiet, change.mixed_times)
    return same_report(before.report, after, mapping, change)


def check_interleaved(bench, capture, partner):
    """Two captures at once, one of them in another network: the findings of both."""
    one, two = original(capture), original(partner)
    moved = changes.elsewhere(two.listed)
    offset = one.listed[0][0].time - moved[0][0].time + changes.MICROSECOND
    mixed = [(packet, (1, number)) for packet, number in one.listed]
    mixed += [(packet.at(packet.time + offset), (2, number)) for packet, number in moved]
    mixed.sort(key=lambda entry: entry[0].time)
    after = report_on(bench, f"{one.name} and {two.name}", mixed)
    mapping = frames_now(mixed)
    told = json.loads(changes.told_elsewhere(json.dumps(two.report)))
    problems = []
    for which, report, network in ((1, one.report, "10.20."), (2, told, "10.99.")):
        mine = {number: now for (side, number), now in mapping.items() if side == which}
        found = [finding for finding in after["findings"] if finding["client"].startswith(network)]
        change = Change("interleaved", None, seconds=0 if which == 1 else offset / changes.SECOND)
        problems += [f"{network} {what}" for what in
                     same_findings(report["findings"], found, mine, change)]
    return problems


def check_netmon(bench, capture):
    """In Network Monitor's format and back: the same report, but for the last digits of times."""
    before = original(capture)
    netmon = bench.out_file(f"{capture.stem}.cap")
    back = bench.out_file(f"{capture.stem}-back.pcapng")
    problems = []
    for source, target, kind in ((bench.copy(capture), netmon, "netmon2"),
                                 (netmon, back, "pcapng")):
        done = bench.run("editcap", "-F", kind, source, target)
        if done.status:
            return [f"editcap: {done.complaint}"]
    mapping = {number: [number] for _, number in before.listed}
    for path in (netmon, back):
        after = json.loads(bench.report(path))
        problems += same_report(before.report, after, mapping, Change("netmon", None))
    return problems


def check_begun_late(bench, capture):
    """The capture begins after the logon: the cause and its links stay, the limit is stated."""
    before = original(capture)
    findings = before.report["findings"]
    logons = [finding["exchange"]["as_rep_frame"] for finding in findings]
    if len(findings) != 1 or logons[0] is None:
        return []
    links = [error["frame"] for error in findings[0]["krb_errors"]]
    if any(frame <= logons[0] for frame in links):
        return []
    changed = changes.from_frame(logons[0] + 1)(before.listed)
    after = report_on(bench, f"{before.name} begun late", changed)
    mapping = frames_now(changed)
    problems = lost_problems(before.report, after, mapping)
    verdicts = [finding["verdict"] for finding in after["findings"]]
    if verdicts != [findings[0]["verdict"]]:
        return [*problems, f"verdicts {verdicts}, was {findings[0]['verdict']}"]
    problems += link_problems(findings[0], after["findings"][0], mapping)
    if not after["limits"]:
        problems.append("no limit stated")
    return problems


def fits_interleaving(capture):
    addresses = {segment.source[:2] for segment in capture.segments if segment}
    return (capture.is_whole and capture.versions == {4} and addresses == {b"\x0a\x14"}
            and can_move(capture))


def pairs(captures):
    """Each capture with the next one that can be in another network."""
    fitting = [capture for capture in captures if fits_interleaving(original(capture))]
    return dict(zip(fitting, fitting[1:] + fitting[:1]))


def checks(bench):
    captures = harness.captures()
    partners = pairs(captures)
    listed = []
    for number, capture in enumerate(captures):
        ways = {change.name: functools.partial(check_change, bench, capture, change)
                for change in CHANGES if change.fits(original(capture)) and
                (change.lossy or original(capture).is_whole)}
        ways["as Network Monitor has it"] = functools.partial(check_netmon, bench, capture)
        ways["begun after the logon"] = functools.partial(check_begun_late, bench, capture)
        if capture in partners:
            ways["mixed with another"] = functools.partial(check_interleaved, bench, capture,
                                                           partners[capture])
        for way in harness.turn(number, *ways):
            listed.append((f"{capture.stem}: {way}", ways[way]))
    return listed


def main():
    with harness.Bench() as bench:
        return harness.run_checks(checks(bench))


if __name__ == "__main__":
    sys.exit(main())
