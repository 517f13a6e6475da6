#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Reads the sentences, steps and limits of the golden reports: can a person follow them as they
are, and does none of them ask for what the capture rules out?"""
import functools
import ipaddress
import json
import re
import sys

import harness

GOLDEN = harness.HERE / "golden"
COMMAND = re.compile(r"`([^`]*)`")
PLACEHOLDER = re.compile(r"<[a-zA-Z][^<>]*>|\{[a-z_]+\}")
# The words for what is not known: they belong into sentences, never into a step.
UNKNOWN = re.compile(r"\b(the server|the service|the client account|the KDC)\b")
# Where Windows' commands take a name: of an SPN or account, of a computer, of a domain.
NAMES = {
    "an SPN or account": re.compile(r"setspn -[QSDL] (\S+)"),
    "a computer": re.compile(r"netdom computername (\S+)|/add:(\S+)|Get-ADComputer (\S+)"),
    "an account": re.compile(r"Get-ADUser (\S+)|Get-ADServiceAccount (\S+)"),
    "a domain": re.compile(r"/dsgetdc:(\S+)|/setenctypeattr (\S+)"),
}
HEX = re.compile(r"0x[0-9a-f]{8}\b")


def is_address(text):
    try:
        ipaddress.ip_address(text)
    except ValueError:
        return False
    return True


def name_problems(command):
    for kind, pattern in NAMES.items():
        for match in pattern.finditer(command):
            name = next(group for group in match.groups() if group)
            host = name.split("/", 1)[-1]
            if is_address(host):
                yield f"an address where {kind} belongs: {name}"
            if name.lower().startswith("krbtgt/"):
                yield f"a KDC where {kind} belongs: {name}"
            if not host or host.startswith(".") or host.endswith("."):
                yield f"no name of {kind}: {name}"


def step_problems(step):
    if PLACEHOLDER.search(step):
        yield f"something must be filled in first: {step}"
    if step.count("`") % 2:
        yield f"a command without end: {step}"
    for command in COMMAND.findall(step):
        yield from name_problems(command)
        if UNKNOWN.search(command):
            yield f"an unknown name inside a command: {command}"


def account_problems(finding):
    """The names of computer and group-managed accounts end in a dollar sign, users' do not."""
    account = (finding["principal"] or finding["ntlm_user"] or "").split("@")[0]
    for step in finding["next_steps"]:
        if account.endswith("$") and ("Get-ADUser" in step or "Enter the right password" in step):
            yield f"for users, not for {account}: {step}"
        for name in re.findall(r"Get-AD(?:Computer|ServiceAccount) ([^\s`]+)", step):
            if account and name == account and not account.endswith("$"):
                yield f"for computers, not for {account}: {step}"


# What a finding shows, and what then would be no advice: (shown by the finding, words of a step).
RULED_OUT = [
    ("an SMB session knows no levels, EEInfo or COM", lambda f: f["outcome"] == "smb-refused",
     re.compile(r"packet integrity|extended error information|dcomcnfg|RaiseActivation")),
    ("NTLM came, no ticket for the server was shown",
     lambda f: f["auth_type"] == 10 and not f["krb_errors"], re.compile(r"setspn|keytab")),
    ("the KDC answered that the answer is too big, so it runs",
     lambda f: f["krb_errors"] and f["krb_errors"][0]["code"] == 52,
     re.compile(r"Check that .* runs?\b")),
    ("the KDC answered, so its port is open",
     lambda f: f["krb_errors"] and not f["krb_errors"][0]["in_band"]
     and f["krb_errors"][0]["code"] != 52, re.compile(r"port 88 of")),
    ("MIT's KDC knows neither repadmin nor events",
     lambda f: any('text "PROCESS_TGS"' in piece["text"] for piece in f["evidence"]),
     re.compile(r"repadmin|Security events? 47|System log events 14")),
    ("access was denied after a good logon", lambda f: f["verdict"] == "access-denied",
     re.compile(r"right password|klist purge|setspn")),
    ("no password was refused", lambda f: f["verdict"] in ("clock-skew", "spn-unknown"),
     re.compile(r"the right password")),
    ("nothing shows that Windows runs the activation", lambda f: f["outcome"] == "call-refused",
     re.compile(r"dcomcnfg")),
]


def ruled_out_problems(finding):
    for why, shows, words in RULED_OUT:
        if shows(finding):
            for step in finding["next_steps"]:
                if words.search(step):
                    yield f"{why}: {step}"


def limit_problems(report):
    """Limits and what is said of associations without outcome hold to the same rules."""
    for limit in report["limits"]:
        yield from step_problems(limit)
        yield from code_problems({"evidence": [], "summary": limit})
    for record in report["undetermined"]:
        text = record["how_far"]
        yield from step_problems(text)
        yield from code_problems({"evidence": [], "summary": text})
        if record["closed_by"] not in ("client", "server", None):
            yield f"closed by {record['closed_by']}"
        if not record["bind_frame"] or record["last_frame"] < record["bind_frame"]:
            yield f"frames {record['bind_frame']} to {record['last_frame']}: {text}"


def code_problems(finding):
    """A status is printed with its name: it begins with a letter."""
    texts = [piece["text"] for piece in finding["evidence"]]
    for sentence in [finding["summary"], *texts]:
        for match in HEX.finditer(sentence):
            if not re.match(r"\)? ?[(]?[A-Za-z_]{3}", sentence[match.end():]):
                yield f"a code without its name: {sentence}"


def finding_problems(finding):
    if not finding["next_steps"]:
        yield "no next step"
    if len(set(finding["next_steps"])) != len(finding["next_steps"]):
        yield "a step twice"
    for step in finding["next_steps"]:
        yield from step_problems(step)
    if PLACEHOLDER.search(finding["summary"]):
        yield f"something is not filled in: {finding['summary']}"
    yield from account_problems(finding)
    yield from ruled_out_problems(finding)
    yield from code_problems(finding)


def check_report(path):
    report = json.loads(path.read_text(encoding="utf-8"))
    return [f"finding {finding['id']}: {problem}" for finding in report["findings"]
            for problem in finding_problems(finding)] + list(limit_problems(report))


BAD_STEPS = [
    "Look for the SPN: `setspn -Q krbtgt/OTHER.EXAMPLE`.",
    "Look for the SPN: `setspn -Q host/.`.",
    "Look for the SPN: `setspn -Q host/app.example.com.`.",
    "Look for the SPN: `setspn -Q host/10.0.0.20`.",
    "Register it: `netdom computername 10.0.0.20 /add:app.example.com`.",
    "Register it: `netdom computername app /add:the server`.",
    "Look at the account: `Get-ADUser <user>`.",
    "Look at the account: `Get-ADUser alice.",
]


def check_the_check():
    """What the commands once looked like is found."""
    return [f"not found: {step}" for step in BAD_STEPS if not list(step_problems(step))]


def main():
    checks = [(path.stem, functools.partial(check_report, path))
              for path in sorted(GOLDEN.glob("*.json"))]
    checks.append(("bad steps are found", check_the_check))
    return harness.run_checks(checks)


if __name__ == "__main__":
    sys.exit(main())
