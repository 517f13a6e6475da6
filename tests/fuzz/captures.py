#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Feeds damaged captures to tshark in every output mode and checks what it says.

    captures.py [--frames N] [--captures N] [--seed N]

stops when N damaged frames have been read; by default it takes half a minute. The long run is

    cmake -S . -B build-asan -DDCOMAUTH_SANITIZE=ON && cmake --build build-asan
    DCOMAUTH_PLUGINS=build-asan/plugins tests/fuzz/captures.py --frames 1000000

A sanitizer that the plugin is built with is preloaded. Captures that break something are kept in
$DCOMAUTH_FUZZ_WORK (default: the folder for temporary files), and the seed is printed.
"""
import argparse
import csv
import json
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "captures"))
# pylint: disable=wrong-import-position
import capfile  # noqa: E402
import harness  # noqa: E402
import invariants  # noqa: E402
import mutate  # noqa: E402

TIME_LIMIT = 1800
STOCK_BUG = "with a bug of Wireshark's own in it"


class Broken(Exception):
    """The plugin did what it must not do."""


class Runner:
    """Runs tshark with and without the plugin."""

    def __init__(self, bench):
        self.bench = bench
        self.preload = sanitizer_of(bench.plugins)
        self.stock_bugs = 0

    def _run(self, arguments, plugins, abort):
        command = harness.NOBODY if os.getuid() == 0 else []
        folder = self.bench.folder
        variables = {
            "PATH": os.environ["PATH"],
            "HOME": str(folder / "home"),
            "LC_ALL": "C.UTF-8",
            "TZ": "UTC",
            "WIRESHARK_PLUGIN_DIR": str(folder / ("plugins" if plugins else "no-plugins")),
            "ASAN_OPTIONS": "detect_leaks=0",
            "UBSAN_OPTIONS": "print_stacktrace=1",
        }
        if abort:
            variables["WIRESHARK_ABORT_ON_DISSECTOR_BUG"] = "1"
        if self.preload and plugins:
            variables["LD_PRELOAD"] = self.preload
        with tempfile.TemporaryFile() as out:
            done = subprocess.run([*command, "tshark", *map(str, arguments)], env=variables,
                                  stdin=subprocess.DEVNULL, stdout=out, stderr=subprocess.PIPE,
                                  timeout=TIME_LIMIT, check=False)
            out.seek(0)
            return done.returncode, out.read(), done.stderr.decode(errors="replace")

    def tshark(self, capture, *options):
        """-> the standard output; raises Broken where the plugin is to blame for a bad end"""
        arguments = ["-r", capture, *options]
        status, out, said = self._run(arguments, plugins=True, abort=True)
        if status < 0 and self._is_stock_bug(arguments):
            self.stock_bugs += 1
            status, out, said = self._run(arguments, plugins=True, abort=False)
        # 2: the file is cut off or damaged
        if status not in (0, 2) or any(word in said for word in
                                       ("Sanitizer", "runtime error", "protocol DCOM auth")):
            raise Broken(f"{options} ended with {status}: {said[-4000:]}")
        return out

    def _is_stock_bug(self, arguments):
        """Whether Wireshark alone ends badly, too; some of its bugs need a tree, as -V makes."""
        with_a_tree = [*arguments[:2], "-V"]
        return any(self._run(variant, plugins=False, abort=True)[0] < 0
                   for variant in (without_plugin(arguments), with_a_tree))


def sanitizer_of(plugins):
    """-> the path of the runtime that the module needs to find in the program, or None"""
    module = next(iter(plugins.glob("*/epan/dcomauth.so")))
    linked = subprocess.run(["ldd", module], capture_output=True, text=True, check=True).stdout
    paths = [line.split()[2] for line in linked.splitlines() if "libasan" in line]
    return paths[0] if paths else None


def without_plugin(arguments):
    """-> the arguments less those that only the plugin knows"""
    kept = []
    for at, argument in enumerate(arguments):
        ours = any(str(word).startswith("dcomauth") for word in arguments[at:at + 2])
        if not ours or (argument not in ("-z", "-Y") and not str(argument).startswith("dcomauth")):
            kept.append(argument)
    return kept


# --- the output modes: each gets (runner, capture, findings as the JSON report has them) ---


def check_text(runner, capture, findings):
    text = runner.tshark(capture, "-q", "-z", "dcomauth").decode()
    if not findings and "no failing RPC bind" not in text:
        raise Broken(f"the text report on nothing says {text[:200]!r}")


def check_csv(runner, capture, findings):
    table = runner.tshark(capture, "-q", "-z", "dcomauth,csv").decode()
    csv.field_size_limit(sys.maxsize)
    complain(invariants.csv_problems(table, len(findings)))


def check_html(runner, capture, _):
    page = runner.bench.out_file("page.html")
    page.unlink(missing_ok=True)
    runner.tshark(capture, "-q", "-z", f"dcomauth,html,{page}")
    complain(invariants.html_problems(page.read_bytes().decode()))


def check_findings_table(runner, capture, _):
    runner.tshark(capture, "-q", "-z", "dcomauth,findings")


def check_kdcs_table(runner, capture, _):
    runner.tshark(capture, "-q", "-z", "dcomauth,kdcs,frame")


def check_details(runner, capture, _):
    runner.tshark(capture, "-V")


def check_details_in_two_passes(runner, capture, _):
    runner.tshark(capture, "-2", "-V", "-O", "dcomauth")


def check_packets_as_json(runner, capture, _):
    # Names of fields come more than once, and not all strings of Wireshark are UTF-8.
    out = runner.tshark(capture, "-T", "json", "-J", "dcomauth frame")
    json.loads(out.decode(errors="replace"), strict=False)


def check_filter(runner, capture, findings):
    """In two passes every finding with an answer shows on exactly that frame."""
    out = runner.tshark(capture, "-2", "-Y", "dcomauth.role == answer", "-T", "fields",
                        "-E", "aggregator=;", "-e", "frame.number", "-e", "dcomauth.role",
                        "-e", "dcomauth.finding").decode()
    shown = set()
    for line in out.splitlines():
        frame, roles, ids = line.split("\t")
        shown.update((int(one), int(frame)) for one, role in zip(ids.split(";"), roles.split(";"))
                     if role == "answer")
    wanted = {(one["id"], one["answer_frame"]) for one in findings if one["answer_frame"]}
    if shown != wanted:
        raise Broken(f"answers shown and not shown: {sorted(shown ^ wanted)[:20]}")


def check_several(runner, capture, _):
    runner.tshark(capture, "-q", "-z", "dcomauth", "-z", "dcomauth,csv", "-z", "dcomauth,findings",
                  "-z", "dcomauth,kdcs", "-z", "expert", "-z", "io,phs")


MODES = (check_text, check_csv, check_html, check_findings_table, check_kdcs_table, check_details,
         check_details_in_two_passes, check_packets_as_json, check_filter, check_several)


def complain(problems):
    # An answer may stand before its request here: frames have changed their places.
    problems = [problem for problem in problems if "before its request" not in problem]
    if problems:
        raise Broken("; ".join(problems[:10]))


def check_reports(runner, capture):
    """-> the findings and the number of frames; the same in one pass and in two"""
    texts = [runner.tshark(capture, *passes, "-q", "-z", "dcomauth,json").decode()
             for passes in ((), ("-2",))]
    for text in texts:
        complain(invariants.report_problems(text))
    one, two = map(json.loads, texts)
    for key in one:
        if one[key] != two[key]:
            raise Broken(f"{key} of two passes: " + "; ".join(harness.difference(
                json.dumps(one[key], indent=1), json.dumps(two[key], indent=1))))
    return one["findings"], one["capture"]["frames"]


def damaged_capture(bench, captures, seed):
    """-> the path of a new capture made of all of these"""
    dice = mutate.dice_of(seed)
    damage = mutate.RECIPES[seed % len(mutate.RECIPES)]
    path, plain = bench.folder / "damaged.pcapng", bench.folder / "plain.pcapng"
    packets = mutate.string_together(dice, captures)
    capfile.write(plain, mutate.damage_frames(dice, packets, damage))
    subprocess.run(["editcap", "-E", str(damage.bytes), "--seed", str(seed), plain, path],
                   check=True, capture_output=True)
    if dice.random() < damage.file:
        mutate.cut_file(dice, path)
    path.chmod(0o644)
    return path


def keep(path, seed):
    folder = pathlib.Path(os.environ.get("DCOMAUTH_FUZZ_WORK", tempfile.gettempdir()))
    folder.mkdir(parents=True, exist_ok=True)
    kept = folder / f"fuzz-{seed}.pcapng"
    shutil.copyfile(path, kept)
    return kept


def arguments():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--frames", type=int, default=0, help="stop after so many damaged frames")
    parser.add_argument("--captures", type=int, default=0, help="take only so many captures")
    parser.add_argument("--seed", type=int, default=0, help="of the first damage")
    return parser.parse_args()


def main():
    wanted = arguments()
    files = harness.captures()
    if not wanted.frames and not wanted.captures:
        files = files[::5]
    captures = [capfile.read(path)[1] for path in files[:wanted.captures or None]]
    frames, broken, begun, seed = 0, 0, time.monotonic(), wanted.seed
    # A start of tshark costs more than its work on a few frames: two modes each time in a long run.
    modes_at_once = 2 if wanted.frames else len(MODES)
    with harness.Bench() as bench:
        runner = Runner(bench)
        while True:
            path = damaged_capture(bench, captures, seed)
            try:
                findings, count = check_reports(runner, path)
                for turn in range(modes_at_once):
                    MODES[(seed * modes_at_once + turn) % len(MODES)](runner, path, findings)
                frames += count
                print(f"ok {seed + 1} - seed {seed}: {count} damaged frames, "
                      f"{len(findings)} findings", flush=True)
            except (Broken, ValueError, OSError, subprocess.TimeoutExpired) as error:
                broken += 1
                print(f"not ok {seed + 1} - seed {seed}, kept as {keep(path, seed)}: {error}",
                      flush=True)
            seed += 1
            if frames >= wanted.frames or broken > 20:
                break
    print(f"{frames} damaged frames in {time.monotonic() - begun:.0f} s, {runner.stock_bugs} runs "
          f"{STOCK_BUG}; {broken} captures broke something")
    return 1 if broken else 0


if __name__ == "__main__":
    sys.exit(main())
