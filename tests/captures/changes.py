# SPDX-License-Identifier: GPL-2.0-or-later
"""Ways to change a capture without changing what happened in it, or of which a part is lost.

A change takes a list of (packet, number of its frame) and gives a list of the same kind; a packet
that was added has the number None.
"""
import ipaddress
import struct
from dataclasses import dataclass

import packets as wire
from capfile import Packet

MICROSECOND = 1000
SECOND = 10**9
KDC_PORTS = (88, 464)
DNS_PORT = 53
A, AAAA = 1, 28
PREFIX = ipaddress.ip_address("2001:db8:1::").packed[:12]
OTHER_PREFIX = b"\x0a\x63"  # 10.99.x.x for 10.20.x.x
SMALL_SEGMENT = 160
LARGE_SEGMENT = 1000


def _changed(packet, change):
    """The packet with change() of its segment; the packet itself where it is no TCP or UDP."""
    segment = wire.parse(packet.data)
    return packet if segment is None else packet.with_data(wire.build(change(segment)))


def _in_order(listed):
    return sorted(listed, key=lambda entry: entry[0].time)


def _seen_elsewhere(packet):
    """The packet as another capture point has it: other link layer, one router further."""
    return _changed(packet, lambda segment: segment.but(
        ethernet=b"\x02\x99" + segment.ethernet[2:6] + b"\x02\x99" + segment.ethernet[8:],
        ttl=segment.ttl - 1))


# --- copies ---

def repeated(times):
    """Every packet so many times, as pktmon has them of a driver stack."""
    def change(listed):
        return [(packet.at(packet.time + copy * MICROSECOND), number)
                for packet, number in listed for copy in range(times)]
    return change


def merged_with_shift(seconds):
    """Captured on client and server, and merged; the server's clock differs."""
    def change(listed):
        copies = [(_seen_elsewhere(packet.at(packet.time + int(seconds * SECOND))), number)
                  for packet, number in listed]
        return _in_order(listed + copies)
    return change


def merged_server_side(seconds):
    """The same, but the server does not see the client's Kerberos and DNS."""
    def change(listed):
        copies = [(_seen_elsewhere(packet.at(packet.time + int(seconds * SECOND))), number)
                  for packet, number in listed
                  if (segment := wire.parse(packet.data)) and segment.protocol == wire.TCP
                  and not segment.has_port(*KDC_PORTS, DNS_PORT)]
        return _in_order(listed + copies)
    return change


def retransmitted(listed):
    """Every TCP segment with data is sent again a little later."""
    again = [(packet.at(packet.time + 300 * MICROSECOND), number) for packet, number in listed
             if (segment := wire.parse(packet.data)) and segment.protocol == wire.TCP
             and segment.payload]
    return _in_order(listed + again)


# --- time ---

def shifted(seconds):
    def change(listed):
        return [(packet.at(packet.time + seconds * SECOND), number) for packet, number in listed]
    return change


# --- more traffic ---

def _tcp(source, target, source_port, target_port, flags, payload=b"", sequence=1, acknowledged=1):
    return wire.Segment(b"\x02\0\0\0\0\x01\x02\0\0\0\0\x02", source, target, wire.TCP, 64,
                        source_port, target_port, payload, sequence, acknowledged, flags, 64240)


def _web_connection(source, target, port):
    """A connection that is opened, asks, is answered and closed."""
    request = b"GET / HTTP/1.1\r\nHost: example.org\r\n\r\n"
    answer = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"
    there, back = (source, target, port, 80), (target, source, 80, port)
    ack, ends = wire.ACK, wire.FIN | wire.ACK
    return [
        _tcp(*there, wire.SYN, sequence=0, acknowledged=0),
        _tcp(*back, wire.SYN | ack, sequence=0),
        _tcp(*there, wire.PSH | ack, request),
        _tcp(*back, wire.PSH | ack, answer, 1, 1 + len(request)),
        _tcp(*there, ends, b"", 1 + len(request), 1 + len(answer)),
        _tcp(*back, ends, b"", 1 + len(answer), 2 + len(request)),
    ]


