#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""What two captures of one connection tell together: packets that are lost on the way, ends of the
connection that nobody sent, addresses that are translated; and when they tell nothing."""
import json
import sys

import capfile
import changes
import harness
import packets as wire

TRANSIT = 15_000  # nanoseconds from one capture point to the other; less than the server takes
SERVER = bytes([10, 20, 30, 20])
OTHER_SERVER = bytes([10, 20, 30, 99])
MILLISECOND = 1_000_000


def conversation(name):
    """-> [(Packet, Segment)] of the connections to the RPC server, the rest left out"""
    _, listed = capfile.read(harness.CAPTURES / f"{name}.pcapng")
    parsed = [(packet, wire.parse(packet.data)) for packet in listed]
    return [(packet, segment) for packet, segment in parsed
            if segment and SERVER in (segment.source, segment.target)]


def goes_out(segment):
    return segment.target == SERVER


def has_data(segment):
    return len(segment.payload) > 0


def at_server(packet, segment, transit=TRANSIT):
    """The packet as the capture near the server has it."""
    moved = packet.at(packet.time + (transit if goes_out(segment) else -transit))
    return moved.with_data(wire.build(segment.but(ttl=segment.ttl - 1)))


def translated(packet):
    segment = wire.parse(packet.data)
    if segment.target == SERVER:
        return packet.with_data(wire.build(segment.but(target=OTHER_SERVER)))
    return packet.with_data(wire.build(segment.but(source=OTHER_SERVER)))


def no_bind_arrives(near, transit=TRANSIT, until=None):
    """The client's data and what acknowledges it never were at the server."""
    first = next(packet.time for packet, segment in near if has_data(segment))
    client, server = [], []
    for packet, segment in near:
        closes = segment.flags & wire.FIN
        after = packet.time >= first
        if not after or closes or (goes_out(segment) and has_data(segment)):
            client.append(packet)
        if (not after or closes) and (until is None or packet.time < first):
            server.append(at_server(packet, segment, transit))
    return client, server


def no_answer_arrives(near):
    """The server's first data never came to the client."""
    first = min(packet.time for packet, segment in near
                if has_data(segment) and not goes_out(segment))
    kept = [(packet, segment) for packet, segment in near if packet.time <= first]
    client = [packet for packet, segment in kept if goes_out(segment) or not has_data(segment)]
    server = [at_server(packet, segment) for packet, segment in kept]
    packet, segment = kept[-1]
    late = packet.at(packet.time + 3_000 * MILLISECOND)
    end = wire.parse(kept[0][0].data).but(flags=wire.RST | wire.ACK, payload=b"", options=b"",
                                          sequence=segment.acknowledged,
                                          acknowledged=segment.sequence)
    closing = late.with_data(wire.build(end))
    return client + [closing], server + [at_server(closing, end)]


def forged_reset(near):
    """The RST in the server's name comes from something on the way."""
    client = [packet for packet, _ in near]
    server = [at_server(packet, segment) for packet, segment in near
              if goes_out(segment) or not segment.flags & wire.RST]
    return client, server


def with_other_traffic(split):
    """Something else goes on at the server, a second after the handshake."""
    client, server = split
    packet = server[-1]
    segment = wire.parse(packet.data)
    other = segment.but(source=OTHER_SERVER, target=SERVER, flags=wire.SYN, payload=b"",
                        options=b"", source_port=50001, target_port=135)
    return client, [*server, packet.at(server[0].time + 1_000 * MILLISECOND).with_data(
        wire.build(other))]


def complete(near):
    return ([packet for packet, _ in near],
            [at_server(packet, segment) for packet, segment in near])


def merged(bench, client, server):
    """-> one capture of both, each with an interface of its own"""
    paths = []
    for name, listed in (("client", client), ("server", server)):
        path = bench.out_file(f"{name}.pcapng")
        capfile.write(path, sorted(listed, key=lambda packet: packet.time))
        paths.append(path)
    target = bench.out_file("merged.pcapng")
    done = bench.run("mergecap", "-I", "none", "-w", target, *paths)
    if done.status:
        raise harness.Complaint([done.complaint])
    return target


def told(bench, capture):
    """-> ([(outcome, verdict, severity, confidence)], kinds of evidence) of both sources"""
    names = "dcomauth.sources:client.cap=0;server.cap=1"
    findings = json.loads(bench.report(capture, "-o", names))["findings"]
    kinds = {piece["kind"] for finding in findings for piece in finding["evidence"]}
    return [(finding["outcome"], finding["verdict"], finding["severity"], finding["confidence"])
            for finding in findings], kinds


def check(bench, split, wanted, kind=None, absent=None):
    findings, kinds = told(bench, merged(bench, *split))
    problems = []
    if findings != wanted:
        problems.append(f"wanted {wanted}, got {findings}")
    if kind and kind not in kinds:
        problems.append(f"no evidence {kind} among {sorted(kinds)}")
    if absent and absent in kinds:
        problems.append(f"evidence {absent}")
    return problems


LOST = [("no-answer", "lost-between", "error", "medium")]
SILENT = [("no-answer", "server-security-failure", "error", "medium")]
RESET = [("connection-lost", "server-security-failure", "error", "medium")]


def main():
    silent = conversation("no_answer")
    reset = conversation("connection_lost_after_leg1")
    healthy = conversation("healthy_gss")
    with harness.Bench() as bench:
        return harness.run_checks([
            ("the bind never arrives",
             lambda: check(bench, with_other_traffic(no_bind_arrives(silent)), LOST,
                           "lost-on-the-way")),
            ("the bind arrives, the server is silent",
             lambda: check(bench, complete(silent), SILENT, absent="lost-on-the-way")),
            ("the bind never arrives, but the other capture had ended before",
             lambda: check(bench, no_bind_arrives(silent, until="bind"), SILENT,
                           absent="lost-on-the-way")),
            ("both captures at one place: the second one only dropped the bind",
             lambda: check(bench, with_other_traffic(no_bind_arrives(silent, transit=0)),
                           SILENT, absent="lost-on-the-way")),
            ("the answer never arrives",
             lambda: check(bench, no_answer_arrives(reset),
                           [("undetermined", "lost-between", "error", "medium")],
                           "lost-on-the-way")),
            ("a RST that the server never sent",
             lambda: check(bench, forged_reset(reset),
                           [("connection-lost", "lost-between", "error", "medium")],
                           "forged-on-the-way")),
            ("a RST that the server sent",
             lambda: check(bench, complete(reset), RESET, absent="forged-on-the-way")),
            ("all arrives: healthy", lambda: check(bench, complete(healthy), [])),
            ("addresses are translated",
             lambda: check(bench, (complete(silent)[0],
                                   [translated(packet) for packet in complete(silent)[1]]),
                           SILENT, "translated")),
        ])


if __name__ == "__main__":
    sys.exit(main())
