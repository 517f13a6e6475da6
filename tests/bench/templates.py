# SPDX-License-Identifier: GPL-2.0-or-later
"""Clones the project's captures: each clone is another client, another domain, other tickets.

All replacements keep the length, so that the sequence numbers of TCP and the lengths of ASN.1 stay
right; checksums are made anew.
"""
import re

from talk import ephemeral, letters, packets
import capfile

PREFIX = bytes([10, 20, 30])
PREFIX6 = bytes.fromhex("fd00002000300000")  # fd00:20:30::/64
LABEL = b"corp"
USER = b"alice"
FIRST_CLIENT = 100
DNS_PORT = 53
# EncryptedData (RFC 4120 5.2.9): etype, kvno or none, and a cipher long enough to be a ticket's.
CIPHER = re.compile(rb"\xa0\x03\x02\x01.(?:\xa1\x03\x02\x01.)?"
                    rb"\xa2(?:\x82..|\x81.)\x04(?:\x82..|\x81.)(.{16})", re.DOTALL)


def both_texts(text):
    """-> the text as it is, in capitals, and both as UTF-16 for NTLM and DCOM"""
    texts = [text, text.upper()]
    return texts + [part.decode().encode("utf-16-le") for part in texts]


def dotted(prefix):
    return ".".join(map(str, prefix)).encode() + b"."


def _ends_pdu(segment):
    whole = segment.protocol == packets.UDP or segment.flags & packets.PSH
    return bool(whole and segment.payload) and not segment.has_port(DNS_PORT)


class Template:
    """A capture, taken apart."""

    def __init__(self, path):
        link_type, captured = capfile.read(path)
        self.name = path.stem
        self.is_healthy = path.stem.startswith("healthy")
        start = captured[0].time
        parsed = [(packet.time, packets.parse(packet.data)) for packet in captured
                  if link_type == capfile.ETHERNET and packet.length == len(packet.data)]
        self.segments = [(time - start, segment) for time, segment in parsed if segment]
        self._heads = sorted({head for _, segment in self.segments
                              for head in CIPHER.findall(segment.payload)})
        self._initiators = {}
        for _, segment in self.segments:
            self._initiators.setdefault(segment.conversation, (segment.source,
                                                               segment.source_port))

    def clone(self, rng, site):
        """-> a talk"""
        renamed = self._renamed(rng, site)
        hosts = {}
        flows = {}
        talk = []
        for time, segment in self.segments:
            flow = flows.setdefault(segment.conversation, (ephemeral(rng), rng.getrandbits(32)))
            clone = self._move(rng, site, segment, hosts, flow)
            payload = clone.payload
            for old, new in renamed:
                payload = payload.replace(old, new)
            if segment.has_port(DNS_PORT):
                payload = payload.replace(PREFIX, site.prefix).replace(PREFIX6, site.prefix6)
            talk.append((time, packets.build(clone.but(payload=payload)), _ends_pdu(segment)))
        return talk

    def _renamed(self, rng, site):
        """-> [(old bytes, new bytes)]"""
        pairs = [*zip(both_texts(LABEL), both_texts(site.label)),
                 *zip(both_texts(USER), both_texts(letters(rng, len(USER)))),
                 *zip(both_texts(dotted(PREFIX)), both_texts(dotted(site.prefix)))]
        return pairs + [(head, rng.randbytes(len(head))) for head in self._heads]

    @staticmethod
    def _address(rng, site, address, hosts):
        number = address[-1]
        if number >= FIRST_CLIENT:
            number = hosts.setdefault(number, rng.randrange(FIRST_CLIENT, 250))
        if address.startswith(PREFIX):
            return site.host(number)
        return site.host6(number) if address.startswith(PREFIX6) else address

    def _move(self, rng, site, segment, hosts, flow):
        port, sequence = flow
        source = self._address(rng, site, segment.source, hosts)
        target = self._address(rng, site, segment.target, hosts)
        ports = [segment.source_port, segment.target_port]
        starts = self._initiators[segment.conversation] == (segment.source, segment.source_port)
        ports[0 if starts else 1] = port
        acknowledges = bool(segment.flags & packets.ACK)
        return segment.but(
            ethernet=site.mac_of(target) + site.mac_of(source), source=source, target=target,
            source_port=ports[0], target_port=ports[1],
            sequence=(segment.sequence + sequence) & 0xFFFFFFFF,
            acknowledged=(segment.acknowledged + sequence) & 0xFFFFFFFF if acknowledges else 0)


def read_templates(folder):
    """-> [Template], in the order of their names"""
    found = [Template(path) for path in sorted(folder.glob("*.pcapng"))]
    found = [template for template in found if template.segments]
    if not found:
        raise SystemExit(f"no captures in {folder}")
    return found
