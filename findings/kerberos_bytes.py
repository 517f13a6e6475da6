# SPDX-License-Identifier: GPL-2.0-or-later
"""Kerberos messages (RFC 4120) in DER, just enough to ask a KDC or to fill a capture."""

import os
import socket
import struct

APPLICATION = {"AS-REQ": 10, "AS-REP": 11, "TGS-REQ": 12, "KRB-ERROR": 30}


def tlv(tag, body):
    length = len(body)
    if length < 128:
        return bytes([tag, length]) + body
    octets = length.to_bytes((length.bit_length() + 7) // 8, "big")
    return bytes([tag, 0x80 | len(octets)]) + octets + body


def integer(value):
    return tlv(2, value.to_bytes(value.bit_length() // 8 + 1, "big", signed=True))


def octets(value):
    return tlv(4, value)


def string(value):
    return tlv(27, value.encode())


def time(value):
    return tlv(24, value.encode())


def sequence(*items):
    return tlv(48, b"".join(items))


def fields(**items):
    """A SEQUENCE whose fields are named _0=…, _1=…; None leaves one out."""
    return sequence(*(tlv(0xA0 + int(name[1:]), value)
                      for name, value in items.items() if value is not None))


def principal(name, kind=1):
    return fields(_0=integer(kind), _1=sequence(*map(string, name.split("/"))))


def flags(value):
    return tlv(3, b"\0" + value.to_bytes(4, "big"))


def padata(kind, value):
    return fields(_1=integer(kind), _2=octets(value))


def encrypted(etype, cipher, kvno=None):
    return fields(_0=integer(etype), _1=None if kvno is None else integer(kvno), _2=octets(cipher))


def message(name, body):
    return tlv(0x60 + APPLICATION[name], body)


def as_req(cname="user", sname="krbtgt/TEST.EXAMPLE", realm="TEST.EXAMPLE", etypes=(18, 17),
           options=0, nonce=12345, pa=(), till="20370913024805Z", start=None, rtime=None, kind=1,
           addresses=None):
    body = fields(
        _0=flags(options), _1=None if cname is None else principal(cname, kind),
        _2=string(realm), _3=None if sname is None else principal(sname, 2),
        _4=None if start is None else time(start), _5=time(till),
        _6=None if rtime is None else time(rtime),
        _7=integer(nonce), _8=sequence(*map(integer, etypes)), _9=addresses)
    return message("AS-REQ", fields(_1=integer(5), _2=integer(10),
                                    _3=sequence(*pa) if pa else None, _4=body))


def krb_error(code, sname="krbtgt/TEST.EXAMPLE", realm="TEST.EXAMPLE", stime="20240102030405Z",
              text=None, data=None, cname=None, crealm=None, ctime=None):
    return message("KRB-ERROR", fields(
        _0=integer(5), _1=integer(30), _2=None if ctime is None else time(ctime),
        _4=time(stime), _5=integer(0), _6=integer(code),
        _7=None if crealm is None else string(crealm),
        _8=None if cname is None else principal(cname), _9=string(realm),
        _10=principal(sname, 2), _11=None if text is None else string(text),
        _12=None if data is None else octets(data)))


def items(der):
    """The (tag, value) pairs in a DER value; only tags of one byte."""
    while der:
        length, at = der[1], 2
        if length & 0x80:
            at += length & 0x7F
            length = int.from_bytes(der[2:at], "big")
        yield der[0], der[at:at + length]
        der = der[at + length:]


def parse(der):
    """("KRB-ERROR", {6: …}): the message's name and the DER of its fields by number."""
    (tag, body), = items(der)
    (_, body), = items(body)
    names = {number: name for name, number in APPLICATION.items()}
    return names.get(tag - 0x60, tag), {tag & 31: value for tag, value in items(body)}


def plain(der):
    """The value of a DER integer, string or time."""
    (tag, value), = items(der)
    return int.from_bytes(value, "big", signed=True) if tag == 2 else value.decode("latin-1")


def describe(answer):
    """The message in a line; of a KRB-ERROR code, e-text, realm and how many bytes of e-data."""
    name, parts = parse(answer)
    if name != "KRB-ERROR":
        return name
    words = [name, str(plain(parts[6]))]
    words += [f'"{plain(parts[11])}"'] if 11 in parts else []
    return " ".join(words + [f"realm {plain(parts[9])}", "e-data" if 12 in parts else "no e-data"])


def ask_udp(port, request, wait=5):
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as client:
        client.settimeout(wait)
        client.connect(("127.0.0.1", port))
        client.send(request)
        try:
            return client.recv(65535)
        except OSError:
            return None


def ask_tcp(port, data, wait=5):
    """Everything that comes back until the KDC closes, or within the time."""
    answer = b""
    with socket.create_connection(("127.0.0.1", port), wait) as client:
        client.sendall(data)
        try:
            while part := client.recv(65535):
                answer += part
        except OSError:
            pass
    return answer


def records(stream):
    """The messages in what came by TCP."""
    while len(stream) >= 4:
        length = int.from_bytes(stream[:4], "big")
        yield stream[4:4 + length]
        stream = stream[4 + length:]


def record(body):
    return struct.pack(">I", len(body)) + body


def pcap(path, frames, link=1):
    """Writes a capture: frames are (seconds, bytes)."""
    with open(path, "wb") as out:
        out.write(struct.pack("<IHHiIII", 0xA1B2C3D4, 2, 4, 0, 0, 262144, link))
        for when, frame in frames:
            out.write(struct.pack("<IIII", int(when), round(when % 1 * 1e6), len(frame),
                                  len(frame)) + frame)
    os.chmod(path, 0o644)


def ip(protocol, source, target, payload):
    address = socket.inet_aton
    return (bytes.fromhex("020000000002020000000001") + b"\x08\x00"
            + struct.pack(">BBHHHBBH", 0x45, 0, 20 + len(payload), 1, 0, 64, protocol, 0)
            + address(source) + address(target) + payload)


def udp(source, source_port, target, target_port, payload):
    return ip(17, source, target, struct.pack(">HHHH", source_port, target_port,
                                              8 + len(payload), 0) + payload)


def tcp(source, source_port, target, target_port, seq, ack, payload=b"", bits=0x18):
    return ip(6, source, target, struct.pack(">HHIIBBHHH", source_port, target_port, seq, ack,
                                             0x50, bits, 8192, 0, 0) + payload)
