#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""readers.py [READER...]: what the readers of plugin/wire cost at worst.

For each reader and each size it looks for the most expensive input (worst.c: from the corpus of its
fuzz target on, and from the chains of DNS pointers below), counts the instructions with callgrind
and prints them per byte. Fails where they are more than LIMIT, or are not linear: where a byte of
the largest input costs more than twice a byte of the one before. Needs a compiler, glib and
valgrind; --work FOLDER keeps the inputs.
"""
import argparse
import os
import pathlib
import re
import struct
import subprocess
import sys
import tempfile

TESTS = pathlib.Path(__file__).resolve().parent.parent
PLUGIN = TESTS.parent / "plugin"
CORPUS = TESTS / "fuzz/corpus"
SIZES = (1024, 4096, 16384, 65536)
LIMIT = 200
# Steps are the fewer, the more a step costs: so many bytes are read in all.
SEARCHED = 4_000_000
COLLECTED = re.compile(rb"Collected : (\d+)")


def readers():
    """-> the fuzz targets of plugin/wire"""
    return sorted(path.stem.removeprefix("fuzz_") for path in (TESTS / "fuzz").glob("fuzz_*.c")
                  if "wire_target.h" in path.read_text("utf-8"))


def compile_target(reader, main, folder, *options):
    """-> a program of the readers and one fuzz target, both compiled with the options, and a main
    program that is not"""
    glib = subprocess.run(["pkg-config", "--cflags", "--libs", "glib-2.0"], check=True,
                          capture_output=True, text=True).stdout.split()
    compiler = [os.environ.get("CC", "cc"), "-O2", "-g", f"-I{PLUGIN}", f"-I{TESTS / 'fuzz'}"]
    program = folder / f"{main}-{reader}"
    sources = [*sorted((PLUGIN / "wire").glob("*.c")), PLUGIN / "event/host_addr.c",
               PLUGIN / "event/number_hash.c", TESTS / f"fuzz/fuzz_{reader}.c"]
    subprocess.run([*compiler, "-c", TESTS / f"bench/{main}.c", "-o", f"{program}.o", *glib],
                   check=True)
    subprocess.run([*compiler, *options, *sources, f"{program}.o", "-o", program, *glib],
                   check=True)
    return program


def chain(size, pointers):
    """-> a DNS answer whose names lead through so many pointers each, in the first record"""
    last, data = 12, b""
    head = b"\0" + struct.pack(">HHIH", 99, 1, 0, 2 * pointers)
    for place in range(pointers):
        data += struct.pack(">H", 0xc000 | last if place else 0xc00c)
        last = 12 + len(head) + 2 * place
    record = struct.pack(">HHHIH", 0xc000 | last, 99, 1, 0, 0)
    count = max(0, size - 12 - len(head) - len(data)) // len(record)
    return struct.pack(">6H", 1, 0x8400, 0, count + 1, 0, 0) + head + data + record * count


def long_names(size):
    """-> a DNS answer of addresses under a name of 250 letters"""
    name = b"".join(bytes([length]) + b"a" * length for length in (63, 63, 63, 57)) + b"\0"
    record = struct.pack(">HHHIH", 0xc00c, 2, 1, 0, 2) + b"\xc0\x0c"
    count = max(0, size - 12 - len(name) - 4) // len(record)
    return struct.pack(">6H", 1, 0x8400, 1, count, 0, 0) + name + b"\0\1\0\1" + record * count


def seeds(reader, size, folder):
    """-> the paths of what the search begins with"""
    paths = sorted((CORPUS / reader).iterdir())
    made = []
    if reader == "dns_message":
        made = [chain(size, pointers) for pointers in (1, 3, 8, 30, 250) if 3 * pointers < size]
        made.append(long_names(size))
    for number, content in enumerate(made):
        path = folder / f"seed-{size}-{number}"
        path.write_bytes(content)
        paths.append(path)
    return paths


def instructions(program, path):
    """-> how many the target takes for the input"""
    done = subprocess.run(["valgrind", "--tool=callgrind", "--callgrind-out-file=/dev/null",
                           "--toggle-collect=LLVMFuzzerTestOneInput", program, path], check=True,
                          capture_output=True)
    return int(COLLECTED.search(done.stderr)[1])


def measure(reader, folder):
    """-> instructions per byte, one for each size"""
    worst = compile_target(reader, "worst", folder, "-fsanitize-coverage=trace-pc")
    once = compile_target(reader, "once", folder)
    costs = []
    for size in SIZES:
        found = folder / f"{reader}-{size}"
        subprocess.run([worst, str(size), str(SEARCHED // size), found,
                        *seeds(reader, size, folder)], check=True)
        costs.append(instructions(once, found) / size)
    return costs


def main():
    """-> exit status"""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("readers", nargs="*")
    parser.add_argument("--work", type=pathlib.Path)
    options = parser.parse_args()
    failed = False
    with tempfile.TemporaryDirectory() as temporary:
        folder = options.work or pathlib.Path(temporary)
        folder.mkdir(exist_ok=True)
        print(f"{'instructions per byte at':24}", *(f"{size // 1024:5} KiB" for size in SIZES))
        for reader in options.readers or readers():
            costs = measure(reader, folder)
            is_bad = max(costs) > LIMIT or costs[-1] > 2 * costs[-2]
            failed |= is_bad
            print(f"{reader:24}", *(f"{cost:9.1f}" for cost in costs), "  TOO MUCH" * is_bad,
                  flush=True)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
