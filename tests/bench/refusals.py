# SPDX-License-Identifier: GPL-2.0-or-later
"""Makes captures of a client that is refused again and again: tickets by a KDC, then binds.

MODES says what differs from one to the next.
"""
import struct
import uuid

import pcapfile

MODES = {
    "same": "one SPN, one server",
    "many": "an SPN each",
    "servers": "a server each",
    "dns": "a DNS answer each before",
    "onetcp": "all binds on one connection",
}
CLIENT, KDC, DNS, SERVER = "10.1.1.1", "10.1.1.2", "10.1.1.3", "10.2.0.1"
BEGIN = 1_700_000_000 * 10**9
SPACING = 10_000  # nanoseconds
REALM = "EXAMPLE.TEST"
SYN, SYN_ACK, PUSH_ACK, FIN_ACK = 0x02, 0x12, 0x18, 0x11
ACTIVATOR = uuid.UUID("000001a0-0000-0000-c000-000000000046").bytes_le
NDR = uuid.UUID("8a885d04-1ceb-11c9-9fe8-08002b104860").bytes_le
NEGOTIATE = b"NTLMSSP\0\1\0\0\0\x07\x82\x08\xa2" + b"\0" * 16
BIND, BIND_NAK, ALTER_CONTEXT = 11, 13, 14


# --- frames ---

def _address(text):
    return bytes(map(int, text.split(".")))


def _checksum(data):
    total = sum(struct.unpack(f">{len(data) // 2}H", data))
    while total >> 16:
        total = (total & 0xffff) + (total >> 16)
    return struct.pack(">H", ~total & 0xffff)


def _ip(source, target, protocol, payload):
    header = struct.pack(">BBHHHBB", 0x45, 0, 20 + len(payload), 1, 0, 64, protocol)
    ends = _address(source) + _address(target)
    return (b"\2\0\0\0\0\2\2\0\0\0\0\1\x08\0" + header + _checksum(header + ends) + ends + payload)


def _udp(source, target, payload):
    ports = struct.pack(">HHHH", source[1], target[1], 8 + len(payload), 0)
    return _ip(source[0], target[0], 17, ports + payload)


def _tcp(source, target, numbers, flags, payload=b""):
    header = struct.pack(">HHIIBBHHH", source[1], target[1], *numbers, 0x50, flags, 65000, 0, 0)
    return _ip(source[0], target[0], 6, header + payload)


# --- Kerberos: RFC 4120 5.4.1, 5.9.1 ---

def _tlv(tag, value):
    length = len(value)
    if length < 128:
        return bytes([tag, length]) + value
    size = length.to_bytes((length.bit_length() + 7) // 8, "big")
    return bytes([tag, 128 | len(size)]) + size + value


def _sequence(*members):
    return _tlv(0x30, b"".join(members))


def _member(number, value):
    return _tlv(0xa0 + number, value)


def _integer(value):
    return _tlv(2, value.to_bytes(value.bit_length() // 8 + 1, "big", signed=True))


def _text(value):
    return _tlv(0x1b, value.encode())


def _name(*parts):
    return _sequence(_member(0, _integer(2)), _member(1, _sequence(*map(_text, parts))))


def _tgs_req(nonce, service):
    body = _sequence(_member(0, _tlv(3, b"\0\x40\x81\0\x10")), _member(2, _text(REALM)),
                     _member(3, _name(*service)), _member(5, _tlv(0x18, b"20370913024805Z")),
                     _member(7, _integer(nonce)),
                     _member(8, _sequence(*map(_integer, (18, 17, 23)))))
    return _tlv(0x6c, _sequence(_member(1, _integer(5)), _member(2, _integer(12)),
                                _member(4, body)))


def _krb_error(service):
    return _tlv(0x7e, _sequence(_member(0, _integer(5)), _member(1, _integer(30)),
                                _member(4, _tlv(0x18, b"20231114221320Z")),
                                _member(5, _integer(1)), _member(6, _integer(7)),
                                _member(9, _text(REALM)), _member(10, _name(*service))))


# --- RPC: C706 12.6.4, MS-RPCE 2.2.2.11 ---

def _pdu(kind, body, call=1, token=b""):
    tail = struct.pack("<BBBBI", 10, 5, 0, 0, call) + token if token else b""
    return struct.pack("<BBBB4sHHI", 5, 0, kind, 3, b"\x10\0\0\0", 16 + len(body) + len(tail),
                       len(token), call) + body + tail


def _bind(kind=BIND, call=1):
    context = struct.pack("<HHIBBHHBB", 5840, 5840, 0, 1, 0, 0, 0, 1, 0)
    return _pdu(kind, context + ACTIVATOR + b"\0\0\0\0" + NDR + b"\2\0\0\0", call, NEGOTIATE)


REFUSED = _pdu(BIND_NAK, struct.pack("<HB", 0, 0))


# --- what happens ---

def _dns_answer(number):
    name = b"".join(bytes([len(label)]) + label
                    for label in (b"h%d" % number, b"example", b"test")) + b"\0"
    message = (struct.pack(">6H", number & 0xffff, 0x8180, 1, 1, 0, 0) + name + b"\0\1\0\1" +
               b"\xc0\x0c\0\1\0\1\0\0\0\x3c\0\4" + _address(SERVER))
    yield _udp((DNS, 53), (CLIENT, 5000), message)


def _refused_ticket(number, mode):
    port = 1024 + number % 60000
    service = ("RPCSS", f"h{number if mode == 'many' else 0}.example.test")
    yield _udp((CLIENT, port), (KDC, 88), _tgs_req(number, service))
    yield _udp((KDC, 88), (CLIENT, port), _krb_error(service))


def _refused_bind(number, mode):
    client = (CLIENT, 1024 + number % 60000)
    each = f"10.{3 + number // 65536}.{number // 256 % 256}.{number % 256}"
    server = (each if mode == "servers" else SERVER, 135)
    bind = _bind()
    yield _tcp(client, server, (1, 0), SYN)
    yield _tcp(server, client, (1, 2), SYN_ACK)
    yield _tcp(client, server, (2, 2), PUSH_ACK, bind)
    yield _tcp(server, client, (2, 2 + len(bind)), PUSH_ACK, REFUSED)
    yield _tcp(client, server, (2 + len(bind), 2 + len(REFUSED)), FIN_ACK)


def _on_one_connection(count):
    client, server = (CLIENT, 50000), (SERVER, 135)
    sent, received = 2, 2
    yield _tcp(client, server, (1, 0), SYN)
    yield _tcp(server, client, (1, 2), SYN_ACK)
    for call in range(1, count + 1):
        bind = _bind(ALTER_CONTEXT if call > 1 else BIND, call)
        yield _tcp(client, server, (sent, received), PUSH_ACK, bind)
        sent += len(bind)
        yield _tcp(server, client, (received, sent), PUSH_ACK, REFUSED)
        received += len(REFUSED)


def _frames(mode, count):
    if mode == "onetcp":
        yield from _on_one_connection(count)
        return
    if mode == "dns":
        for number in range(count):
            yield from _dns_answer(number)
        for number in range(count):
            yield from _refused_ticket(number, mode)
            yield from _refused_bind(number, mode)
        return
    for number in range(count):
        yield from _refused_ticket(number, mode)
    for number in range(count):
        yield from _refused_bind(number, mode)


def write(path, mode, count):
    """Writes so many refusals and so many binds; -> its size"""
    with pcapfile.Writer(path) as writer:
        for number, frame in enumerate(_frames(mode, count), 1):
            writer.add(BEGIN + number * SPACING, frame)
    path.chmod(0o644)
    return path.stat().st_size
