# SPDX-License-Identifier: GPL-2.0-or-later
"""Frames for clean.py: where addresses, checksums and payload are, in every layer of a tunnel, and
which payloads belong together, so that a name in two segments is found."""
import ipaddress
import struct

PCAP = struct.Struct("<IIII")
ETHERNET_SIZE = 14
IPV4, IPV6, ARP, BRIDGED = 0x0800, 0x86DD, 0x0806, 0x6558
TAGS = {0x8100, 0x88A8, 0x9100}  # IEEE 802.1Q, 802.1ad, and what came before it
MPLS, PPPOE = {0x8847, 0x8848}, 0x8864  # RFC 3032, RFC 2516
PPP = {0x0021: IPV4, 0x0057: IPV6}  # RFC 1661
ERSPAN = {0x88BE: 8, 0x22EB: 12}  # the size of its header, where it has one
IPIP, TCP, UDP, SIX_IN_IP, GRE, ICMP, ICMPV6 = 4, 6, 17, 41, 47, 1, 58
IGMP, NOTHING = 2, 59  # hold nobody's address
OPTIONS, FRAGMENT = {0, 60}, 44  # of IPv6
VXLAN_PORT, VXLAN_SIZE, UDP_SIZE = 4789, 8, 8  # RFC 7348 5
# Errors: (protocol, type)
QUOTING = {(ICMP, t) for t in (3, 4, 5, 11, 12)} | {(ICMPV6, t) for t in (1, 2, 3, 4)}


class Unknown(Exception):
    """A frame holds what nobody here understands."""

    index = 0  # of its packet


def fold(data):
    """Sum of 16-bit words (RFC 1071)."""
    if len(data) % 2:
        data += b"\0"
    return sum(struct.unpack(f">{len(data) // 2}H", data))


