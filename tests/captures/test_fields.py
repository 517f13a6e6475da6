#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""The display-filter fields and the expert items: what there is, on which frames, which values.

The values must be those of the JSON report of the same run.
"""
import collections
import functools
import ipaddress
import json
import re
import sys

import harness
import invariants

# Between the values of one field; no sentence holds it.
SEPARATOR = "\x1f"

TYPES = {
    "finding": "FT_UINT32", "cause": "FT_UINT32", "role": "FT_STRING", "severity": "FT_STRING",
    "outcome": "FT_STRING",
    "verdict": "FT_STRING", "confidence": "FT_STRING", "summary": "FT_STRING",
    "evidence": "FT_STRING", "evidence_kind": "FT_STRING", "evidence_frame": "FT_FRAMENUM",
    "next_step": "FT_STRING", "client": "FT_STRING",
    "server": "FT_STRING", "kdc": "FT_STRING", "client.ip": "FT_IPv4", "client.ipv6": "FT_IPv6",
    "server.ip": "FT_IPv4", "server.ipv6": "FT_IPv6", "kdc.ip": "FT_IPv4", "kdc.ipv6": "FT_IPv6",
    "principal": "FT_STRING", "ntlm_user": "FT_STRING", "spn": "FT_STRING",
    "interface": "FT_STRING", "auth_type": "FT_UINT8", "auth_level": "FT_UINT8",
    "status": "FT_UINT32", "reject_reason": "FT_UINT16", "hresult": "FT_UINT32",
    "nt_status": "FT_UINT32", "bind_frame": "FT_FRAMENUM", "last_leg_frame": "FT_FRAMENUM",
    "answer_frame": "FT_FRAMENUM", "krb_error_frame": "FT_FRAMENUM", "krb_error_code": "FT_INT32",
    "as_req_frame": "FT_FRAMENUM", "as_rep_frame": "FT_FRAMENUM", "tgs_req_frame": "FT_FRAMENUM",
    "tgs_rep_frame": "FT_FRAMENUM", "etype.as_offered": "FT_INT32", "etype.hint": "FT_INT32",
    "etype.tgs_offered": "FT_INT32", "etype.tgt": "FT_INT32", "etype.tgt_session": "FT_INT32",
    "etype.ticket": "FT_INT32", "etype.session": "FT_INT32", "clock_skew": "FT_DOUBLE",
    "explains": "FT_FRAMENUM", "call": "FT_NONE", "evidence_list": "FT_NONE",
    "next_steps": "FT_NONE", "etypes": "FT_STRING", "more": "FT_STRING",
}
# In the packet details hexadecimal, to scripts a number of the type that Wireshark announces.
HEXADECIMAL = ("status", "hresult", "nt_status")
NAMED = ("auth_type", "auth_level", "reject_reason", "nt_status", "krb_error_code",
         "etype.as_offered", "etype.hint", "etype.tgs_offered", "etype.tgt", "etype.tgt_session",
         "etype.ticket", "etype.session")
EXPERT = ("ntlm_fallback", "note", "explains")

# Roles of what a KRB-ERROR refused.
REQUESTS = {"AS-REQ": "as-req", "TGS-REQ": "tgs-req"}

# Fields with the value of the report's key of the same name.
PLAIN = ("severity", "outcome", "verdict", "confidence", "summary", "client", "server",
         "principal", "ntlm_user", "spn", "auth_type", "auth_level", "status", "reject_reason",
         "hresult", "bind_frame", "last_leg_frame", "answer_frame")


def check_definitions(bench):
    """`tshark -G fields`: each field of its type and no other."""
    fields = {}
    expert = set()
    for line in bench.tshark("-G", "fields").out.decode().splitlines():
        cells = line.split("\t")
        if cells[0] != "F" or not cells[2].startswith("dcomauth."):
            continue
        name = cells[2].removeprefix("dcomauth.")
        if name.startswith("expert."):
            expert.add(name.removeprefix("expert."))
        else:
            fields[name] = cells[3], cells[5]
    problems = [f"{name}: {fields.get(name, ('missing',))[0]}, not {kind}"
                for name, kind in TYPES.items() if fields.get(name, ("missing",))[0] != kind]
    problems += [f"{name} is not in the contract" for name in fields.keys() - TYPES.keys()]
    problems += [f"{name} is shown as {fields[name][1]}" for name in HEXADECIMAL
                 if "BASE_DEC_HEX" not in fields[name][1]]
    schema = json.loads(invariants.SCHEMA.read_text())
    verdicts = schema["definitions"]["finding"]["properties"]["verdict"]["enum"]
    wanted = {*verdicts, *EXPERT}
    problems += [f"expert.{name} is missing" for name in sorted(wanted - expert)]
    return problems + [f"expert.{name} is unknown" for name in sorted(expert - wanted)]


def check_names(bench):
    """`tshark -G values`: named fields have names."""
    lines = bench.tshark("-G", "values").out.decode().splitlines()
    named = {line.split("\t")[1] for line in lines if "\tdcomauth." in line}
    return [f"dcomauth.{name} has no names" for name in NAMED if f"dcomauth.{name}" not in named]


def check_protocol(bench):
    lines = bench.tshark("-G", "protocols").out.decode().splitlines()
    mine = [line.split("\t")[:3] for line in lines if "\tdcomauth" in line]
    wanted = [["DCOM auth diagnosis", "DCOM auth", "dcomauth"]]
    return [] if mine == wanted else [f"protocol is {mine}"]


class Run:
    """Fields, expert items and report of one run of tshark."""

    def __init__(self, bench, capture, *options):
        columns = [option for name in ("frame.number", *(f"dcomauth.{name}" for name in TYPES))
                   for option in ("-e", name)]
        result = bench.tshark(*options, "-r", bench.copy(capture), "-Y", "dcomauth", "-T",
                              "fields", "-E", "occurrence=a", "-E", f"aggregator={SEPARATOR}",
                              *columns, "-z", "expert", "-z", "dcomauth,json")
        if result.status:
            raise harness.Complaint([f"tshark ended with {result.status}: {result.complaint}"])
        text = "\n" + result.out.decode()
        report = re.search(r"\n\{\n.*?\n\}\n", text, re.DOTALL)
        self.findings = json.loads(report[0])["findings"]
        self.frames = {}
        for line in text[1:].splitlines():
            if not re.match(r"\d+\t", line):
                continue
            frame, *cells = line.split("\t")
            self.frames[int(frame)] = {name: cell.split(SEPARATOR) if cell else []
                                       for name, cell in zip(TYPES, cells)}
        self.expert = collections.Counter()
        for line in text.splitlines():
            if section := re.match(r"(\w+)s \(\d+\)$", line):
                severity = section[1]
            elif item := re.match(r"\s+(\d+)\s+Security\s+DCOM auth\s", line):
                self.expert[severity] += int(item[1])

    def parts(self):
        """-> [(frame, role, finding)]"""
        return sorted((frame, role, int(finding)) for frame, fields in self.frames.items()
                      for role, finding in zip(fields["role"], fields["finding"], strict=True))


def check_one_pass(bench, capture):
    """Only answers are known, one frame for each finding; nothing claims to be later than it is."""
    run = Run(bench, capture)
    problems = []
    for finding in run.findings:
        frames = [frame for frame, role, number in run.parts()
                  if role == "answer" and number == finding["id"]]
        if len(frames) != 1 or frames[0] < (finding["answer_frame"] or 0):
            problems.append(f"finding {finding['id']} with answer {finding['answer_frame']} is "
                            f"answered in {frames}")
    problems += [f"frame {frame} is {role} of {finding} before its answer"
                 for frame, role, finding in run.parts()
                 if frame < (run.findings[finding - 1]["answer_frame"] or 0)]
    return problems + expert_problems(run, 0)


def check_two_passes(bench, capture):
    run = Run(bench, capture, "-2")
    wanted = set()
    loose = set()
    explained = 0
    for finding in run.findings:
        number, answer = finding["id"], finding["answer_frame"]
        told = [(finding["last_leg_frame"], "leg")]
        told += [(finding["exchange"][f"{role.replace('-', '_')}_frame"], role)
                 for role in ("as-req", "as-rep", "tgs-req", "tgs-rep")]
        wanted.add((answer, "answer", number))
        if finding["bind_frame"] not in (None, answer):
            wanted.add((finding["bind_frame"], "bind", number))
        for error in finding["krb_errors"]:
            part = (error["frame"], "krb-error", number)
            if not error["in_band"] and error["request"] in REQUESTS:
                told.append((error["request_frame"], REQUESTS[error["request"]]))
            # In the answer to an earlier leg it may be shown or not.
            (loose if error["in_band"] else wanted).add(part)
            explained += not error["in_band"]
        told.append((finding["connection_frame"], "connection"))
        taken = {part[0] for part in wanted if part[2] == number} | {None}
        for frame, role in told:  # a frame has one role in a finding, the strongest
            if frame not in taken:
                wanted.add((frame, role, number))
                taken.add(frame)
    got = run.parts()
    problems = [f"{part} twice" for part, count in collections.Counter(got).items() if count > 1]
    problems += [f"no {part}" for part in sorted(wanted - set(got), key=str)]
    problems += [f"unexpected {part}" for part in sorted(set(got) - wanted - loose)]
    for frame, role, number in got:
        if len(run.frames[frame]["finding"]) == 1:
            problems += [f"frame {frame}: {what}" for what in
                         value_problems(run.frames[frame], role, run.findings[number - 1])]
    return problems + expert_problems(run, explained)


def expert_problems(run, explained):
    wanted = {severity: sum(finding["severity"] == own for finding in run.findings)
              for severity, own in (("Error", "error"), ("Warn", "warning"), ("Note", "note"))}
    wanted["Note"] += explained
    return [f"{run.expert[severity]} expert items at {severity}, not {count}"
            for severity, count in wanted.items() if run.expert[severity] != count]


def expected_values(finding, role):
    """-> {field: the values as tshark prints them}"""
    from_kdc = [error for error in finding["krb_errors"] if not error["in_band"]]
    values = {name: [finding[name]] for name in PLAIN}
    values.update({name: [frame] for name, frame in finding["exchange"].items()})
    values.update({f"etype.{name}": etypes if isinstance(etypes, list) else [etypes]
                   for name, etypes in finding["etypes"].items()})
    values["evidence"] = [evidence["text"] for evidence in finding["evidence"]]
    values["evidence_kind"] = [evidence["kind"] for evidence in finding["evidence"]]
    values["evidence_frame"] = [frame for evidence in finding["evidence"]
                                for frame in evidence["frames"]]
    values["next_step"] = finding["next_steps"]
    values["interface"] = [finding["interface"] or finding["interface_uuid"]]
    values["krb_error_frame"] = [error["frame"] for error in finding["krb_errors"]]
    values["krb_error_code"] = [error["code"] for error in finding["krb_errors"]]
    values["nt_status"] = [error["nt_status"] for error in finding["krb_errors"]]
    values["kdc"] = [error["kdc"] for error in from_kdc]
    values["explains"] = [finding["answer_frame"]] if role == "krb-error" else []
    for name in ("client", "server", "kdc"):
        for version, field in ((4, f"{name}.ip"), (6, f"{name}.ipv6")):
            values[field] = [address for address in values[name]
                             if address and ipaddress.ip_address(address).version == version]
    if finding["clock_skew"] is not None:
        values["clock_skew"] = [f"{finding['clock_skew']:.15g}"]
    for name in HEXADECIMAL:
        values[name] = [int(value, 0) for value in values[name] if value is not None]
    return {name: [str(value) for value in listed if value is not None]
            for name, listed in values.items()}


def unescaped(text):
    """-T fields writes a backslash twice."""
    return text.replace("\\\\", "\\")


def value_problems(fields, role, finding):
    problems = []
    for name, wanted in expected_values(finding, role).items():
        got = [unescaped(value) for value in fields[name]]
        if got != [unescaped(value) for value in wanted]:
            problems.append(f"{name} is {got}, not {wanted}")
    return problems


def check_filters(bench):
    """What people type: these select frames, in two passes."""
    capture = bench.copy(harness.CAPTURES / "origin_tgt_rejected_by_dc2.pcapng")
    finding = json.loads(bench.report(capture))["findings"][0]
    links = sorted(error["frame"] for error in finding["krb_errors"])
    answer = finding["answer_frame"]
    filters = {
        'dcomauth.role == "answer"': [answer],
        'dcomauth.verdict == "tgt-rejected-by-kdc" && dcomauth.role == "krb-error"': links,
        "dcomauth.client.ip == 10.0.0.0/8 && dcomauth.role == answer": [answer],
        f"dcomauth.answer_frame == {answer} && kerberos.error_code": links,
        f"dcomauth.explains == {answer}": links,
        "dcomauth.krb_error_code == 14 && dcomauth.severity == error && dcerpc.pkt_type == 3":
            [answer],
        "dcomauth.expert.tgt-rejected-by-kdc": [answer],
        "dcomauth.expert.explains": links,
        'dcomauth.spn contains "RPCSS/" && dcomauth.role == "bind"': [finding["bind_frame"]],
        "dcomauth.etype.tgt == 18 && dcomauth.status == 5 && dcerpc.pkt_type == 3": [answer],
        "dcomauth.clock_skew": [],
    }
    problems = []
    for text, wanted in filters.items():
        result = bench.tshark("-2", "-r", capture, "-Y", text, "-T", "fields", "-e",
                              "frame.number")
        got = [int(line) for line in result.out.split()]
        if result.status or got != wanted:
            problems.append(f"{text}: {got}, not {wanted} {result.complaint}")
    return problems


def check_table_filter(bench):
    """The filter of the findings table selects rows by their answer frames."""
    problems = []
    capture = bench.copy(harness.CAPTURES / "origin_intermittent_dc.pcapng")
    findings = json.loads(bench.report(capture))["findings"]
    for number in (1, len(findings)):
        result = bench.tshark("-q", "-r", capture, "-z",
                              f"dcomauth,findings,dcomauth.finding == {number}")
        rows = [line for line in result.out.decode().splitlines() if re.match(r"\d+ \|", line)]
        if result.status or [row.split()[0] for row in rows] != [str(number)]:
            problems.append(f"finding {number}: rows {rows} {result.complaint}")
    return problems


def checks(bench):
    def bound(check, *arguments):
        return functools.partial(check, bench, *arguments)

    listed = [("types of the fields", bound(check_definitions)),
              ("names of the values", bound(check_names)),
              ("the protocol", bound(check_protocol)),
              ("display filters", bound(check_filters)),
              ("filter of the findings table", bound(check_table_filter))]
    ways = (("one pass", check_one_pass), ("two passes", check_two_passes))
    for number, capture in enumerate(harness.captures()):
        for way, check in harness.turn(number, *ways):
            listed.append((f"{capture.stem}: {way}", bound(check, capture)))
    return listed


def main():
    with harness.Bench() as bench:
        return harness.run_checks(checks(bench))


if __name__ == "__main__":
    sys.exit(main())
