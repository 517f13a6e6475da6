#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Makes the captures of the benchmark.

    python3 tests/bench/mix.py FOLDER [FILE...]

Without a FILE all of them (2.5 GB, some minutes):

    mixed-5, mixed-1   250,000 frames, more than 200 MB: HTTP, TLS, SMB2 reads and DNS; in 5 % and
                       1 % of the frames a Kerberos or RPC PDU ends: half of them clones of the
                       project's captures, each another client of another domain with other
                       tickets, three of four of them healthy; half calls of long RPC sessions
    rpc                250,000 frames, nearly all of them Kerberos or RPC
    day                as mixed-5, but twenty sites over 24 hours
    errors             a million KRB-ERRORs of 100,000 clients
    binds              a million binds from a million addresses, every second one refused
    refusals           one KRB-ERROR, then 100,000 refused binds of that one client
    grow-*-1, -10      pairs of which the second is ten times the first: time must grow likewise

--share gives mixed-5 and day another share of authentication (0.02 to 0.05, or what you like);
--scale 0.1 makes everything but the pairs ten times smaller. Beside each capture stands a .json
with what is in it. The captures are the same for the same seed as long as the project's captures
are.
"""
import argparse
import heapq
import itertools
import json
import pathlib
import random

import authentication
from background import Background
from pcapfile import Writer
from talk import Site
from templates import read_templates

CAPTURES = pathlib.Path(__file__).resolve().parent.parent.parent / "captures"
BEGIN = 1_800_000_000 * 10**9
MEGABYTE = 10**6
FAILING = 0.25  # of the logons that are cloned; even where something is broken most others work


def schedule(talks, frames, size, seconds):
    """Yields (time, frame, is_authentication), in order; the talks begin evenly over the time."""
    waiting = []
    order = itertools.count()
    planned_frames = planned_bytes = 0
    while planned_frames < frames or planned_bytes < size:
        done = max(planned_frames / frames, planned_bytes / size if size else 0)
        start = int(done * seconds * 10**9)
        while waiting and waiting[0][0] < start:
            yield heapq.heappop(waiting)[2]
        talk = talks(planned_frames)
        for time, frame, is_authentication in talk:
            at = start + time
            heapq.heappush(waiting, (at, next(order), (at, frame, is_authentication)))
        planned_frames += len(talk)
        planned_bytes += sum(len(frame) for _, frame, _ in talk)
    while waiting:
        yield heapq.heappop(waiting)[2]


def mixed(rng, templates, frames, size, share, seconds, sites):
    """Background with this share of frames in which an authentication PDU ends."""
    healthy = [template for template in templates if template.is_healthy]
    background = Background(rng)
    sessions = authentication.RpcSessions(templates)
    places = [Site(rng) for _ in range(sites)]
    carried = [0, 0]  # by clones, by sessions

    def next_talk(planned):
        site = rng.choice(places)
        if sum(carried) >= share * planned:
            return background.make(site)
        kind = int(carried[1] < carried[0])
        choice = templates if rng.random() < FAILING else healthy
        talk = sessions.make(rng, site) if kind else rng.choice(choice).clone(rng, site)
        carried[kind] += sum(is_authentication for _, _, is_authentication in talk)
        return talk

    return schedule(next_talk, frames, size, seconds)


def recipes(share, scale):
    """-> {name: function of the random numbers and the templates that yields the frames}"""
    def much(count):
        return max(int(count * scale), 1000)

    def mix(frames, size, part, seconds, sites=400):
        return lambda rng, templates: mixed(rng, templates, frames, size, part, seconds, sites)

    def errors(count):
        return lambda rng, templates: authentication.krb_errors(rng, templates, count,
                                                                max(count // 10, 1))

    def binds(count):
        return lambda rng, templates: authentication.binds(rng, templates, count)

    def refusals(count):
        return lambda rng, templates: authentication.refusals(rng, templates, count,
                                                              Site(rng))

    size = int(210 * MEGABYTE * scale)
    frames = much(250_000)
    files = {
        "mixed-5": mix(frames, size, share, 900 * scale),
        "mixed-1": mix(frames, size, 0.01, 900 * scale),
        "rpc": mix(frames, 0, 0.9, 900 * scale),
        "day": mix(frames, 0, share, 86400, 20),
        "errors": errors(much(1_000_000)),
        "binds": binds(much(1_000_000)),
        "refusals": refusals(much(100_000)),
    }
    for factor in (1, 10):
        files[f"grow-mixed-{factor}"] = mix(8000 * factor, 0, 0.05, 60 * factor)
        files[f"grow-rpc-{factor}"] = mix(3000 * factor, 0, 0.9, 60 * factor)
        files[f"grow-errors-{factor}"] = errors(1500 * factor)
        files[f"grow-binds-{factor}"] = binds(1500 * factor)
        files[f"grow-refusals-{factor}"] = refusals(1000 * factor)
    return files


def write(path, frames):
    """-> what is in the file"""
    carried = 0
    first = last = None
    with Writer(path) as writer:
        for time, frame, is_authentication in frames:
            first = time if first is None else first
            last = time
            carried += is_authentication
            writer.add(BEGIN + time, frame)
        facts = {"frames": writer.frames, "bytes": writer.bytes, "authentication": carried,
                 "seconds": round((last - first) / 1e9, 3)}
    path.chmod(0o644)
    path.with_suffix(".json").write_text(json.dumps(facts) + "\n")
    return facts


def main():
    parser = argparse.ArgumentParser(description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=pathlib.Path)
    parser.add_argument("files", nargs="*", metavar="FILE")
    parser.add_argument("--share", type=float, default=0.05)
    parser.add_argument("--scale", type=float, default=1.0)
    parser.add_argument("--seed", type=int, default=1)
    arguments = parser.parse_args()

    files = recipes(arguments.share, arguments.scale)
    if unknown := [name for name in arguments.files if name not in files]:
        parser.error(f"no such file: {', '.join(unknown)}; there are {', '.join(files)}")
    arguments.folder.mkdir(parents=True, exist_ok=True)
    templates = read_templates(CAPTURES)
    for name in arguments.files or files:
        rng = random.Random(f"{name} {arguments.seed}")
        facts = write(arguments.folder / f"{name}.pcap", files[name](rng, templates))
        print(f"{name}: " + ", ".join(f"{value:,} {key}" for key, value in facts.items()),
              flush=True)


if __name__ == "__main__":
    main()
