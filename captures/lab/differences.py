# SPDX-License-Identifier: GPL-2.0-or-later
"""The same mistakes made against every KDC and RPC server, and what each said: differences.tsv."""
import csv
import pathlib
import platform
import tomllib

import wire
from world import run

HERE = pathlib.Path(__file__).parent
TABLE = HERE / "differences.tsv"
CAPTURES = HERE / "differences"

COLUMNS = ["mistake", "software", "release", "version", "code", "e_text", "e_data", "ntstatus",
           "messages", "closes", "nak", "fault", "token", "why_not"]
KDCS = ("samba", "mit", "heimdal")
SERVERS = ("samba-rpc", "scripted")
KEYS = {
    "samba": {"kdc": "kdc=dc1 tcp=1", "kdc2": "kdc=dc2 tcp=1", "first": "dc1",
              "keytab": "domain"},
    "mit": {"kdc": "realm=mit kdc=mit1 tcp=1", "kdc2": "realm=mit kdc=mit2 tcp=1",
            "first": "mit1", "keytab": "mit"},
    "heimdal": {"kdc": "realm=heimdal kdc=heim1 tcp=1", "kdc2": "realm=heimdal kdc=heim2 tcp=1",
                "first": "heim1", "keytab": "heimdal"},
}
PACKAGES = {
    "samba": [("Samba", "samba")],
    "mit": [("MIT krb5", "krb5-kdc")],
    "heimdal": [("Heimdal", "libkdc2*-heimdal")],
    "samba-rpc": [("Samba", "samba")],
    "scripted": [("MIT krb5", "libgssapi-krb5-2"), ("gss-ntlmssp", "gss-ntlmssp")],
}


def load():
    return tomllib.loads((HERE / "differences.toml").read_text())


def why_not(mistake, software):
    """-> why this software cannot be shown the mistake; empty where it can"""
    why = mistake.get("none", {}).get(software, "")
    return why or (mistake.get("rpc-none", "") if software in SERVERS else "")


def scenario(mistake, software):
    """-> the mistake as the lab's scenarios are"""
    steps = mistake.get(software) or mistake["kdc"]
    keys = {"work": "{work}", **KEYS.get(software, {})}
    states = mistake.get("states", {}).get(software, {})
    first = keys.get("first", "dc1")
    return {first: "healthy", **states, "steps": [step.format(**keys) for step in steps]}


def expected(mistake, software, of):
    """-> the plugin's verdict with the software of a release (empty: neither error nor warning),
    and why it is another than that with other software"""
    others = mistake.get("other", {})
    other = others.get(f"{software}-{of}") or others.get(software)
    if other:
        return other["verdict"], other["why"]
    return mistake["rpc-verdict" if software in SERVERS else "verdict"], ""


def capture_of(release, name, software):
    return CAPTURES / release / f"{name}.{software}.pcapng"


def release():
    """-> bookworm, trixie, sid"""
    system = platform.freedesktop_os_release()
    return "sid" if "sid" in system["PRETTY_NAME"] else system["VERSION_CODENAME"]


def version(software):
    told = [f"{name} " + run("dpkg-query", "-W", "-f", "${Version} ", package).split()[0]
            for name, package in PACKAGES[software]]
    return ", ".join(told)


# What a capture says


def kdc_side(frame):
    return 88 in frame.ports


def clients(frames):
    """-> of each TCP connection the end that opened it, as address and port"""
    return {f.stream: (f.source, f.ports[0]) for f in frames
            if "syn" in f.tcp and "ack" not in f.tcp}


def from_client(frame, opened):
    return opened.get(frame.stream) == (frame.source, frame.ports[0])


def closes(frames, name):
    """Who ended the TCP connections first: the client, or the one with this name."""
    first, opened = {}, clients(frames)
    for frame in frames:
        if frame.stream and frame.tcp & {"fin", "reset"} and frame.stream not in first:
            how = "RST" if "reset" in frame.tcp else "FIN"
            who = "client" if from_client(frame, opened) else name
            first[frame.stream] = f"{who} {how}"
    return ", ".join(dict.fromkeys(first.values()))


def joined(words):
    words = ["-" if word in (None, "") else str(word) for word in words]
    return " | ".join(words) if set(words) != {"-"} else ""


def hexadecimal(number):
    return None if number is None else f"0x{number:08x}"


def kdc_cells(frames):
    frames = [frame for frame in frames if kdc_side(frame)]
    messages = [message for frame in frames for message in frame.kerberos]
    errors = [message for message in messages if message.type == wire.KRB_ERROR]
    return {
        "code": joined(e.code for e in errors),
        "e_text": joined(e.text for e in errors),
        "e_data": joined(" ".join(map(str, e.e_data)) for e in errors),
        "ntstatus": joined(hexadecimal(e.ntstatus) for e in errors),
        "messages": ", ".join(wire.NAMES[m.type] + (f" {m.code}" if m.code else "")
                              for m in messages),
        "closes": closes(frames, "KDC"),
    }


def token_of(pdu):
    told = []
    if pdu.state is not None:
        told.append("SPNEGO " + wire.STATES.get(pdu.state, str(pdu.state)))
    if pdu.token:
        told.append(f"{wire.NAMES[pdu.token.type]} {pdu.token.code or ''}".strip())
    if pdu.ntlm:
        told.append(f"NTLMSSP {pdu.ntlm}")
    return " with ".join(told)


