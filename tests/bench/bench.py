#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Measures what the plugin costs and prints it as Markdown.

    python3 tests/bench/mix.py FOLDER            # once: makes the captures
    python3 tests/bench/bench.py FOLDER          # some hours; --only ratios, --frames 3000 for less

Sections (--only takes a comma-separated list):

    ratios    instructions (callgrind, start-up subtracted) on slices, relative to no plugin
    times     user time and peak memory on whole files, all variants in each round
    growth    instructions on ten times the frames
    memory    peak memory that the plugin adds, on a day of traffic and on hostile captures
    equality  the JSON must be the same bytes: as it comes, with every frame dissected, and with a
              tree for every frame

--capture FILE (any format, also compressed; again for more) measures ratios, peak memory and
equality on that file as well, as a whole.

The variants: no plugin; the plugin as it comes, which leaves frames undissected where only the
report is wanted; with -o dcomauth.skip:FALSE, that is without doing so; with -o
dcomauth.thorough:TRUE, that is a tree for every frame; TRANSUM, a post-dissector of Wireshark that
has a tree made for every frame as well; and what people do without the plugin, a display filter and
a script (today.py).

--root takes the tshark and valgrind of another root folder, such as tests/matrix.sh makes;
--plugins then names the plugin built there:

    bench.py FOLDER --root ROOT --plugins ROOT/srv/dcomauth/gcc/build/plugins

