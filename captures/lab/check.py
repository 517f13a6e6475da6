# SPDX-License-Identifier: GPL-2.0-or-later
"""Checks a TRUTH.tsv cell by cell with display filters of plain tshark.

    check.py TRUTH.tsv            every frame is what its column says
    check.py TRUTH.tsv OTHER.tsv  also: both tell the same truth about different captures

It shares no code with what resolved the frames but the way to call tshark."""
import csv
import pathlib
import re
import sys
import tomllib

import wire

# Columns that name frames or what differs by chance from one run to the next.
FRAMES = {"conn_syn_frame", "first_auth_bind_frame", "bind_frame", "response_frame",
          "link_krberror_frames", "primary_krberror_frame", "embedded_krberror_frame",
          "as_req_frame", "as_rep_frame", "tgs_req_frames", "tgs_reply_frame",
          "acceptable_supporting_krberror_frames", "must_not_link_frames"}
TO_KDC, FROM_KDC = "udp.dstport==88||tcp.dstport==88", "udp.srcport==88||tcp.srcport==88"


def frames(cell):
    """'28,31(14)' -> [(28, None), (31, 14)]"""
    return [(int(n), int(code) if code else None)
            for n, code in re.findall(r"(\d+)(?:\((\d+)\))?", "" if cell == "-" else cell)]


def answer_filter(row):
    kind = row["response_kind"]
    hexadecimal = re.search(r"0x[0-9a-f]+", kind)
    client, server = ends(row)
    table = (
        ("fault", lambda: f"dcerpc.pkt_type==3 && dcerpc.cn_status=={hexadecimal[0]} && {server}"),
        ("bind_nak", lambda: "dcerpc.pkt_type==13 && dcerpc.cn_reject_reason=="
                             f"{kind.split()[-1]} && {server}"),
        ("bind_ack", lambda: f"dcerpc.pkt_type==12 && {server}"),
        ("alter_context_resp", lambda: f"dcerpc.pkt_type==15 && {server}"),
        ("response", lambda: f"dcerpc.pkt_type==2 && {server}"),
        ("SMB", lambda: f"smb2.cmd==1 && smb2.nt_status=={hexadecimal[0]} && {server}"),
        ("RST by server", lambda: f"tcp.flags.reset==1 && {server}"),
        ("FIN by server", lambda: f"tcp.flags.fin==1 && {server}"),
        ("closed by client", lambda: f"(tcp.flags.fin==1||tcp.flags.reset==1) && {client}"),
        ("no answer", lambda: f"(tcp.flags.fin==1||tcp.flags.reset==1) && {client}"),
    )
    found = next(make() for start, make in table if kind.startswith(start))
    state = re.search(r"negState (\d)", kind)
    return found + (f" && spnego.negResult=={state[1]}" if state else "")


def ends(row):
    """-> filters for what the client and what the server of the row's connection sent"""
    kind = "ipv6" if ":" in row["client_ip"] else "ip"
    client, server, port = row["client_ip"], row["server_ip"], row["server_port"]
    return (f"{kind}.src=={client} && {kind}.dst=={server} && tcp.dstport=={port}",
            f"{kind}.src=={server} && {kind}.dst=={client} && tcp.srcport=={port}")


def etype_list(cell):
    if cell == "-":
        return "frame"
    return " && ".join(f"kerberos.ENCTYPE=={e}" for e in cell.split(","))


