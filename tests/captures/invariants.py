# SPDX-License-Identifier: GPL-2.0-or-later
"""What holds for every report on every capture, however broken."""
import csv
import functools
import html.parser
import io
import json
import pathlib
import re

import jsonschema

SCHEMA = pathlib.Path(__file__).resolve().parent.parent / "report.schema.json"
FRAME_KEYS = ("connection_frame", "bind_frame", "last_leg_frame", "answer_frame")


@functools.lru_cache(maxsize=None)
def _validator():
    return jsonschema.Draft7Validator(json.loads(SCHEMA.read_text()))


def report_problems(text):
    """What is wrong with a JSON report: [] or sentences."""
    try:
        report = json.loads(text, parse_constant=_no_constant)
    except ValueError as error:
        return [f"no JSON: {error}"]
    problems = [f"schema: {'/'.join(map(str, error.path))}: {error.message[:200]}"
                for error in _validator().iter_errors(report)]
    if problems:
        return problems
    findings = report["findings"]
    if [finding["id"] for finding in findings] != list(range(1, len(findings) + 1)):
        problems.append(f"ids {[finding['id'] for finding in findings]}")
    for finding in findings:
        problems += [f"finding {finding['id']}: {problem}"
                     for problem in _finding_problems(finding, report["capture"]["frames"])]
    return problems + _count_problems(report)


def _no_constant(name):
    raise ValueError(f"{name} is not JSON")


def finding_frames(finding):
    """Every frame number in a finding."""
    frames = [finding[key] for key in FRAME_KEYS]
    frames += finding["exchange"].values()
    frames += finding["unanswered_requests"]
    for evidence in finding["evidence"]:
        frames += evidence["frames"]
    for error in finding["krb_errors"]:
        frames += [error["frame"], error["request_frame"]]
    return [frame for frame in frames if frame is not None]


def _finding_problems(finding, last_frame):
    problems = [f"frame {frame} does not exist" for frame in finding_frames(finding)
                if not 1 <= frame <= last_frame]
    answer = finding["answer_frame"]
    for error in finding["krb_errors"]:
        if answer is not None and error["frame"] > answer:
            problems.append(f"its link {error['frame']} comes after its answer {answer}")
        if error["request_frame"] is not None and error["request_frame"] >= error["frame"]:
            problems.append(f"KRB-ERROR {error['frame']} before its request")
    if None not in (finding["bind_frame"], answer) and finding["bind_frame"] > answer:
        problems.append(f"its bind {finding['bind_frame']} comes after its answer {answer}")
    links = [error["frame"] for error in finding["krb_errors"]]
    if len(set(links)) != len(links):
        problems.append(f"a link twice: {links}")
    return problems


def _count_problems(report):
    capture = report["capture"]
    rest = capture["healthy_associations"] + capture["undetermined_associations"]
    problems = []
    if capture["associations"] != rest + len(report["findings"]):
        problems.append(f"{capture['associations']} associations, but {rest} healthy or "
                        f"undetermined and {len(report['findings'])} findings")
    if report["undetermined_total"] < len(report["undetermined"]) or \
            report["undetermined_total"] != capture["undetermined_associations"]:
        problems.append("undetermined_total is wrong")
    if report["unlinked_total"] < len(report["unlinked_krb_errors"]):
        problems.append("unlinked_total is too small")
    return problems


def csv_problems(text, findings):
    """What is wrong with a CSV report: RFC 4180, rectangular, one row for each finding."""
    problems = []
    if re.search(r"(?<!\r)\n", re.sub(r'"(?:[^"]|"")*"', "", text)):
        problems.append("a line ends without CRLF")
    rows = list(csv.reader(io.StringIO(text, newline=""), strict=True))
    if {len(row) for row in rows} != {len(rows[0])}:
        problems.append(f"rows of {sorted({len(row) for row in rows})} fields")
    if len(rows) != findings + 1:
        problems.append(f"{len(rows) - 1} rows for {findings} findings")
    return problems


class _Page(html.parser.HTMLParser):
    """Collects the tags, the attributes and the text of a page."""

    def __init__(self, text):
        super().__init__(convert_charrefs=True)
        self.tags = set()
        self.attributes = set()
        self.words = []
        self.feed(text)
        self.close()

    def handle_starttag(self, tag, attrs):
        self.tags.add(tag)
        self.attributes.update((name, value or "") for name, value in attrs)

    def handle_data(self, data):
        self.words.append(data)


def page_tags(text):
    """-> the tags and the names of attributes of an HTML page"""
    page = _Page(text)
    return page.tags, {name for name, _ in page.attributes}


def page_text(text):
    """-> what an HTML page shows, with single spaces"""
    return " ".join(" ".join(_Page(text).words).split())


def html_problems(text):
    """What is wrong with a page that must be safe and self-contained."""
    page = _Page(text)
    problems = [f"<{tag}> in the page"
                for tag in sorted(page.tags & {"script", "iframe", "object", "link", "img"})]
    problems += [f"active or remote: {name}={value}" for name, value in sorted(page.attributes)
                 if name.startswith("on")
                 or name in ("href", "src", "xlink:href") and not value.startswith("#")]
    if not text.lower().startswith("<!doctype html>"):
        problems.append("no doctype")
    return problems