def with_other_traffic(listed):
    """Web traffic of the same hosts and of others, and a scan of ports, among all packets."""
    hosts = sorted({address for packet, _ in listed if (segment := wire.parse(packet.data))
                    for address in (segment.source, segment.target) if len(address) == 4})
    strangers = [ipaddress.ip_address(f"192.0.2.{n}").packed for n in range(1, 4)]
    extra = []
    for index, client in enumerate([*hosts, *strangers]):
        extra += _web_connection(client, strangers[index % 3], 50000 + index)
        extra += [_tcp(strangers[1], client, 51000, port, wire.SYN) for port in (22, 443, 3389)]
    result = []
    for index, (packet, number) in enumerate(listed):
        result.append((packet, number))
        for segment in extra[index::len(listed)]:
            result.append((Packet(packet.time, b"", 0).with_data(wire.build(segment)), None))
    return result


def with_another_client(listed):
    """Another client has the same exchanges with the same KDC, and no RPC."""
    other = ipaddress.ip_address("10.20.30.201").packed

    def as_other(segment):
        to_kdc = segment.target_port in KDC_PORTS
        parts = {"source" if to_kdc else "target": other}
        mac = b"\x02\x00\x0a\x14\x1e\xc9"
        ethernet = segment.ethernet[:6] + mac if to_kdc else mac + segment.ethernet[6:]
        return segment.but(ethernet=ethernet, **parts)

    result = []
    for packet, number in listed:
        result.append((packet, number))
        segment = wire.parse(packet.data)
        if segment and segment.has_port(*KDC_PORTS) and len(segment.source) == 4:
            result.append((_changed(packet, as_other), None))
    return result


# --- addresses ---

def _other_names(data):
    for coding in ("ascii", "utf-16-le"):
        for old, new in (("corp", "farm"), ("CORP", "FARM")):
            data = data.replace(old.encode(coding), new.encode(coding))
    return data


def elsewhere(listed):
    """The same in another network: 10.99.x.x for 10.20.x.x, farm for corp, other hardware."""
    def move(address):
        return OTHER_PREFIX + address[2:] if address[:2] == b"\x0a\x14" else address

    def change(segment):
        payload = _other_names(segment.payload)
        if segment.has_port(DNS_PORT):
            payload = payload.replace(b"\0\x04\x0a\x14", b"\0\x04" + OTHER_PREFIX)
        for coding in ("ascii", "utf-16-le"):
            payload = payload.replace("10.20.".encode(coding), "10.99.".encode(coding))
        ethernet = b"\x02\x77" + segment.ethernet[2:6] + b"\x02\x77" + segment.ethernet[8:]
        return segment.but(ethernet=ethernet, source=move(segment.source),
                           target=move(segment.target), payload=payload)

    return [(_changed(packet, change), number) for packet, number in listed]


def told_elsewhere(text):
    """What a report says of a capture after elsewhere()."""
    for old, new in (("10.20.", "10.99."), ("corp", "farm"), ("CORP", "FARM")):
        text = text.replace(old, new)
    return text


def six(address):
    """The IPv6 address for an IPv4 address, both as bytes."""
    return address if len(address) == 16 else PREFIX + address


def _dns_in_six(payload):
    """A becomes AAAA; RFC 1035 section 4, names with pointers only to what comes before them."""
    counts = struct.unpack_from("!4H", payload, 4)
    out = bytearray(payload[:12])
    offset = 12

    def name(offset):
        while payload[offset]:
            if payload[offset] >= 0xC0:
                return offset + 2
            offset += 1 + payload[offset]
        return offset + 1

    for _ in range(counts[0]):
        end = name(offset)
        kind = struct.unpack_from("!H", payload, end)[0]
        out += payload[offset:end] + struct.pack("!H", AAAA if kind == A else kind)
        out += payload[end + 2:end + 4]
        offset = end + 4
    for _ in range(sum(counts[1:])):
        end = name(offset)
        kind, _, _, size = struct.unpack_from("!2HIH", payload, end)
        data = payload[end + 10:end + 10 + size]
        fixed = payload[end + 2:end + 8]
        if kind == A:
            kind, data = AAAA, six(data)
        out += payload[offset:end] + struct.pack("!H", kind) + fixed
        out += struct.pack("!H", len(data)) + data
        offset = end + 10 + size
    return bytes(out)


