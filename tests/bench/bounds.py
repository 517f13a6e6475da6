#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""bounds.py [--all]: what a report of very many failures is and costs at most.

For each mode of refusals.py, each form of report is at most SIZE_MAX times its capture.
Instructions (callgrind, start-up subtracted) are at most COST_MAX times those of tshark without the
plugin, and on twice the failures at most GROWTH_MAX times as many: of the dearest modes and the
JSON report, which is a minute; with --all of every mode and form.
"""
import argparse
import os
import pathlib
import sys
import tempfile

import refusals
from runner import Tshark, Variant

SIZE_MAX = 10
COST_MAX = 3.0
GROWTH_MAX = 2.1
MANY, FEW = 800, 400  # more than are remembered of one client
DEAREST = ("same", "many")
FORMS = {"json": "dcomauth,json", "text": "dcomauth", "csv": "dcomauth,csv",
         "text of all": "dcomauth,all"}
# Each finding in full, with all its KRB-ERRORs and sentences, is more to write than to find out.
COST_MAX_OF = {"text of all": 4.0}
PLAIN = ("-q", "-z", "icmp,srt")
WITH, WITHOUT = Variant("with", True), Variant("without", False)


def report_options(form):
    return ("-q", "-z", FORMS[form])


class Costs:
    """Instructions, start-up subtracted."""

    def __init__(self, tshark, empty):
        self._tshark = tshark
        self._start = {variant: tshark.instructions(variant, empty, options)
                       for variant, options in ((WITH, report_options("json")), (WITHOUT, PLAIN))}

    def plain(self, capture):
        return self._tshark.instructions(WITHOUT, capture, PLAIN) - self._start[WITHOUT]

    def report(self, capture, form):
        options = report_options(form)
        return self._tshark.instructions(WITH, capture, options) - self._start[WITH]


class Judge:
    """Counts what is too much."""

    def __init__(self):
        self.failed = 0

    def __call__(self, what, value, most):
        bad = value > most
        self.failed += bad
        print(f"{'not ok' if bad else 'ok'} - {what}: {value:.2f}, at most {most}", flush=True)


def check_sizes(tshark, mode, capture, judge):
    report = tshark.folder / "report"
    for form in FORMS:
        tshark.save(WITH, capture, report_options(form), report)
        judge(f"{mode}, {form}: size of the report to the capture's",
              report.stat().st_size / capture.stat().st_size, SIZE_MAX)


def check_costs(costs, mode, captures, forms, judge):
    few, many = captures
    plain = costs.plain(many)
    for form in forms:
        cost = costs.report(many, form)
        judge(f"{mode}, {form}: instructions to those without the plugin", cost / plain,
              COST_MAX_OF.get(form, COST_MAX))
        judge(f"{mode}, {form}: instructions on twice the failures",
              cost / costs.report(few, form), GROWTH_MAX)


def main():
    """-> exit status"""
    parser = argparse.ArgumentParser(description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--all", action="store_true")
    arguments = parser.parse_args()
    plugins = pathlib.Path(os.environ.get("DCOMAUTH_PLUGINS", "build/plugins"))
    judge = Judge()
    with tempfile.TemporaryDirectory() as temporary, Tshark(plugins) as tshark:
        def make(mode, count):
            path = pathlib.Path(temporary) / f"{mode}-{count}.pcap"
            refusals.write(path, mode, count)
            return tshark.take(path)

        costs = Costs(tshark, make("same", 0))
        for mode in refusals.MODES:
            captures = make(mode, FEW), make(mode, MANY)
            check_sizes(tshark, mode, captures[1], judge)
            if arguments.all or mode in DEAREST:
                check_costs(costs, mode, captures, FORMS if arguments.all else ("json",), judge)
    return 1 if judge.failed else 0


if __name__ == "__main__":
    sys.exit(main())
