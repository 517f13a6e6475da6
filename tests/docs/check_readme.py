#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Holds what users read to what the plugin does: check_readme.py RULES_TABLE

RULES_TABLE is the program that prints the table of rules. Examples are found by the comment before
them, <!-- kind: name -->.
"""
import json
import os
import pathlib
import re
import shutil
import subprocess
import sys

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent / "captures"))
import harness  # noqa: E402

VERDICTS = harness.PROJECT / "plugin/doc/verdicts.md"
FOR_USERS = [harness.PROJECT / "README.md", *sorted(harness.PROJECT.glob("plugin/doc/*.md"))]
TEXT = "\n".join(document.read_text(encoding="utf-8") for document in FOR_USERS)
DOCUMENTS = sorted({*FOR_USERS, *harness.PROJECT.glob("*/README.md"),
                    *harness.PROJECT.glob("plugin/**/*.md")})
FIELD = re.compile(r"\bdcomauth\.([a-z_0-9]+(?:\.[a-z_0-9]+)*)")
CUT = "[...]"


def example(kind, name=""):
    """-> the lines of the code block after the comment"""
    mark = re.escape(f"<!-- {kind}: {name}")
    block = re.search(rf"{mark}[^\n]*-->\n```[a-z]*\n(.*?)```\n", TEXT, re.DOTALL)
    return block[1].splitlines() if block else []


def check_rules(rules_table):
    printed = subprocess.run([rules_table], capture_output=True, text=True, check=True).stdout
    section = re.search(r"<!-- rules: .*? -->\n(.*?)<!-- end of rules -->",
                        VERDICTS.read_text(encoding="utf-8"), re.DOTALL)
    if not section:
        return ["no table of rules"]
    return harness.difference(printed, section[1], limit=6)


def check_report(bench):
    """The report is shown as it is; where something is left out there is a mark."""
    capture = bench.copy(harness.CAPTURES / "origin_tgt_rejected_by_dc2.pcapng")
    real = bench.tshark("-q", "-r", capture, "-z", "dcomauth").out.decode().splitlines()
    at = 0
    may_skip = False
    for line in example("report", capture.stem):
        if line == CUT:
            may_skip = True
            continue
        if line not in real[at:] or (not may_skip and real[at] != line):
            return [f"not in the report, or not there: {line}"]
        at = real.index(line, at) + 1
        may_skip = False
    return [] if at else ["no report"]


def check_filters(bench):
    filters = example("filters")
    capture = bench.copy(harness.CAPTURES / "healthy_gss.pcapng")
    problems = [] if len(filters) >= 3 else ["too few filters"]
    for text in filters:
        result = bench.tshark("-r", capture, "-Y", text)
        if result.status or result.out:
            problems.append(f"{text}: status {result.status}, {result.complaint}")
    return problems


def check_fields(bench):
    known = set(FIELD.findall(bench.tshark("-G", "fields").out.decode()))
    known |= set(FIELD.findall(bench.tshark("-G", "currentprefs").out.decode()))
    named = set(FIELD.findall(TEXT)) - {"so", "dll"}
    return [f"no dcomauth.{name}" for name in sorted(named - known)]


def check_all_fields(bench):
    """Each field is in a document; those of an address stand for the same as a number."""
    listed = re.findall(r"^F\t[^\t]*\tdcomauth\.(\S+)", bench.tshark("-G", "fields").out.decode(),
                        re.MULTILINE)
    named = set(FIELD.findall(TEXT))
    fields = {re.sub(r"\.ip(v6)?$", "", name) for name in listed
              if not name.startswith("expert.")}
    return [f"no word of dcomauth.{name}" for name in sorted(fields - named)] if fields \
        else ["tshark knows no field"]


def check_preferences(bench):
    """Each preference is in a document, with its default."""
    current = bench.tshark("-G", "currentprefs").out.decode()
    problems = []
    for name, value in re.findall(r"^#dcomauth\.(\w+):[ ]?(.*)$", current, re.MULTILINE):
        if f"| `dcomauth.{name}` | {value or 'none'} |" not in TEXT:
            problems.append(f"dcomauth.{name} ({value})")
    return problems if "dcomauth." in current else ["tshark knows no preference"]


def run_script(bench, name, *captures):
    """-> how the script of a document ends, as it is written there"""
    script = bench.folder / name
    script.write_text("\n".join(example("script", name)) + "\n", encoding="utf-8")
    script.chmod(0o755)
    folder = pathlib.Path(shutil.which(os.environ.get("DCOMAUTH_TSHARK", "tshark"))).parent
    return bench.run("sh", script, *captures, env={"PATH": f"{folder}:{os.environ['PATH']}"})


def check_failures_per_dc(bench):
    capture = bench.copy(harness.CAPTURES / "origin_intermittent_dc.pcapng")
    counts = {}
    for finding in json.loads(bench.report(capture))["findings"]:
        for kdc in {error["kdc"] for error in finding["krb_errors"]} - {None}:
            counts[kdc] = counts.get(kdc, 0) + 1
    printed = run_script(bench, "failures-per-dc", capture).out.decode()
    got = {kdc: int(count) for count, kdc in map(str.split, printed.splitlines())}
    return [] if got == counts and counts else [f"wanted {counts}, got {got}"]


def check_no_auth_errors(bench):
    capture = {name: bench.copy(harness.CAPTURES / f"{name}.pcapng")
               for name in ("healthy_gss", "origin_no_bind", "spn_unknown_ntlm_ok")}
    missing = bench.folder / "no-such.pcapng"
    cases = [([capture["healthy_gss"], capture["spn_unknown_ntlm_ok"]], 0),
             ([capture["origin_no_bind"], capture["healthy_gss"]], 1), ([missing], 1)]
    problems = []
    for captures, wanted in cases:
        result = run_script(bench, "no-auth-errors", *captures)
        if result.status != wanted:
            problems.append(f"{[path.name for path in captures]}: {result.status}, not {wanted}")
    return problems


def check_links(document):
    problems = []
    text = document.read_text(encoding="utf-8")
    headings = {re.sub(r"[^\w -]", "", heading.lower()).strip().replace(" ", "-")
                for heading in re.findall(r"^#+ (.*)$", text, re.MULTILINE)}
    for target in re.findall(r"\]\(([^)\s]+)\)", text):
        path, _, anchor = target.partition("#")
        if "://" in target:
            continue
        if path and not (document.parent / path).exists():
            problems.append(f"no {path}")
        if not path and anchor not in headings:
            problems.append(f"no heading {anchor}")
    return problems


def main():
    rules_table = sys.argv[1]
    with harness.Bench() as bench:
        checks = [
            ("verdicts.md: the table of rules", lambda: check_rules(rules_table)),
            ("documents: the report", lambda: check_report(bench)),
            ("documents: the filters", lambda: check_filters(bench)),
            ("documents: the names of fields", lambda: check_fields(bench)),
            ("documents: all fields are named", lambda: check_all_fields(bench)),
            ("documents: the preferences", lambda: check_preferences(bench)),
        ]
        if shutil.which("jq"):
            checks += [
                ("documents: script failures-per-dc", lambda: check_failures_per_dc(bench)),
                ("documents: script no-auth-errors", lambda: check_no_auth_errors(bench)),
            ]
        for document in DOCUMENTS:
            checks.append((f"{document.relative_to(harness.PROJECT)}: the links",
                           lambda document=document: check_links(document)))
        return harness.run_checks(checks)


if __name__ == "__main__":
    sys.exit(main())