def rpc_cells(frames):
    frames = [f for f in frames if f.stream and not kdc_side(f) and f.stream[0] == "tcp"]
    opened = clients(frames)
    pdus = [(frame, pdu) for frame in frames for pdu in frame.rpc]
    answers = [pdu for frame, pdu in pdus if not from_client(frame, opened)]
    return {
        "messages": ", ".join(wire.PDUS.get(pdu.type, str(pdu.type)) for _, pdu in pdus),
        "closes": closes(frames, "server"),
        "nak": joined(p.reason for p in answers if p.type == wire.BIND_NAK),
        "fault": joined(hexadecimal(p.status) for p in answers if p.type == wire.FAULT),
        "token": joined(filter(None, map(token_of, answers))),
    }


def cells(path, software):
    frames = wire.read(path)
    return kdc_cells(frames) if software in KDCS else rpc_cells(frames)


# The table


def read_table():
    if not TABLE.exists():
        return []
    with open(TABLE, encoding="utf-8", newline="") as table:
        return list(csv.DictReader(table, delimiter="\t"))


def rows(names):
    """-> the rows of these mistakes with the software of this system, from its captures"""
    here, mistakes = release(), load()
    made = []
    for name in names:
        for software in (*KDCS, *SERVERS):
            row = dict.fromkeys(COLUMNS, "")
            row |= {"mistake": name, "software": software, "release": here,
                    "version": version(software), "why_not": why_not(mistakes[name], software)}
            path = capture_of(here, name, software)
            if not row["why_not"]:
                row |= cells(path, software)
            made.append(row)
    return made


def write_table(names):
    """Puts the rows of these mistakes in the place of those that this release had."""
    mistakes, new = list(load()), rows(names)
    places = {(row["mistake"], row["software"], row["release"]) for row in new}
    kept = [row for row in read_table() if row["mistake"] in mistakes and
            (row["mistake"], row["software"], row["release"]) not in places]
    order = (*KDCS, *SERVERS)
    releases = ("bookworm", "trixie", "sid")
    everything = sorted(kept + new, key=lambda row: (
        mistakes.index(row["mistake"]), order.index(row["software"]),
        releases.index(row["release"])))
    with open(TABLE, "w", encoding="utf-8", newline="") as table:
        writer = csv.DictWriter(table, COLUMNS, delimiter="\t", lineterminator="\n")
        writer.writeheader()
        writer.writerows(everything)


# The page


def page_cell(row):
    """What one row says, in a line of the page."""
    if row["why_not"]:
        return row["why_not"]
    if row["software"] in KDCS:
        parts = zip(*(row[c].split(" | ") if row[c] else [""] * 9
                      for c in ("code", "e_text", "ntstatus")))
        told = [" ".join(filter(None, (code, text not in ("", "-") and f"`{text}`",
                                       status not in ("", "-") and status)))
                for code, text, status in parts if code not in ("", "25")]
        return ", then ".join(dict.fromkeys(told)) or ("25 only" if row["code"] == "25" and
                                                       "REP" not in row["messages"] else "a ticket")
    told = [f"bind_nak {row['nak']}" if row["nak"] else "",
            f"fault {row['fault']}" if row["fault"] else "",
            row["token"] if "KRB-ERROR" in row["token"] else ""]
    return ", ".join(filter(None, told)) or "no refusal"


def page_lines():
    """-> the table of README.md: a line for each mistake, releases that agree in one cell"""
    rows, software = read_table(), (*KDCS, *SERVERS)
    versions = {}
    for row in rows:
        versions.setdefault(row["release"], {})[row["version"]] = None
    lines = ["| release | software |", "| --- | --- |"]
    lines += [f"| {release} | {', '.join(told)} |" for release, told in versions.items()]
    lines += ["",
              "| mistake | Samba AD | MIT | Heimdal | Samba's RPC server | scripted RPC server |",
             "| --- | --- | --- | --- | --- | --- |"]
    for name, mistake in load().items():
        cells_ = []
        for one in software:
            said = {}
            for row in rows:
                if row["mistake"] == name and row["software"] == one:
                    said.setdefault(page_cell(row), []).append(row["release"])
            cells_.append("; ".join(f"{what} ({', '.join(where)})" if len(said) > 1 else what
                                    for what, where in said.items()))
        lines.append("| " + " | ".join([mistake["about"], *cells_]).replace("\n", " ") + " |")
    return lines


def record(lab, wanted):
    """Makes the captures of the mistakes. -> the names of those that failed"""
    mistakes, failed = load(), []
    names = [name for name in mistakes if not wanted or any(word in name for word in wanted)]
    lab.out = CAPTURES / release()
    lab.out.mkdir(parents=True, exist_ok=True)
    for software in (*KDCS, *SERVERS):
        for name in names:
            if why_not(mistakes[name], software):
                continue
            lab.say(f"{name} {software}")
            try:
                lab.record(f"{name}.{software}", scenario(mistakes[name], software))
            except (RuntimeError, OSError, KeyError) as error:
                failed.append(f"{name} {software}")
                lab.say(f"FAILED: {error}")
    if not failed:
        write_table(names)
    return failed