class Layer:
    """One link layer, where there is one, with what it carries up to a payload or a tunnel."""

    def __init__(self, data, start, kind=None):
        self.data, self.old = data, bytes(data)
        self.macs = ()
        self.ip = self.l4 = self.payload = self.end = self.checksum = None
        self.protocol = self.flow = self.fragment = None
        self.tunnel = None  # (start, kind) of the layer inside
        if kind is None:
            self.macs = (start, start + 6)
            start, kind = start + ETHERNET_SIZE, self.word(start + 12)
        self.kind, self.offset = self.skip_tags(start, kind)
        if self.kind == IPV4 and len(data) >= self.offset + 20:
            self.read_ipv4()
        elif self.kind == IPV6 and len(data) >= self.offset + 40:
            self.read_ipv6()
        if self.l4 is not None:
            self.read_transport()

    def word(self, at):
        return int.from_bytes(self.data[at:at + 2], "big")

    def skip_tags(self, offset, kind):
        while True:
            if kind in TAGS:
                kind, offset = self.word(offset + 2), offset + 4
            elif kind in MPLS:
                while offset + 4 <= len(self.data) and not self.data[offset + 2] & 1:
                    offset += 4
                offset += 4
                version = self.data[offset] >> 4 if offset < len(self.data) else 0
                kind = {4: IPV4, 6: IPV6}.get(version)
                if kind is None:
                    raise Unknown("what MPLS carries")
            elif kind == PPPOE:
                kind, offset = PPP.get(self.word(offset + 6)), offset + 8
            else:
                return kind, offset

    def read_ipv4(self):
        d, o = self.data, self.offset
        self.ip, self.size = (o + 12, o + 16), 4
        self.l4 = o + (d[o] & 15) * 4
        self.end = min(len(d), o + (self.word(o + 2) or len(d)))
        self.protocol = d[o + 9]
        fragment = self.word(o + 6)
        if fragment & 0x3FFF:
            self.fragment = ((bytes(d[o + 12:o + 20]), bytes(d[o + 4:o + 6])),
                             (fragment & 0x1FFF) * 8)

    def read_ipv6(self):
        d, o = self.data, self.offset
        self.ip, self.size, self.l4 = (o + 8, o + 24), 16, o + 40
        self.end = min(len(d), o + 40 + self.word(o + 4))
        self.protocol = d[o + 6]
        while self.protocol in OPTIONS and self.l4 + 8 <= len(d):  # RFC 8200 4
            self.protocol, self.l4 = d[self.l4], self.l4 + 8 * (1 + d[self.l4 + 1])
        if self.protocol == FRAGMENT and self.l4 + 8 <= len(d):
            offset = self.word(self.l4 + 2)
            self.fragment = ((bytes(d[o + 8:o + 40]), bytes(d[self.l4 + 4:self.l4 + 8])),
                             offset & 0xFFF8)
            self.protocol, self.l4 = d[self.l4], self.l4 + 8

    def read_transport(self):
        d, o = self.data, self.l4
        if o >= len(d):
            self.l4 = self.protocol = None
            return
        addresses = bytes(d[self.ip[0]:self.ip[0] + 2 * self.size])
        self.payload = o
        if self.fragment is not None and self.fragment[1] > 0:
            return
        if self.protocol == TCP and self.end >= o + 20:
            self.payload, self.checksum = o + (d[o + 12] >> 4) * 4, o + 16
            self.flow = (addresses, bytes(d[o:o + 4]))
            self.sequence = int.from_bytes(d[o + 4:o + 8], "big") + (d[o + 13] >> 1 & 1)
        elif self.protocol == UDP and self.end >= o + UDP_SIZE:
            self.payload, self.checksum = o + UDP_SIZE, o + 6
            if self.word(o + 2) == VXLAN_PORT:
                self.tunnel = (o + UDP_SIZE + VXLAN_SIZE, None)
        elif self.protocol in (IPIP, SIX_IN_IP):
            self.tunnel = (o, IPV4 if self.protocol == IPIP else IPV6)
        elif self.protocol == GRE:
            self.tunnel = self.read_gre()
        elif self.protocol in (ICMP, ICMPV6):
            self.checksum = o + 2
        elif self.protocol not in (TCP, UDP, IGMP, NOTHING):
            raise Unknown(f"IP protocol {self.protocol}")
        if self.tunnel and self.fragment:
            raise Unknown("a tunnel in IP fragments")

    def read_gre(self):
        """RFC 2784, RFC 2890."""
        flags, kind, start = self.word(self.l4), self.word(self.l4 + 2), self.l4 + 4
        if flags & 0xC007:
            raise Unknown("GRE with a checksum, with routing, or of another version")
        start += 4 * (flags >> 13 & 1) + 4 * (flags >> 12 & 1)  # key, sequence number
        if kind in ERSPAN:
            return start + (ERSPAN[kind] if flags & 0x1000 else 0), None
        if kind == BRIDGED:
            return start, None
        if kind in (IPV4, IPV6):
            return start, kind
        raise Unknown(f"GRE for 0x{kind:04x}")

    def addresses(self):
        if self.ip is None:
            return []
        return [str(ipaddress.ip_address(bytes(self.data[a:a + self.size]))) for a in self.ip]

    def rewrite_addresses(self, p):
        d = self.data
        for at in self.macs:
            d[at:at + 6] = p.mac(bytes(d[at:at + 6]))
        if self.ip:
            change = p.ipv4 if self.size == 4 else p.ipv6
            for at in self.ip:
                d[at:at + self.size] = change(bytes(d[at:at + self.size]))
        elif self.kind == ARP:
            o = self.offset
            for at in (o + 8, o + 18):
                d[at:at + 6] = p.mac(bytes(d[at:at + 6]))
                d[at + 6:at + 10] = p.ipv4(bytes(d[at + 6:at + 10]))
        # The link-layer address that neighbour discovery carries (RFC 4861 4.6.1)
        if self.protocol == ICMPV6 and d[self.l4] in range(133, 138):
            for at in range(self.l4 + 24, self.end - 7, 8):
                if d[at] in (1, 2) and d[at + 1] == 1:
                    d[at + 2:at + 8] = p.mac(bytes(d[at + 2:at + 8]))

        if (self.protocol, d[self.l4] if self.l4 else None) in QUOTING:
            self.rewrite_quoted(p)

    def rewrite_quoted(self, p):
        """The header of the packet that an ICMP error is about (RFC 792, RFC 4443 3)."""
        d, o = self.data, self.l4 + 8
        first, size, change = (12, 4, p.ipv4) if self.protocol == ICMP else (8, 16, p.ipv6)
        if o + first + 2 * size > self.end:
            return
        header = o + (d[o] & 15) * 4
        before = fold(bytes(d[o:header]))
        for at in (o + first, o + first + size):
            d[at:at + size] = change(bytes(d[at:at + size]))
        if self.protocol == ICMP:
            self.move(o + 10, before, fold(bytes(d[o:header])))

    def correct(self):
        """Checksums move by what changed (RFC 1624), so a wrong one stays wrong."""
        d, o = self.data, self.offset
        if self.ip is None:
            return
        if self.size == 4:
            header = o + (d[o] & 15) * 4
            self.move(o + 10, fold(self.old[o:header]), fold(bytes(d[o:header])))
        if self.checksum is None or self.checksum + 2 > len(d):
            return
        if self.fragment and self.protocol == UDP:
            d[self.checksum:self.checksum + 2] = b"\0\0"  # RFC 768: none was computed
            return
        if self.protocol == UDP and not any(self.old[self.checksum:self.checksum + 2]):
            return
        # ICMP's checksum alone is without the addresses.
        a, b = self.ip[0], self.ip[0] + (0 if self.protocol == ICMP else 2 * self.size)
        before = fold(self.old[a:b]) + fold(self.old[self.l4:self.end])
        after = fold(bytes(d[a:b])) + fold(bytes(d[self.l4:self.end]))
        self.move(self.checksum, before, after)

    def move(self, at, before, after):
        old = int.from_bytes(self.data[at:at + 2], "big")
        total = (~old & 0xFFFF) + after - before
        while total < 0 or total > 0xFFFF:
            total = (total & 0xFFFF) + (total >> 16) if total > 0 else total + 0xFFFF
        self.data[at:at + 2] = (~total & 0xFFFF).to_bytes(2, "big")