def in_ipv6(listed):
    def change(segment):
        payload = segment.payload
        if segment.protocol == wire.UDP and segment.has_port(DNS_PORT):
            payload = _dns_in_six(payload)
        return segment.but(source=six(segment.source), target=six(segment.target),
                           payload=payload)

    return [(_changed(packet, change), number) for packet, number in listed]


def told_in_ipv6(address):
    """What a report calls an address after in_ipv6()."""
    return str(ipaddress.ip_address(six(ipaddress.ip_address(address).packed)))


# --- segments ---

def _pieces(packet):
    """The packet's segment in small ones."""
    segment = wire.parse(packet.data)
    if not segment or segment.protocol != wire.TCP or len(segment.payload) <= SMALL_SEGMENT:
        return [packet]
    pieces = []
    for start in range(0, len(segment.payload), SMALL_SEGMENT):
        last = start + SMALL_SEGMENT >= len(segment.payload)
        piece = segment.but(payload=segment.payload[start:start + SMALL_SEGMENT],
                            sequence=(segment.sequence + start) % 2**32,
                            flags=segment.flags if last else segment.flags & ~(wire.FIN | wire.PSH))
        pieces.append(packet.with_data(wire.build(piece)))
    return pieces


def in_small_segments(listed):
    return [(piece, number) for packet, number in listed for piece in _pieces(packet)]


def in_swapped_segments(listed):
    """Small segments, and the last two of a PDU overtake each other."""
    result = []
    for packet, number in listed:
        pieces = _pieces(packet)
        if len(pieces) > 1:
            pieces[-2:] = [pieces[-1].at(packet.time), pieces[-2].at(packet.time)]
        result += [(piece, number) for piece in pieces]
    return result


def with_late_acknowledgements(listed):
    """A pure ACK is overtaken by the next packet of its conversation, if the peer sent that one."""
    result = list(listed)
    index = 0
    while index + 1 < len(result):
        first, second = (wire.parse(result[index + step][0].data) for step in (0, 1))
        if (first and second and first.protocol == second.protocol == wire.TCP
                and first.conversation == second.conversation and first.flow != second.flow
                and first.flags == wire.ACK and not first.payload and second.payload):
            (one, number), (two, other) = result[index:index + 2]
            result[index:index + 2] = [(two.at(one.time), other), (one.at(two.time), number)]
            index += 1
        index += 1
    return result


# --- the link layer ---

def tagged(listed):
    """In a VLAN, IEEE 802.1Q."""
    return [(packet.with_data(packet.data[:12] + b"\x81\x00\x00\x2a" + packet.data[12:]), number)
            for packet, number in listed]


def without_link_layer(listed):
    """What a capture point on IP has. Packets that are not IP are left out."""
    return [(packet.with_data(packet.data[14:]), number) for packet, number in listed
            if packet.data[12:14] in (b"\x08\x00", b"\x86\xdd")]


# --- lost parts ---

def cut(size):
    """A snap length."""
    def change(listed):
        return [(Packet(packet.time, packet.data[:size], packet.length), number)
                for packet, number in listed]
    return change


@dataclass(frozen=True)
class Without:
    """Leaves out the segments for which the test holds."""

    test: object

    def __call__(self, listed):
        return [(packet, number) for packet, number in listed
                if not ((segment := wire.parse(packet.data)) and self.test(segment))]


def _from_server(segment):
    return segment.source_port < segment.target_port


without_answers = Without(_from_server)
without_requests = Without(lambda segment: not _from_server(segment))
without_kdc = Without(lambda segment: segment.has_port(*KDC_PORTS))
without_kdc_answers = Without(lambda segment: segment.source_port in KDC_PORTS)
without_large = Without(lambda segment: segment.protocol == wire.TCP
                        and len(segment.payload) > LARGE_SEGMENT)
without_dns = Without(lambda segment: segment.has_port(DNS_PORT))


def from_frame(first):
    """A capture that begins later."""
    def change(listed):
        return [(packet, number) for packet, number in listed if number >= first]
    return change