As root, tshark runs as nobody. The exit status is 1 where a limit is exceeded.
"""
import argparse
import filecmp
import json
import os
import pathlib
import signal
import statistics
import sys

from limits import GROWTH_MAX, MEMORY_MAX, RATIO_MAX, SKIPPING_MAX, SKIPPING_PEAK_MAX
from machine import machine_facts
from runner import Failed, Tshark, Variant

HERE = pathlib.Path(__file__).resolve().parent
PLAIN = Variant("no plugin", False)
FAST = Variant("dcomauth", True)
WHOLE = Variant("dcomauth, nothing skipped", True, ("-o", "dcomauth.skip:FALSE"))
THOROUGH = Variant("dcomauth, thorough", True, ("-o", "dcomauth.thorough:TRUE"))
TRANSUM = Variant("TRANSUM", False, ("--enable-protocol", "transum"))
TODAY = Variant("filter and script", False)
VARIANTS = (FAST, WHOLE, THOROUGH, TRANSUM, TODAY)

REPORT = ("-q", "-z", "dcomauth,json")
REPORT_WITHOUT = ("-q", "-z", "icmp,srt")  # a tap that costs as little
TODAY_OPTIONS = ("-Y", "kerberos.error_code or dcerpc.pkt_type in {3,12,13,15}", "-T", "json")
MODES = {"report": (REPORT, REPORT_WITHOUT), "packet list": ((), ())}
START_UP = ("-c", "1")
THOUSAND = 1000
REPEATS = 3
# Of protected calls the plugin reads the header only, of all other messages the whole.
AUTHENTICATION = "kerberos or dcerpc"
CALLS = "dcerpc.pkt_type in {0, 2}"
SLICED = ("mixed-5", "mixed-1", "rpc")
GROWING = ("mixed", "rpc", "errors", "binds", "refusals")
SECTIONS = ("ratios", "times", "growth", "memory", "equality")


def say(text):
    print(text, file=sys.stderr, flush=True)


def table(head, rows):
    """-> Markdown; the first column is text, the others are numbers"""
    marks = ["---"] + ["---:"] * (len(head) - 1)
    return "\n".join("| " + " | ".join(map(str, row)) + " |" for row in (head, marks, *rows))


def options_of(variant, mode):
    if variant is TODAY:
        return TODAY_OPTIONS
    return MODES[mode][0 if variant.plugin else 1]


def ratio_limit(name, mode, variant):
    """Only a report lets frames be left; what else is wanted costs what it costs."""
    if variant is FAST and mode == "report":
        return SKIPPING_MAX.get(name)
    return RATIO_MAX.get(name) if variant in (FAST, WHOLE) else None


def by_thousand(numbers, frames):
    """-> how many of these frames are among each thousand"""
    counts = [0] * max(frames // THOUSAND, 1)
    for number in numbers:
        if (thousand := (number - 1) // THOUSAND) < len(counts):
            counts[thousand] += 1
    return counts


def first_of_slice(kinds, length):
    """-> the first of the thousands of the slice that is most like the whole file; kinds: the
    counts by thousand of each kind of frame that makes a difference"""
    thousands = len(kinds[0])

    def distance(at):
        return sum(abs(sum(counts[at:at + length]) - sum(counts) / thousands * length)
                   for counts in kinds)

    # A capture begins in the middle of nothing: leave that out where the file is long enough.
    return min(range(min(thousands // 6, thousands - length), thousands - length + 1),
               key=distance)


class Bench:
    """The measurements; keeps what exceeds a limit."""

    def __init__(self, tshark, folder, arguments):
        self.tshark = tshark
        self.folder = folder
        self.arguments = arguments
        self.exceeded = []
        self.extra = {path.name: path for path in arguments.capture}
        self._start_up = {}

    def path(self, name):
        return self.extra.get(name, self.folder / f"{name}.pcap")

    def facts(self, name):
        if name in self.extra:
            return {"frames": self.tshark.count(self.path(name))}
        return json.loads(self.path(name).with_suffix(".json").read_text())

    def have(self, names):
        return [name for name in names if self.path(name).exists()]

    def check(self, what, value, limit):
        """-> the value as text, marked where it is too large"""
        if limit is None or value <= limit:
            return f"{value:.3f}"
        self.exceeded.append(f"{what}: {value:.3f}, at most {limit}")
        return f"**{value:.3f}**"

    # --- instructions ---

    def instructions(self, variant, mode, capture):
        """-> instructions without those of the start-up"""
        options = options_of(variant, mode)
        key = variant, options
        if key not in self._start_up:
            self._start_up[key] = self._counted(variant, capture, (*START_UP, *options))
        count = self._counted(variant, capture, options) - self._start_up[key]
        say(f"  {capture.stem}, {mode}, {variant.name}: {count:,} instructions")
        return count

    def _counted(self, variant, capture, options):
        """-> instructions; Wireshark's hash tables begin with a random number, from which alone two
        runs differ by up to half a percent: the middle of several where there is a limit"""
        runs = REPEATS if variant in (PLAIN, FAST, WHOLE) else 1
        return statistics.median_low(self.tshark.instructions(variant, capture, options)
                                     for _ in range(runs))

    def slice_of(self, name):
        """-> (capture, how many frames)"""
        say(f"  {name}: looking for a slice")
        whole = self.tshark.take(self.path(name))
        frames = self.facts(name)["frames"]
        if name in self.extra:
            return whole, frames
        calls = set(self.tshark.matching(whole, CALLS))
        others = set(self.tshark.matching(whole, AUTHENTICATION)) - calls
        length = max(min(self.arguments.frames, frames) // THOUSAND, 1)
        first = first_of_slice([by_thousand(calls, frames), by_thousand(others, frames)], length)
        return (self.tshark.take(self.path(name), first * THOUSAND + 1, length * THOUSAND),
                length * THOUSAND)

    def ratios(self):
        rows = []
        for name in self.have([*SLICED, *self.extra]):
            capture, frames = self.slice_of(name)
            share = 100 * len(self.tshark.matching(capture, AUTHENTICATION)) / frames
            for mode in MODES:
                plain = self.instructions(PLAIN, mode, capture)
                row = [f"{name}, {mode}", f"{frames:,}", f"{share:.1f} %",
                       f"{plain / frames:,.0f}"]
                for variant in VARIANTS:
                    ratio = self.instructions(variant, mode, capture) / plain
                    limit = ratio_limit(name, mode, variant)
                    row.append(self.check(f"{name}, {mode}", ratio, limit))
                rows.append(row)
        return ("Instructions relative to tshark without the plugin, on the frames of each file "
                "that are most like the whole of it, start-up subtracted:\n\n" +
                table(["", "frames", "Kerberos or RPC", "instructions a frame, no plugin",
                       *(variant.name for variant in VARIANTS)], rows))

    # --- time ---

    def run(self, variant, mode, capture):
        reader = (sys.executable, HERE / "today.py") if variant is TODAY else None
        return self.tshark.run(variant, capture, options_of(variant, mode), reader=reader)

    def times(self):
        rows = []
        for name in self.have(SLICED):
            capture = self.tshark.take(self.path(name))
            for mode in MODES:
                rows += self._times_of(name, mode, capture)
        return (f"User time and peak memory on whole files, median of {self.arguments.rounds} "
                "rounds; the ratios are medians of the ratios within a round:\n\n" +
                table(["", "user time, s", "ratio", "peak memory, MiB", "ratio"], rows))

    def _times_of(self, name, mode, capture):
        """-> rows"""
        variants = (PLAIN, *VARIANTS)
        rounds = []
        for number in range(self.arguments.rounds):
            say(f"  {name}, {mode}: round {number + 1}")
            # Another one begins each round, so that none always runs on the warmest machine.
            turn = number % len(variants)
            rounds.append({variant: self.run(variant, mode, capture)
                           for variant in variants[turn:] + variants[:turn]})
        rows = []
        for variant in variants:
            def median(value):
                return statistics.median(value(usages[variant], usages[PLAIN]) for usages in rounds)

            rows.append([f"{name}, {mode}, {variant.name}",
                         f"{median(lambda own, _: own.user):.2f}",
                         f"{median(lambda own, plain: own.user / plain.user):.2f}",
                         f"{median(lambda own, _: own.peak):.0f}",
                         f"{median(lambda own, plain: own.peak / plain.peak):.2f}"])
        return rows

    # --- growth ---

    def growth(self):
        rows = []
        for kind in GROWING:
            names = [f"grow-{kind}-1", f"grow-{kind}-10"]
            if self.have(names) != names:
                continue
            captures = [self.tshark.take(self.path(name)) for name in names]
            frames = [self.facts(name)["frames"] for name in names]
            row = [kind, f"{frames[0]:,}", f"{frames[1] / frames[0]:.2f}"]
            counts = {variant: [self.instructions(variant, "report", capture)
                                for capture in captures] for variant in (PLAIN, FAST, THOROUGH)}
            for variant, (once, ten_times) in counts.items():
                limit = None if variant is PLAIN else GROWTH_MAX
                row.append(self.check(f"growth, {kind}", ten_times / once, limit))
            row.append(f"{self._own_growth(counts):.2f}")
            rows.append(row)
        return ("Instructions on ten times the frames, relative to one time; \"plugin alone\" is "
                "what the tree source adds:\n\n" +
                table(["", "frames", "times", PLAIN.name, FAST.name, THOROUGH.name,
                       "plugin alone"], rows))

    @staticmethod
    def _own_growth(counts):
        once, ten_times = (own - plain for own, plain in zip(counts[THOROUGH], counts[PLAIN]))
        return ten_times / once

    # --- memory ---

    def memory(self):
        rows = []
        for name in self.have(MEMORY_MAX):
            capture = self.tshark.take(self.path(name))
            say(f"  {name}: memory")
            plain = self.run(PLAIN, "report", capture)
            row = [name, f"{self.facts(name)['frames']:,}", f"{plain.peak:.0f}"]
            for variant in (FAST, WHOLE, THOROUGH):
                own = self.run(variant, "report", capture)
                limit = MEMORY_MAX[name] if variant is WHOLE else None
                if variant is FAST and name in SKIPPING_MAX:
                    self.check(f"peak memory with skipping, {name}", own.peak / plain.peak,
                               SKIPPING_PEAK_MAX)
                row += [self.check(f"memory, {name}", own.peak - plain.peak, limit),
                        f"{own.user - plain.user:.1f}"]
            rows.append([*row, MEMORY_MAX[name]])
        return ("Peak memory (MiB) and user time (s) that the plugin adds, whole files, `-q -z "
                "dcomauth,json`:\n\n" +
                table(["", "frames", "without", FAST.name, "time", WHOLE.name, "time",
                       THOROUGH.name, "time",
                       "at most"], rows))

    # --- equality ---

    def equality(self):
        rows = []
        for name in self.have(dict.fromkeys((*SLICED, *MEMORY_MAX, *self.extra))):
            capture = self.tshark.take(self.path(name))
            say(f"  {name}: equality")
            reports = []
            for variant in (FAST, WHOLE, THOROUGH):
                reports.append(self.tshark.folder / f"{len(reports)}.json")
                self.tshark.save(variant, capture, REPORT, reports[-1])
            same = all(filecmp.cmp(reports[0], other, shallow=False) for other in reports[1:])
            if not same:
                self.exceeded.append(f"equality, {name}: the reports differ")
            rows.append([name, f"{reports[0].stat().st_size:,}",
                         len(json.loads(reports[0].read_text())["findings"]),
                         "same" if same else "**differ**"])
        return ("JSON as it comes, with nothing skipped, and of the tree source:\n\n" +
                table(["", "bytes", "findings", "reports"], rows))


def arguments_of_command_line():
    parser = argparse.ArgumentParser(description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=pathlib.Path, help="where mix.py has put the captures")
    parser.add_argument("--plugins", type=pathlib.Path,
                        default=HERE.parent.parent / "build" / "plugins",
                        help="the plugins folder of a build (default: build/plugins)")
    parser.add_argument("--tshark", default="tshark")
    parser.add_argument("--capture", type=pathlib.Path, action="append", default=[])
    parser.add_argument("--root", type=pathlib.Path)
    parser.add_argument("--only", default=",".join(SECTIONS), metavar="SECTIONS")
    parser.add_argument("--frames", type=int, default=12000,
                        help="in a slice; whole thousands count")
    parser.add_argument("--rounds", type=int, default=5)
    arguments = parser.parse_args()
    arguments.only = arguments.only.split(",")
    if unknown := set(arguments.only) - set(SECTIONS):
        parser.error(f"no such section: {', '.join(unknown)}")
    if arguments.root and os.getuid() != 0:
        parser.error("--root is for root")
    return arguments


def main():
    arguments = arguments_of_command_line()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # so that nothing is left behind
    with Tshark(arguments.plugins, arguments.root, arguments.tshark) as tshark:
        bench = Bench(tshark, arguments.folder, arguments)
        print(machine_facts(tshark, bench))
        for section in SECTIONS:
            if section in arguments.only:
                say(section)
                print("\n" + getattr(bench, section)(), flush=True)
    for complaint in bench.exceeded:
        say(f"exceeded: {complaint}")
    return 1 if bench.exceeded else 0


if __name__ == "__main__":
    try:
        sys.exit(main())
    except Failed as failure:
        sys.exit(str(failure))