class Packet:
    """One frame, as the layers that it has."""

    def __init__(self, head, data):
        self.head, self.data = head, bytearray(data)
        self.layers = [Layer(self.data, 0)]
        while self.layers[-1].tunnel and self.layers[-1].tunnel[0] < len(self.data):
            self.layers.append(Layer(self.data, *self.layers[-1].tunnel))

    @property
    def innermost(self):
        return self.layers[-1]

    def addresses(self):
        return [address for layer in self.layers for address in layer.addresses()]

    def hardware(self):
        """The link-layer addresses, of single stations."""
        found = {bytes(self.data[at:at + 6]) for layer in self.layers for at in layer.macs}
        return {mac for mac in found if any(mac) and not mac[0] & 1}

    def rewrite_addresses(self, p):
        for layer in self.layers:
            layer.rewrite_addresses(p)

    def correct(self):
        """From the inside out: an outer checksum counts what is inside."""
        for layer in reversed(self.layers):
            layer.correct()


def read_pcap(path):
    """-> the header of the file, its packets; Unknown tells the index of the packet"""
    raw = path.read_bytes()
    if struct.unpack_from("<I", raw, 20)[0] != 1:
        raise SystemExit("only Ethernet captures")
    packets, offset = [], 24
    while offset + PCAP.size <= len(raw):
        head = PCAP.unpack_from(raw, offset)
        offset += PCAP.size
        try:
            packets.append(Packet(head, raw[offset:offset + head[2]]))
        except Unknown as problem:
            problem.index = len(packets)
            raise
        offset += head[2]
    return raw[:24], packets


def runs(packets):
    """Bytes that belong together, as lists of (layer, start of the payload in the run)."""
    flows, fragments, single = {}, {}, []
    for packet in (p.innermost for p in packets):
        if packet.payload is None or packet.payload >= packet.end:
            continue
        if packet.flow:
            flows.setdefault(packet.flow, []).append(packet)
        elif packet.fragment:
            key, at = packet.fragment
            fragments.setdefault(key, []).append((packet, at - (0 if at else -8)))
        else:
            single.append([(packet, 0)])
    for members in flows.values():
        base = members[0].sequence
        placed = sorted(((p, (p.sequence - base + 2 ** 31) % 2 ** 32 - 2 ** 31) for p in members),
                        key=lambda item: item[1])
        yield from split(placed)
    for members in fragments.values():
        yield from split(sorted(members, key=lambda item: item[1]))
    yield from single


def split(placed):
    """At gaps: nothing is known about what was there."""
    run, end = [], None
    for packet, at in placed:
        if end is not None and at > end:
            yield run
            run, end = [], None
        run.append((packet, at))
        end = max(end or at, at + packet.end - packet.payload)
    yield run


def rewrite_runs(packets, rewrite):
    for run in runs(packets):
        base = run[0][1]
        size = max(at - base + p.end - p.payload for p, at in run)
        whole = bytearray(size)
        for packet, at in reversed(run):
            whole[at - base:at - base + packet.end - packet.payload] = \
                packet.data[packet.payload:packet.end]
        whole = rewrite(bytes(whole))
        for packet, at in run:
            packet.data[packet.payload:packet.end] = \
                whole[at - base:at - base + packet.end - packet.payload]
