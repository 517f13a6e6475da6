#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Both sources, the one with hooks and the one with a tree for every frame, tell the same: in every
capture and in every way to run tshark, the whole output is byte for byte the same."""
import functools
import struct
import sys

import common
from common import harness

import capfile
import changes

WAYS = {
    "one pass": ("-q",),
    "two passes": ("-2", "-q"),
    "tree": ("-V",),
    "tree in two passes": ("-2", "-V"),
    "filter": ("-q", "-Y", "dcerpc || kerberos"),
    "JSON": ("-T", "json"),
    "TCP not analyzed": ("-q", "-o", "tcp.analyze_sequence_numbers:FALSE"),
    "no reassembly": ("-q", "-o", "tcp.desegment_tcp_streams:FALSE"),
    "no reassembly of RPC": ("-q", "-o", "dcerpc.desegment_dcerpc:FALSE"),
}
DAMAGE_RATES = ("0.0005", "0.002")
SNAP_LENGTHS = (78, 84, 90, 96, 120, 160)
IPV4_AT = 14  # in an Ethernet frame


def with_options(packet):
    """An IPv4 header with four options that do nothing."""
    data = bytearray(packet)
    data[IPV4_AT] += 1
    struct.pack_into("!H", data, IPV4_AT + 2, struct.unpack_from("!H", data, IPV4_AT + 2)[0] + 4)
    return bytes(data[:IPV4_AT + 20]) + b"\1\1\1\0" + bytes(data[IPV4_AT + 20:])


def in_ipv4(packet):
    """IPv4 in IPv4, RFC 2003, between other addresses."""
    outer = struct.pack("!2B3H2BH", 0x45, 0, 20 + len(packet) - IPV4_AT, 0, 0, 64, 4, 0)
    return packet[:IPV4_AT] + outer + b"\xc0\0\2\1\xc0\0\2\2" + packet[IPV4_AT:]


def in_hop_by_hop(packet):
    """Behind an IPv6 header of hop-by-hop options that only pads."""
    length = struct.unpack_from("!H", packet, 18)[0] + 8
    return (packet[:18] + struct.pack("!HB", length, 0) + packet[21:54]
            + packet[20:21] + b"\0\1\4\0\0\0\0" + packet[54:])


def every(kind, change):
    """Changes the packets of that EtherType."""
    def changed(listed):
        return [(packet.with_data(change(packet.data)), number)
                if packet.data[12:14] == kind and packet.length == len(packet.data)
                else (packet, number) for packet, number in listed]
    return changed


VARIANTS = {
    "four times": (changes.repeated(4), capfile.ETHERNET),
    "VLAN": (changes.tagged, capfile.ETHERNET),
    "no link layer": (changes.without_link_layer, capfile.RAW_IP),
    "IPv4 options": (every(b"\x08\0", with_options), capfile.ETHERNET),
    "IPv4 in IPv4": (every(b"\x08\0", in_ipv4), capfile.ETHERNET),
    "IPv6": (changes.in_ipv6, capfile.ETHERNET),
    "IPv6 hop by hop": (lambda listed: every(b"\x86\xdd", in_hop_by_hop)(
        changes.in_ipv6(listed)), capfile.ETHERNET),
}


def check_equal(bench, capture, way):
    options = (*WAYS[way], "-z", "dcomauth,json")
    path = bench.copy(capture)
    return harness.difference(common.output(bench, path, *options, *common.THOROUGH),
                              common.output(bench, path, *options))


def check_all_in_one(bench, way):
    return check_equal(bench, common.all_in_one(bench), way)


def check_damaged(bench, rate):
    path = bench.out_file(f"damaged-{rate}.pcapng")
    made = bench.run("editcap", "-E", rate, "--seed", "815", common.all_in_one(bench), path)
    if made.status:
        return [f"editcap: {made.complaint}"]
    return check_equal(bench, path, "one pass")


def check_variant(bench, name):
    change, link_type = VARIANTS[name]
    packets = capfile.read(common.all_in_one(bench))[1]
    path = bench.out_file(f"{name.replace(' ', '-')}.pcapng")
    listed = change([(packet, number) for number, packet in enumerate(packets, 1)])
    capfile.write(path, [packet for packet, _ in listed], link_type)
    return check_equal(bench, path, "one pass")


def check_cut(bench, length):
    path = bench.out_file(f"cut-{length}.pcapng")
    made = bench.run("editcap", "-s", length, common.all_in_one(bench), path)
    if made.status:
        return [f"editcap: {made.complaint}"]
    return check_equal(bench, path, "one pass")


def checks(bench):
    listed = []
    for number, capture in enumerate(common.captures()):
        for way in harness.turn(number, *WAYS):
            listed.append((f"{capture.stem}: {way}",
                           functools.partial(check_equal, bench, capture, way)))
    for way in WAYS:
        listed.append((f"all in one: {way}", functools.partial(check_all_in_one, bench, way)))
    for name in VARIANTS:
        listed.append((f"all in one: {name}", functools.partial(check_variant, bench, name)))
    for rate in DAMAGE_RATES:
        listed.append((f"damaged at {rate}", functools.partial(check_damaged, bench, rate)))
    for length in SNAP_LENGTHS:
        listed.append((f"cut to {length} bytes", functools.partial(check_cut, bench, length)))
    return listed


def main():
    with harness.Bench() as bench:
        return harness.run_checks(checks(bench))


if __name__ == "__main__":
    sys.exit(main())
