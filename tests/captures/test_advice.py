#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Reads the sentences and steps of the golden reports: can a person follow them as they are?"""
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
    """The names of computer and group-managed accounts end in a dollar sign."""
    account = (finding["principal"] or finding["ntlm_user"] or "").split("@")[0]
    for step in finding["next_steps"]:
        if account.endswith("$") and ("Get-ADUser" in step or "Enter the right password" in step):
            yield f"for users, not for {account}: {step}"


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
    yield from code_problems(finding)


def check_report(path):
    findings = json.loads(path.read_text(encoding="utf-8"))["findings"]
    return [f"finding {finding['id']}: {problem}"
            for finding in findings for problem in finding_problems(finding)]


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
