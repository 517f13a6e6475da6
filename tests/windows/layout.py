#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Compares sizes and offsets between Microsoft's ABI and mingw-w64's gcc: layout.py BUILD SOURCE

BUILD is where cmake has configured the plugin for Windows. Prints what differs and how many lines
were compared; the exit status is 1 where something differs or nothing was compared.
"""
import json
import pathlib
import re
import shlex
import subprocess
import sys

GCC = "x86_64-w64-mingw32-gcc"
MINGW = "/usr/share/mingw-w64/include"  # gcc brings its own


def clang_command(build):
    """The command for plugin.c, without the files."""
    commands = json.loads((build / "compile_commands.json").read_text())
    command = next(c["command"] for c in commands if c["file"].endswith("/plugin/plugin.c"))
    words = shlex.split(command)
    start = next(i for i, word in enumerate(words) if "clang" in pathlib.Path(word).name)
    return words[start:words.index("-o")]


def gcc_command(clang):
    """The same definitions and headers."""
    words = [GCC, "-std=gnu11", "-O1"]
    pairs = zip(clang, clang[1:] + [""])
    for word, after in pairs:
        if word.startswith("-D"):
            words.append(word)
        elif word == "-isystem" and after != MINGW:
            words += [word, after]
    return words


def layout(command, source):
    include = source.resolve().parents[2] / "plugin"
    output = subprocess.run(command + [f"-I{include}", "-S", str(source), "-o", "-"], check=True,
                            capture_output=True, text=True).stdout
    return dict(re.findall(r"#layout (.+) (\d+)", output))


def main(build, source):
    clang = clang_command(pathlib.Path(build))
    microsoft = layout(clang, pathlib.Path(source))
    mingw = layout(gcc_command(clang), pathlib.Path(source))
    for name in sorted(microsoft.keys() | mingw.keys()):
        if microsoft.get(name) != mingw.get(name):
            print(f"{name}: {microsoft.get(name)}, with gcc {mingw.get(name)}")
    print(len(microsoft))
    return microsoft != mingw or not microsoft


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
