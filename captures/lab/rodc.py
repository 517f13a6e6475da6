#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Makes the KDC that issued the tickets of a capture a read-only domain controller.

    rodc.py CAPTURE NUMBER OUT

No free KDC is one. Its tickets are encrypted with the key of krbtgt_NUMBER, and their key version
has that number in its upper 16 bits (MS-KILE 3.1.5.8): so every krbtgt ticket gets such a version,
in the AS-REP and wherever the client shows it. Kerberos must be over UDP, in one packet a message.
"""
import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).parents[2] / "tests" / "captures"))

import capfile  # noqa: E402
import packets as wire  # noqa: E402

KDC_PORT = 88
OCTET_STRING, INTEGER = 0x04, 0x02
TICKET, AP_REQ = 0x61, 0x6E  # RFC 4120 5.3, 5.5.1
ENC_PART, KVNO = 0xA3, 0xA1
CONSTRUCTED = 0x20


def read_length(data, offset):
    """-> length, offset behind it"""
    first = data[offset]
    if first < 0x80:
        return first, offset + 1
    end = offset + 1 + (first & 0x7F)
    return int.from_bytes(data[offset + 1:end], "big"), end


def parse(data):
    """-> [(tag, bytes or list)]; what an octet string holds of Kerberos is parsed, too"""
    elements, offset = [], 0
    while offset < len(data):
        tag = data[offset]
        length, start = read_length(data, offset + 1)
        value = data[start:start + length]
        if tag & CONSTRUCTED or (tag == OCTET_STRING and value[:1] == bytes([AP_REQ])):
            value = parse(value)
        elements.append((tag, value))
        offset = start + length
    return elements


def build(elements):
    out = b""
    for tag, value in elements:
        body = build(value) if isinstance(value, list) else value
        size = len(body)
        head = bytes([size]) if size < 0x80 else b"\x82" + size.to_bytes(2, "big")
        if 0x80 <= size < 0x100:
            head = b"\x81" + bytes([size])
        out += bytes([tag]) + head + body
    return out


def inside(elements, *tags):
    """The parts of the element that the tags lead to."""
    for tag in tags:
        elements = next(value for kind, value in elements if kind == tag)
    return elements


def is_of_krbtgt(ticket):
    """sname [2] of the ticket: its name-string [1] begins with krbtgt."""
    names = inside(ticket, 0x30, 0xA2, 0x30, 0xA1, 0x30)
    return names[0][1] == b"krbtgt"


def set_version(elements, number):
    for tag, value in elements:
        if tag == TICKET and is_of_krbtgt(value):
            version = inside(value, 0x30, ENC_PART, 0x30, KVNO)
            old = int.from_bytes(version[0][1], "big")
            new = (number << 16 | old).to_bytes(5, "big").lstrip(b"\0")
            version[0] = (INTEGER, new if new[0] < 0x80 else b"\0" + new)
        elif isinstance(value, list):
            set_version(value, number)


def changed(packet, number):
    segment = wire.parse(packet.data)
    if not (segment and segment.protocol == wire.UDP and segment.has_port(KDC_PORT)):
        return packet
    elements = parse(segment.payload)
    set_version(elements, number)
    return packet.with_data(wire.build(segment.but(payload=build(elements))))


def main():
    source, number, out = sys.argv[1:]
    link_type, packets = capfile.read(pathlib.Path(source))
    capfile.write(pathlib.Path(out), [changed(p, int(number)) for p in packets], link_type)


if __name__ == "__main__":
    main()
