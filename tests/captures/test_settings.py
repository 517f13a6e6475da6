#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Settings that keep Wireshark from showing what the diagnosis lives on: the report names them,
and is sure of nothing. The table is that of the plugin, so a new row is a new test."""
import functools
import json
import re
import sys

import harness

TABLE = harness.PROJECT / "plugin" / "event" / "settings.def"
ROW = re.compile(r'^SETTING\((\w+), (\w+), "([\w.-]+)", (true|false), (\w+),', re.MULTILINE)
SAMPLE = ("origin_tgt_rejected_by_dc2", "healthy_gss", "key_mismatch_samba_smb",
          "access_denied_samba", "spn_unknown_spnego_ntlm_ok", "clock_skew_at_server")
OF_FRAGMENTS = ()  # of the sample, those with IP fragments


def option(kind, name, wanted):
    """What has tshark do the opposite."""
    if kind == "PREFERENCE":
        return ("-o", f"{name}:{'FALSE' if wanted else 'TRUE'}")
    return (f"--{'disable' if wanted else 'enable'}-{kind.lower()}", name)


def check(bench, name, options, is_costly, capture):
    """The report with the options names the setting, where it costs anything."""
    report = json.loads(bench.report(bench.copy(harness.CAPTURES / f"{capture}.pcapng"), *options))
    named = any(re.search(rf"\b{re.escape(name)} is o(n|ff)\b", limit)
                for limit in report["limits"])
    problems = []
    if named != is_costly:
        problems.append(f"{name} is {'' if named else 'not '}named in {report['limits']}")
    sure = [finding["verdict"] for finding in report["findings"]
            if finding["confidence"] == "high"]
    if is_costly and sure:
        problems.append(f"sure of {', '.join(sure)}")
    return problems


def check_blind(bench):
    """A run without the plugin is no clean bill of health."""
    capture = bench.copy(harness.CAPTURES / "origin_tgt_rejected_by_dc2.pcapng")
    result = bench.tshark("--disable-protocol", "dcomauth", "-q", "-r", capture, "-z", "dcomauth")
    text = result.out.decode()
    return [] if "Nothing was looked at" in text and "no failing RPC" not in text else [text[:400]]


def main():
    checks = []
    with harness.Bench() as bench:
        for number, row in enumerate(ROW.findall(TABLE.read_text("utf-8"))):
            _, kind, name, wanted, scope = row
            for capture in harness.turn(number, *SAMPLE):
                is_costly = scope == "ALWAYS" or capture in OF_FRAGMENTS
                checks.append((f"{name} on {capture}", functools.partial(
                    check, bench, name, option(kind, name, wanted == "true"), is_costly, capture)))
        checks.append(("the plugin itself", functools.partial(check_blind, bench)))
        return harness.run_checks(checks)


if __name__ == "__main__":
    sys.exit(main())
