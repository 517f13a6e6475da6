# SPDX-License-Identifier: GPL-2.0-or-later
"""Reads pcap and pcapng files, writes pcapng (draft-ietf-opsawg-pcap and -pcapng)."""
import struct
from dataclasses import dataclass, replace

ETHERNET = 1
RAW_IP = 101

SECTION_HEADER = 0x0A0D0D0A
BYTE_ORDER_MAGIC = 0x1A2B3C4D
INTERFACE = 1
SIMPLE_PACKET = 3
ENHANCED_PACKET = 6
OPTION_END = 0
OPTION_TSRESOL = 9
PCAP_MAGICS = {0xA1B2C3D4: 1000, 0xA1B23C4D: 1}  # nanoseconds a tick


@dataclass(frozen=True)
class Packet:
    """One packet: its time in nanoseconds, its bytes, its length on the wire."""

    time: int
    data: bytes
    length: int

    def at(self, time):
        return replace(self, time=time)

    def with_data(self, data):
        return replace(self, data=data, length=len(data))


def read(path):
    """-> (link type, [Packet])"""
    raw = path.read_bytes()
    if raw[:4] == struct.pack("<I", SECTION_HEADER):
        return _read_pcapng(raw)
    return _read_pcap(raw)


def _read_pcap(raw):
    for order in "<>":
        ticks = PCAP_MAGICS.get(struct.unpack_from(order + "I", raw)[0])
        if ticks:
            break
    else:
        raise ValueError("neither pcap nor pcapng")
    link_type = struct.unpack_from(order + "I", raw, 20)[0]
    packets = []
    offset = 24
    while offset < len(raw):
        seconds, fraction, captured, length = struct.unpack_from(order + "4I", raw, offset)
        offset += 16
        time = seconds * 10**9 + fraction * ticks
        packets.append(Packet(time, raw[offset:offset + captured], length))
        offset += captured
    return link_type, packets


def _read_pcapng(raw):
    interfaces = []
    packets = []
    order = "<"
    offset = 0
    while offset < len(raw):
        kind = struct.unpack_from(order + "I", raw, offset)[0]
        if kind == SECTION_HEADER:
            magic = struct.unpack_from("<I", raw, offset + 8)[0]
            order = "<" if magic == BYTE_ORDER_MAGIC else ">"
            interfaces = []
        size = struct.unpack_from(order + "I", raw, offset + 4)[0]
        body = raw[offset + 8:offset + size - 4]
        offset += size
        if kind == INTERFACE:
            interfaces.append(_read_interface(body, order))
        elif kind == ENHANCED_PACKET:
            which, high, low, captured, length = struct.unpack_from(order + "5I", body)
            time = (high << 32 | low) * interfaces[which][1]
            packets.append(Packet(time, body[20:20 + captured], length))
        elif kind == SIMPLE_PACKET:
            raise ValueError("packets without a time are not supported")
    if len({link_type for link_type, _ in interfaces}) > 1:
        raise ValueError("several link types are not supported")
    return interfaces[0][0] if interfaces else ETHERNET, packets


def _read_interface(body, order):
    """-> (link type, nanoseconds a tick)"""
    link_type = struct.unpack_from(order + "H", body)[0]
    digits = 6
    offset = 8
    while offset + 4 <= len(body):
        option, size = struct.unpack_from(order + "2H", body, offset)
        if option == OPTION_END:
            break
        if option == OPTION_TSRESOL:
            digits = body[offset + 4]
        offset += 4 + (size + 3) // 4 * 4
    if digits > 9:
        raise ValueError("unsupported time resolution")
    return link_type, 10 ** (9 - digits)


def _block(kind, body):
    body += b"\0" * (-len(body) % 4)
    size = struct.pack("<I", len(body) + 12)
    return struct.pack("<I", kind) + size + body + size


def write(path, packets, link_type=ETHERNET):
    """Writes pcapng with times in nanoseconds."""
    resolution = struct.pack("<2HB3x2H", OPTION_TSRESOL, 1, 9, OPTION_END, 0)
    blocks = [_block(SECTION_HEADER, struct.pack("<I2Hq", BYTE_ORDER_MAGIC, 1, 0, -1)),
              _block(INTERFACE, struct.pack("<2HI", link_type, 0, 0) + resolution)]
    for packet in packets:
        head = struct.pack("<5I", 0, packet.time >> 32, packet.time & 0xFFFFFFFF,
                           len(packet.data), packet.length)
        blocks.append(_block(ENHANCED_PACKET, head + packet.data))
    path.write_bytes(b"".join(blocks))
    path.chmod(0o644)