def claims(row):
    """-> (frame, display filter that has to hold for it)"""
    client, _ = ends(row)
    out = []

    def add(column, text):
        out.extend((n, text) for n, _ in frames(row[column]))

    code = f"kerberos.error_code=={row['error_code']}"
    add("conn_syn_frame", f"tcp.flags.syn==1 && tcp.flags.ack==0 && {client}")
    add("first_auth_bind_frame", f"(dcerpc.pkt_type==11||dcerpc.pkt_type==14) && {client}")
    if row["bind_auth_type/level"] != "-":
        kind, level = row["bind_auth_type/level"].split("/")
        add("bind_frame", "(dcerpc.pkt_type==11||dcerpc.pkt_type==14) && "
                          f"dcerpc.auth_type=={kind} && dcerpc.auth_level=={level} && {client}")
    if row["response_frame"] != "-":
        add("response_frame", answer_filter(row))
    if row["verdict"] != "OK":
        add("link_krberror_frames", f"kerberos.msg_type==30 && {code} && ({FROM_KDC})")
    # error-code [6] of RFC 4120 5.9.1; tshark 4.0 leaves some tokens of auth type 16 undissected
    if row["embedded_krberror_frame"] != "-":
        inside = f"frame contains a6:03:02:01:{int(row['error_code']):02x}"
        add("embedded_krberror_frame", f"({code} || {inside}) && !({FROM_KDC})")
    add("as_req_frame", f"kerberos.msg_type==10 && ({TO_KDC}) && "
                        f"({etype_list(row['as_offered_etypes'])})")
    add("as_rep_frame", f"kerberos.msg_type==11 && ({FROM_KDC})")
    add("tgs_req_frames", f"kerberos.msg_type==12 && ({TO_KDC})")
    add("tgs_reply_frame", f"kerberos.msg_type==13 && ({FROM_KDC})")
    for column in ("acceptable_supporting_krberror_frames", "must_not_link_frames"):
        for frame, other in frames(row[column]):
            which = "" if other is None else f" && kerberos.error_code=={other}"
            out.append((frame, f"kerberos.msg_type==30 && ({FROM_KDC}){which}"))
    return out


def matching(capture, text):
    return set(map(int, wire.tshark("-r", capture, "-T", "fields", "-e", "frame.number",
                                    "-Y", text).split()))


def wrong_claims(capture, rows):
    """The claims that do not hold: one look at the file, and only for a culprit another."""
    by_frame = {}
    for row in rows:
        for number, text in claims(row):
            by_frame.setdefault(number, set()).add(text)
    every = " || ".join(f"(frame.number=={n} && " + " && ".join(f"({t})" for t in sorted(texts))
                        + ")" for n, texts in by_frame.items())
    doubtful = set(by_frame) - (matching(capture, every) if every else set())
    return [(n, text) for n in sorted(doubtful) for text in sorted(by_frame[n])
            if n not in matching(capture, text)]


def load(path):
    with open(path, newline="") as file:
        return list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))


def check(path):
    path = pathlib.Path(path)
    rows, problems = load(path), []
    for name in dict.fromkeys(r["capture"] for r in rows):
        mine = [r for r in rows if r["capture"] == name]
        for frame, text in wrong_claims(path.parent / name, mine):
            problems.append(f"{name}: frame {frame} is not: {text}")
    return rows, problems


def without_scenario():
    """The captures that no run of the lab makes."""
    tables = tomllib.loads(pathlib.Path(__file__).with_name("without_scenario.toml").read_text())
    return {f"{name}.pcapng" for table in tables.values() for name in table}


def same_truth(rows, others):
    """What differs between two runs beside frame numbers; how many rows differ in them."""
    def essence(row):
        plain = {k: v for k, v in row.items() if k not in FRAMES}
        counts = {k: len(frames(row[k])) for k in ("link_krberror_frames",)}
        return tuple(plain.items()) + tuple(counts.items())

    problems = []
    ours, theirs = {}, {}
    for table, target in ((rows, ours), (others, theirs)):
        for row in table:
            target.setdefault(row["capture"], []).append(row)
    for name in sorted((ours.keys() ^ theirs.keys()) - without_scenario()):
        problems.append(f"{name}: only in one of the two")
    moved = 0
    for name in ours.keys() & theirs.keys():
        if len(ours[name]) != len(theirs[name]):
            problems.append(f"{name}: {len(ours[name])} and {len(theirs[name])} rows")
        for one, two in zip(ours[name], theirs[name]):
            moved += any(one[k] != two[k] for k in FRAMES)
            if essence(one) != essence(two):
                changed = [k for k in one if k not in FRAMES and one[k] != two[k]]
                problems.append(f"{name}: {changed or 'number of links'} differ")
    return problems, moved


def main():
    if len(sys.argv) not in (2, 3):
        raise SystemExit(__doc__)
    rows, problems = check(sys.argv[1])
    print(f"{sys.argv[1]}: {len(rows)} rows checked")
    if len(sys.argv) == 3:
        others, more = check(sys.argv[2])
        problems += more
        different, moved = same_truth(rows, others)
        problems += different
        print(f"{sys.argv[2]}: {len(others)} rows checked; {moved} rows have other frame numbers")
    print("\n".join(problems) or "all holds")
    return bool(problems)


if __name__ == "__main__":
    sys.exit(main())
