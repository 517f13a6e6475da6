# SPDX-License-Identifier: GPL-2.0-or-later
"""Takes Ethernet frames apart and puts them together again, with right lengths and checksums."""
import struct
from dataclasses import dataclass, field, replace

IPV4 = 0x0800
IPV6 = 0x86DD
VLAN = 0x8100
TCP = 6
UDP = 17

FIN, SYN, RST, PSH, ACK = 1, 2, 4, 8, 16


@dataclass(frozen=True)
class Segment:
    """An Ethernet frame with TCP or UDP over unfragmented IP, in its parts."""

    ethernet: bytes  # both addresses
    source: bytes  # 4 or 16 bytes
    target: bytes
    protocol: int
    ttl: int
    source_port: int
    target_port: int
    payload: bytes
    sequence: int = 0
    acknowledged: int = 0
    flags: int = 0
    window: int = 0
    options: bytes = b""
    tags: bytes = field(default=b"")  # VLAN tags

    def but(self, **parts):
        return replace(self, **parts)

    @property
    def flow(self):
        """What is the same for all of one sender's segments of a conversation."""
        return (self.protocol, self.source, self.source_port, self.target, self.target_port)

    @property
    def conversation(self):
        ends = sorted([(self.source, self.source_port), (self.target, self.target_port)])
        return (self.protocol, *ends)

    def has_port(self, *ports):
        return self.source_port in ports or self.target_port in ports


def parse(data):
    """-> Segment, or None for what is something else"""
    kind = struct.unpack_from("!H", data, 12)[0]
    if kind == IPV4 and data[23] in (TCP, UDP):
        return _parse_ipv4(data)
    if kind == IPV6 and data[20] in (TCP, UDP):
        length = struct.unpack_from("!H", data, 18)[0]
        return _parse_transport(data[:12], data[22:38], data[38:54], data[20], data[21],
                                data[54:54 + length])
    return None


def _parse_ipv4(data):
    header = (data[14] & 0x0F) * 4
    length, _, fragment = struct.unpack_from("!3H", data, 16)
    if fragment & 0x3FFF:
        return None
    return _parse_transport(data[:12], data[26:30], data[30:34], data[23], data[22],
                            data[14 + header:14 + length])


def _parse_transport(ethernet, source, target, protocol, ttl, body):
    ports = struct.unpack_from("!2H", body)
    if protocol == UDP:
        return Segment(ethernet, source, target, protocol, ttl, *ports, body[8:])
    sequence, acknowledged, offset, flags, window = struct.unpack_from("!2I2BH", body, 4)
    header = (offset >> 4) * 4
    return Segment(ethernet, source, target, protocol, ttl, *ports, body[header:], sequence,
                   acknowledged, flags, window, body[20:header])


def _checksum(data):
    if len(data) % 2:
        data += b"\0"
    total = sum(struct.unpack(f"!{len(data) // 2}H", data))
    while total >> 16:
        total = (total & 0xFFFF) + (total >> 16)
    return ~total & 0xFFFF


def build(segment):
    """-> the bytes of the frame"""
    body = _build_transport(segment)
    if len(segment.source) == 4:
        kind = IPV4
        head = bytearray(struct.pack("!2B3H2BH", 0x45, 0, 20 + len(body), 0, 0x4000, segment.ttl,
                                     segment.protocol, 0) + segment.source + segment.target)
        struct.pack_into("!H", head, 10, _checksum(bytes(head)))
    else:
        kind = IPV6
        head = struct.pack("!IH2B", 0x60000000, len(body), segment.protocol, segment.ttl)
        head += segment.source + segment.target
    return segment.ethernet + segment.tags + struct.pack("!H", kind) + bytes(head) + body


def _build_transport(segment):
    if segment.protocol == UDP:
        checksum_at = 6
        body = struct.pack("!4H", segment.source_port, segment.target_port,
                           8 + len(segment.payload), 0)
    else:
        checksum_at = 16
        offset = (20 + len(segment.options)) // 4 << 4
        body = struct.pack("!2H2I2B3H", segment.source_port, segment.target_port,
                           segment.sequence, segment.acknowledged, offset, segment.flags,
                           segment.window, 0, 0) + segment.options
    body = bytearray(body + segment.payload)
    pseudo = segment.source + segment.target + struct.pack("!2I", segment.protocol, len(body))
    # RFC 768: a sum of zero is sent as all ones.
    struct.pack_into("!H", body, checksum_at, _checksum(pseudo + bytes(body)) or 0xFFFF)
    return bytes(body)
