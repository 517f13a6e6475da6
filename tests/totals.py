#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Counts the tests in the output of `ctest --verbose`; prints "N passed, N failed, N skipped".

A program of ctest counts as the checks it reports, in the words of Check ("100%: Checks: 12,
Failures: 0, Errors: 0"), of Python's unittest ("Ran 12 tests", "FAILED (failures=1)") or of TAP
("ok 1 - name"), and as one test where it reports none. A program that fails without a failed check
counts as one failure. The names of the programs that ctest skipped come before the totals.
"""
import re
import sys

CHECK = re.compile(r"\d+%: Checks: (\d+), Failures: (\d+), Errors: (\d+)")
RAN = re.compile(r"Ran (\d+) tests? in ")
FAILED = re.compile(r"FAILED \((.*)\)")
TAP = re.compile(r"(not )?ok \d+\b")
OUTPUT = re.compile(r"(\d+): (.*)")
RESULT = re.compile(r"\s*\d+/\d+ Test\s+#(\d+): (\S+) \.*\s*\**(\S+)")


class Program:
    """What one program of ctest reported."""

    def __init__(self):
        self.total = 0
        self.failed = 0

    def read(self, line):
        """Takes one line of its output."""
        if match := CHECK.search(line):
            self.total += int(match[1])
            self.failed += int(match[2]) + int(match[3])
        elif match := RAN.match(line):
            self.total += int(match[1])
        elif match := FAILED.match(line):
            counts = dict(re.findall(r"(\w+)=(\d+)", match[1]))
            self.failed += int(counts.get("failures", 0)) + int(counts.get("errors", 0))
        elif match := TAP.match(line):
            self.total += 1
            self.failed += bool(match[1])

    def end(self, passed):
        """Takes ctest's word on it."""
        self.total = max(self.total, 1)
        if not passed and self.failed == 0:
            self.failed = 1


def read_log(lines):
    """-> (passed, failed, names of those that were skipped)"""
    programs = {}
    skipped = []
    for line in lines:
        if match := RESULT.match(line):
            if match[3] == "Skipped":
                skipped.append(match[2])
            else:
                programs.setdefault(match[1], Program()).end(match[3] == "Passed")
        elif match := OUTPUT.match(line):
            programs.setdefault(match[1], Program()).read(match[2])
    total = sum(program.total for program in programs.values())
    failed = sum(program.failed for program in programs.values())
    return total - failed, failed, skipped


def main():
    with open(sys.argv[1], encoding="utf-8", errors="replace") as log:
        passed, failed, skipped = read_log(log)
    if skipped:
        print(f"skipped: {', '.join(skipped)}")
    print(f"{passed} passed, {failed} failed, {len(skipped)} skipped")
    return 1 if failed or not passed else 0


if __name__ == "__main__":
    sys.exit(main())
