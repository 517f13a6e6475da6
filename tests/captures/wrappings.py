# SPDX-License-Identifier: GPL-2.0-or-later
"""Frames inside others: each function takes an Ethernet frame and gives one around it."""
import struct

OUTER = bytes.fromhex("02770000000a02770000000b")
ADDRESSES = bytes([192, 0, 2, 1, 192, 0, 2, 2])
IPV4, IPV6 = b"\x08\x00", b"\x86\xdd"


def _checksum(header):
    total = sum(struct.unpack(f">{len(header) // 2}H", header))
    while total >> 16:
        total = (total & 0xFFFF) + (total >> 16)
    return ~total & 0xFFFF


def _in_ip(protocol, payload):
    head = struct.pack(">BBHHHBB", 0x45, 0, 20 + len(payload), 0, 0, 64, protocol)
    check = _checksum(head + b"\0\0" + ADDRESSES)
    return OUTER + IPV4 + head + struct.pack(">H", check) + ADDRESSES + payload


def is_ip(frame):
    return frame[12:14] in (IPV4, IPV6)


def qinq(frame):
    return frame[:12] + b"\x88\xa8\x00\x01\x81\x00\x00\x02" + frame[12:]


def mpls(frame):
    return frame[:12] + b"\x88\x47\x00\x01\x00\x40\x00\x02\x01\x40" + frame[14:]


def pppoe(frame):
    kind = b"\x00\x21" if frame[12:14] == IPV4 else b"\x00\x57"
    return (frame[:12] + b"\x88\x64\x11\x00\x00\x01" + struct.pack(">H", len(frame) - 12) + kind
            + frame[14:])


def ipip(frame):
    return _in_ip(4 if frame[12:14] == IPV4 else 41, frame[14:])


def gre(frame):
    return _in_ip(47, b"\0\0" + frame[12:14] + frame[14:])


def gretap(frame):
    return _in_ip(47, b"\0\0\x65\x58" + frame)


def erspan(frame):
    return _in_ip(47, b"\x10\0\x88\xbe\0\0\0\1" + b"\x10\x01\0\0\0\0\0\0" + frame)


def vxlan(frame):
    udp = struct.pack(">HHHH", 50000, 4789, 16 + len(frame), 0)
    return _in_ip(17, udp + b"\x08\0\0\0\0\0\x2a\0" + frame)


def esp(frame):
    """Not encrypted (RFC 2410), and not understood by many."""
    pad = b"\x01\x02"[:(-len(frame[14:]) - 2) % 4]
    return _in_ip(50, struct.pack(">II", 0x1234, 1) + frame[14:] + pad + bytes([len(pad), 4]))


UNDERSTOOD = (qinq, mpls, pppoe, ipip, gre, gretap, erspan, vxlan)
