#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""The profile "DCOM auth": test_profile.py CMAKE GENERATOR

Wireshark finds it where `cmake --install` puts it, for all users and for one, and takes every
coloring rule, filter button and column of it.
"""
import csv
import os
import pathlib
import re
import shutil
import subprocess
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "captures"))
import harness  # noqa: E402

NAME = "DCOM auth"
PROFILE = harness.PROJECT / "plugin" / "profile"
CAPTURE = harness.CAPTURES / "origin_tgt_rejected_by_dc2.pcapng"
ANSWER = 59
# What the line of the answer shows, and how often: source, destination and what the profile adds.
COLUMNS = {"cannot use ticket-granting tickets": 1, "10.20.30.101": 2, "10.20.30.20": 2}
RULE = re.compile(r"@([^@]+)@(.+)@\[\d+,\d+,\d+\]\[\d+,\d+,\d+\]")
FINDING = "${dcomauth.finding}"  # what a button takes from the selected frame


def lines(name):
    text = (PROFILE / name).read_text(encoding="utf-8")
    return [line for line in text.splitlines() if line and not line.startswith("#")]


def rules():
    """-> [(name, filter)] of the coloring rules; None where a line is none"""
    return [match.groups() if (match := RULE.fullmatch(line)) else (line, None)
            for line in lines("colorfilters")]


def buttons():
    """-> [(name, filter)] of the filter buttons"""
    for _, name, text, _ in csv.reader(lines("dfilter_buttons")):
        yield name, text.replace(r"\x22", '"').replace(FINDING, "1")


def install(bench, for_one):
    """Installs the module of $DCOMAUTH_PLUGINS below a folder of its own. -> the folder"""
    cmake, generator = sys.argv[1:]
    build, root = (bench.folder / f"{name}-{for_one}" for name in ("build", "root"))
    variables = {**os.environ, "HOME": str(bench.folder / "home"), "DESTDIR": str(root)}
    subprocess.run([cmake, "-G", generator, "-S", harness.PROJECT, "-B", build,
                    "-DBUILD_TESTING=OFF", f"-DDCOMAUTH_INSTALL_USER={for_one}"],
                   env=variables, check=True, capture_output=True)
    shutil.copytree(harness.plugins_folder(), build / "plugins", dirs_exist_ok=True)
    subprocess.run([cmake, "--install", build], env=variables, check=True, capture_output=True)
    return root


def folders(bench):
    """-> where tshark looks, by name"""
    said = bench.tshark("-G", "folders", plugins=False).out.decode()
    return {name: pathlib.Path(path)
            for name, path in re.findall(r"^([^:\n]+):\s+(.+)$", said, re.MULTILINE)}


def installed_at(root, place):
    """-> what is missing of the profile below the place"""
    folder = root / (place / "profiles" / NAME).relative_to("/")
    return [f"no {folder / file.name}" for file in PROFILE.iterdir()
            if not (folder / file.name).is_file()]


def check_system(bench):
    root = install(bench, "OFF")
    return installed_at(root, folders(bench)["Global configuration"])


def check_user(bench):
    root = install(bench, "ON")
    home = bench.folder / "home"
    modules = home / ".local" / "lib" / "wireshark" / "plugins"
    found = list((root / modules.relative_to("/")).glob("*/epan/dcomauth.so"))
    # Where XDG_CONFIG_HOME is not set, Wireshark's own folder is this one.
    return installed_at(root, home / ".config" / "wireshark") + ([] if found else ["no module"])


def check_loads(bench):
    """tshark uses the profile without a word, and the columns and colours are there."""
    target = bench.folder / "home" / "wireshark" / "profiles" / NAME
    shutil.copytree(PROFILE, target)
    for path in [*target.parents[:2], target, *target.iterdir()]:
        path.chmod(0o777)
    use = ("-C", NAME, "-2", "-r", bench.copy(CAPTURE), "-Y", f"frame.number == {ANSWER}")
    listed = bench.tshark(*use)
    coloured = bench.tshark(*use, "--color", "-T", "fields", "-e", "frame.coloring_rule.name")
    problems = [result.complaint for result in (listed, coloured)
                if result.status or result.complaint]
    row, rule = listed.out.decode(), coloured.out.decode().strip()
    if rule != rules()[0][0]:
        problems.append(f"frame {ANSWER} is coloured by {rule!r}")
    if not all(row.count(word) >= count for word, count in COLUMNS.items()):
        problems.append(f"frame {ANSWER} lacks a column: {row}")
    return problems


def check_filters(bench, filters):
    problems = [] if filters else ["there are none"]
    for name, text in filters:
        result = bench.tshark("-r", bench.copy(CAPTURE), "-Y", text or "")
        if not text or result.status or result.complaint:
            problems.append(f"{name}: {result.complaint or 'not understood'}")
    return problems


def main():
    with harness.Bench() as bench:
        return harness.run_checks([
            ("installed for all users where Wireshark looks", lambda: check_system(bench)),
            ("installed for one user where Wireshark looks", lambda: check_user(bench)),
            ("loaded with its colours and columns", lambda: check_loads(bench)),
            ("the coloring rules", lambda: check_filters(bench, rules())),
            ("the filter buttons", lambda: check_filters(bench, list(buttons()))),
        ])


if __name__ == "__main__":
    sys.exit(main())
