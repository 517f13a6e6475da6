# SPDX-License-Identifier: GPL-2.0-or-later
"""Authentication from PDUs of the project's captures: long RPC sessions, and hostile masses."""
import struct

from talk import MICROSECOND, MILLISECOND, Connection, datagram, ephemeral, packets

EPM_PORT = 135
KERBEROS_PORT = 88
REQUEST, RESPONSE, BIND = 0, 2, 11
BIND_NAK_ACCESS = struct.pack("<2x5B", 0, 1, 5, 0, 0)  # reason 0, one version: C706 12.6.4.6
TRAILER_SIZE = 8  # the sec_trailer: MS-RPCE 2.2.2.11
REQUEST_HEADER_SIZE = 24
# KRB-ERROR error-code [6] of one byte (RFC 4120 5.9.1), and codes that no rule calls routine
ERROR_CODE = b"\xa6\x03\x02\x01"
ERROR_CODES = (6, 12, 14, 18, 23, 24)


def rpc_pdus(template):
    """-> [(side, PDU)] of the first RPC connection"""
    streams = [bytearray(), bytearray()]
    found = []
    conversation = None
    for _, segment in template.segments:
        if segment.protocol != packets.TCP or not segment.has_port(EPM_PORT):
            continue
        conversation = conversation or segment.conversation
        if segment.conversation != conversation:
            continue
        side = int(segment.source_port == EPM_PORT)
        stream = streams[side]
        stream += segment.payload
        while len(stream) >= 16 and len(stream) >= (size := _fragment_size(stream)):
            found.append((side, bytes(stream[:size])))
            del stream[:size]
    return found


def _fragment_size(pdu):
    return struct.unpack_from("<H", pdu, 8)[0]


def _auth_size(pdu):
    return struct.unpack_from("<H", pdu, 10)[0]


class RpcSessions:
    """Long connections with protected calls, after the bind of a healthy capture."""

    def __init__(self, templates):
        pdus = next(rpc_pdus(template) for template in templates
                    if template.name == "healthy_impacket")
        first = next(number for number, (_, pdu) in enumerate(pdus) if pdu[2] == REQUEST)
        self._handshake = pdus[:first]
        self._request = pdus[first][1]
        self._response = next(pdu for _, pdu in pdus[first:] if pdu[2] == RESPONSE)

    def make(self, rng, site):
        client = site.host(rng.randrange(100, 250))
        talk = Connection(rng, client, site.host(20), EPM_PORT, authentication=True).open()
        for side, pdu in self._handshake:
            talk.say(side, pdu)
        for call in range(2, 2 + min(int(rng.paretovariate(1.1) * 6), 200)):
            talk.say(0, self._call(rng, self._request, call))
            talk.say(1, self._call(rng, self._response, call))
            talk.wait(rng.randrange(1, 200) * MILLISECOND)
        return talk.close()

    @staticmethod
    def _call(rng, pdu, call):
        auth = pdu[len(pdu) - _auth_size(pdu) - TRAILER_SIZE:]
        stub = rng.randbytes(16 * min(int(rng.paretovariate(1.0) * 3), 250))
        size = REQUEST_HEADER_SIZE + len(stub) + len(auth)
        return (pdu[:8] + struct.pack("<2H2I", size, _auth_size(pdu), call, len(stub)) +
                pdu[20:REQUEST_HEADER_SIZE] + stub + auth)


def numbered(number, first):
    """-> a different address for each number below 2 to the 24th"""
    return bytes([first]) + number.to_bytes(3, "big")


def _error_pair(templates):
    """-> payloads of a request over UDP and of the KRB-ERROR that answers it"""
    for template in templates:
        requests = {}
        for _, segment in template.segments:
            if segment.protocol != packets.UDP or not segment.has_port(KERBEROS_PORT):
                continue
            if segment.target_port == KERBEROS_PORT:
                requests[segment.conversation] = segment.payload
            elif ERROR_CODE in segment.payload and segment.conversation in requests:
                return requests[segment.conversation], segment.payload
    raise SystemExit("no KRB-ERROR over UDP in the captures")


def krb_errors(rng, templates, count, clients):
    """Yields (time, frame, True): requests and errors of many clients, a thousand a second"""
    request, error = _error_pair(templates)
    at = error.index(ERROR_CODE) + len(ERROR_CODE)
    for number in range(count):
        client = numbered(number % clients, 11)
        kdc = numbered(number % 7, 12)
        ports = (ephemeral(rng), KERBEROS_PORT)
        time = number * MILLISECOND
        code = bytes([ERROR_CODES[number % len(ERROR_CODES)]])
        yield time, datagram(client, kdc, ports, request), True
        yield (time + 300 * MICROSECOND,
               datagram(kdc, client, ports[::-1], error[:at] + code + error[at + 1:]), True)


def _smallest_bind(templates):
    binds = [pdu for template in templates for _, pdu in rpc_pdus(template)
             if pdu[2] == BIND and _auth_size(pdu) > 0]
    return min(binds, key=len)


def _bind_nak(bind):
    size = 16 + len(BIND_NAK_ACCESS)
    return bind[:2] + b"\x0d\x03" + bind[4:8] + struct.pack("<2H", size, 0) + bind[12:16] + \
        BIND_NAK_ACCESS


def _bind(rng, bind, client, server, refused):
    """-> a talk of the bind, and of the bind_nak if it is refused"""
    connection = Connection(rng, client, server, EPM_PORT, authentication=True)
    connection.open(accepted=False).say(0, bind)
    if refused:
        connection.say(1, _bind_nak(bind))
    return connection.talk


def _one_each_millisecond(talks):
    for number, talk in enumerate(talks):
        for time, frame, is_authentication in talk:
            yield number * MILLISECOND + min(time, MILLISECOND - 1), frame, is_authentication


def binds(rng, templates, count):
    """Yields (time, frame, True): a bind from each address, every second one refused."""
    bind = _smallest_bind(templates)
    yield from _one_each_millisecond(
        _bind(rng, bind, numbered(number, 11), numbered(0, 13), number % 2 == 0)
        for number in range(count))


def refusals(rng, templates, count, site):
    """Yields (time, frame, True): a KRB-ERROR that Windows remembers, then nothing but refused
    binds of that client at that server."""
    bind = _smallest_bind(templates)
    first = next(template for template in templates
                 if template.name == "spn_unknown_ntlm_refused").clone(rng, site)
    yield from first
    segments = (packets.parse(frame) for _, frame, _ in first)
    ends = next((segment.source, segment.target) for segment in segments
                if segment.target_port == EPM_PORT)
    after = first[-1][0] + MILLISECOND
    for time, frame, is_authentication in _one_each_millisecond(
            _bind(rng, bind, *ends, refused=True) for _ in range(count)):
        yield after + time, frame, is_authentication
