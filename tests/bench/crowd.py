#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Makes a capture with very many findings: crowd.py FILE [--findings N] [--frames N]

The project's captures, each again and again with other addresses, names and tickets, one after the
other; between them what else is on a network, up to the number of frames. The golden reports tell
how many findings each has. The last two are of captures with one finding, so that a test can hold
the last one back: beside the capture, FILE.json says after which frame that begins.
"""
import argparse
import json
import pathlib
import random

import mix
from background import Background
from pcapfile import Writer
from talk import Site
from templates import read_templates

GOLDEN = mix.CAPTURES.parent / "tests" / "captures" / "golden"
SPACING = 200 * 10**6  # nanoseconds from one talk to the next
LAST = "origin_tgt_rejected_by_dc2"  # one finding


def finding_count(template):
    report = GOLDEN / f"{template.name}.json"
    return len(json.loads(report.read_text())["findings"]) if report.is_file() else 0


def choose(rng, templates, wanted):
    """-> the templates to clone, which have that many findings together"""
    counts = {template.name: finding_count(template) for template in templates}
    failing = [template for template in templates if counts[template.name] > 0]
    last = next(template for template in templates if template.name == LAST)
    chosen = []
    while wanted > 0:
        template = rng.choice(failing)
        if counts[template.name] > wanted - 1:
            template = last
        chosen.append(template)
        wanted -= counts[template.name]
    return chosen


def add(writer, start, talk):
    """-> when it is over"""
    for time, frame, _ in talk:
        writer.add(mix.BEGIN + start + time, frame)
    return start + max(time for time, _, _ in talk) + SPACING


def write(path, talks, frames, rest):
    """Writes the talks, and before each so much of the rest that there are frames in all.

    -> the number of frames before the last talk, and of all
    """
    missing = max(frames - sum(map(len, talks)), 0)
    now = others = before_last = 0
    with Writer(path) as writer:
        for number, talk in enumerate(talks, 1):
            while others < missing * number // len(talks):
                noise = rest()
                now = add(writer, now, noise)
                others += len(noise)
            before_last = writer.frames
            now = add(writer, now, talk)
    path.chmod(0o644)
    return before_last, writer.frames


def main():
    parser = argparse.ArgumentParser(description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("file", type=pathlib.Path)
    parser.add_argument("--findings", type=int, default=4268)
    parser.add_argument("--frames", type=int, default=294_000)
    parser.add_argument("--seed", type=int, default=1)
    arguments = parser.parse_args()

    rng = random.Random(arguments.seed)
    background = Background(rng)
    chosen = choose(rng, read_templates(mix.CAPTURES), arguments.findings)
    talks = [template.clone(rng, Site(rng)) for template in chosen]
    office = Site(rng)
    before, total = write(arguments.file, talks, arguments.frames, lambda: background.make(office))
    facts = {"findings": arguments.findings, "before_last": before, "frames": total}
    arguments.file.with_suffix(".json").write_text(json.dumps(facts) + "\n")


if __name__ == "__main__":
    main()
