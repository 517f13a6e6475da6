#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Sums up the JSON of gcov (one object a line, on standard input): lines and branches of each file
below a folder. Branches that a macro of GLib makes for its own safety are not counted."""
import argparse
import json
import os
import re
import sys

LINES_WANTED = 97.0
BRANCHES_WANTED = 92.0
NOT_OURS = re.compile(r"\bg_(clear_pointer|assert|autofree|autoptr|auto|ptr_array_index)\b")


class File:
    """What was reached of one source file."""

    def __init__(self, path):
        self.lines = {}
        self.branches = {}
        with open(path, encoding="utf-8") as source:
            self.source = source.read().splitlines()

    def add(self, record):
        """Takes the lines that gcov reports."""
        for line in record["lines"]:
            number = line["line_number"]
            self.lines[number] = self.lines.get(number, 0) + line["count"]
            if line["branches"] and not NOT_OURS.search(self.source[number - 1]):
                self.add_branches(number, [branch["count"] for branch in line["branches"]])

    def add_branches(self, number, counts):
        """What stands in a header is compiled into several files: any of them may reach it."""
        known = self.branches.get(number, [0] * len(counts))
        self.branches[number] = [a + b for a, b in zip(known, counts)]

    def totals(self):
        """-> lines reached, lines, branches reached, branches"""
        branches = [count for counts in self.branches.values() for count in counts]
        return (sum(count > 0 for count in self.lines.values()), len(self.lines),
                sum(count > 0 for count in branches), len(branches))

    def missed(self):
        """Yields what was not reached, as (line number, what)."""
        for number, count in sorted(self.lines.items()):
            if count == 0:
                yield number, "line"
            elif 0 in self.branches.get(number, []):
                yield number, f"{self.branches[number].count(0)} of {len(self.branches[number])}"


def read(stream, folder):
    """-> {path relative to the folder: File}"""
    files = {}
    for text in stream:
        for record in json.loads(text)["files"] if text.strip() else []:
            path = os.path.realpath(record["file"])
            name = os.path.relpath(path, folder)
            if not name.startswith(".."):
                files.setdefault(name, File(path)).add(record)
    return files


def percent(part, whole):
    """Of nothing, everything is reached."""
    return 100.0 * part / whole if whole else 100.0


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder")
    parser.add_argument("--missed", action="store_true", help="list what was not reached")
    args = parser.parse_args()
    files = read(sys.stdin, os.path.realpath(args.folder))
    total = [0, 0, 0, 0]
    print(f"{'file':36} {'lines':>15} {'branches':>15}")
    for name, file in sorted(files.items()):
        numbers = file.totals()
        total = [a + b for a, b in zip(total, numbers)]
        print(f"{name:36} {numbers[0]:>6}/{numbers[1]:<8} {numbers[2]:>6}/{numbers[3]:<8}")
        for number, what in file.missed() if args.missed else []:
            print(f"    {number:4} {what:8} {file.source[number - 1].strip()}")
    lines, branches = percent(*total[:2]), percent(*total[2:])
    print(f"{'lines':9} {lines:6.2f} % of {total[1]} (wanted: {LINES_WANTED:.0f} %)")
    print(f"{'branches':9} {branches:6.2f} % of {total[3]} (wanted: {BRANCHES_WANTED:.0f} %)")
    return 0 if files and lines >= LINES_WANTED and branches >= BRANCHES_WANTED else 1


if __name__ == "__main__":
    sys.exit(main())
