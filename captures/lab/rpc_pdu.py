# SPDX-License-Identifier: GPL-2.0-or-later
"""The connection-oriented PDUs of DCE/RPC (C706 12.6, MS-RPCE 2.2.2), as far as binding and
calling need them."""
import socket
import struct
import uuid
from dataclasses import dataclass

REQUEST, RESPONSE, FAULT = 0, 2, 3
BIND, BIND_ACK, BIND_NAK, ALTER, ALTER_RESP, AUTH3 = 11, 12, 13, 14, 15, 16

TYPES = {"none": 0, "spnego": 9, "ntlm": 10, "krb5": 16}

# name: UUID, version
INTERFACES = {
    "activator": ("000001a0-0000-0000-c000-000000000046", 0),
    "resolver": ("99fcfec4-5260-101b-bbcb-00aa0021347a", 0),
    "remunknown": ("00000143-0000-0000-c000-000000000046", 0),
    "unregistered": ("12345678-1234-abcd-ef00-0123456789ab", 1),
}
NDR = uuid.UUID("8a885d04-1ceb-11c9-9fe8-08002b104860").bytes_le + struct.pack("<I", 2)
NO_SYNTAX = bytes(20)
HEADER = struct.Struct("<BBBB4sHHI")
TRAILER = struct.Struct("<BBBBI")
FIRST_AND_LAST = 0x03


@dataclass
class Auth:
    """The sec_trailer of a PDU and the token after it (MS-RPCE 2.2.2.11). A pad that is not zero
    is in the body already, because the verifier covers it."""
    type: int
    level: int
    context: int
    token: bytes
    pad: int = 0

    def encode(self):
        return TRAILER.pack(self.type, self.level, self.pad, 0, self.context) + self.token


@dataclass
class Pdu:
    type: int
    call: int
    body: bytes
    auth: Auth | None = None
    flags: int = FIRST_AND_LAST

    def encode(self):
        body, auth, auth_length = self.body, b"", 0
        if self.auth:
            if not self.auth.pad:
                self.auth.pad = -len(body) % 4
                body += bytes(self.auth.pad)
            auth, auth_length = self.auth.encode(), len(self.auth.token)
        length = HEADER.size + len(body) + len(auth)
        return HEADER.pack(5, 0, self.type, self.flags, b"\x10\0\0\0", length, auth_length,
                           self.call) + body + auth


def receive(sock):
    """The next PDU, or None where the connection ended."""
    head = exactly(sock, HEADER.size)
    if head is None:
        return None
    _, _, kind, flags, _, length, auth_length, call = HEADER.unpack(head)
    body = exactly(sock, length - HEADER.size)
    if body is None:
        return None
    auth = None
    if auth_length:
        start = len(body) - auth_length - TRAILER.size
        kind9, level, pad, _, context = TRAILER.unpack_from(body, start)
        auth = Auth(kind9, level, context, body[-auth_length:], pad)
        body = body[:start]
    return Pdu(kind, call, body, auth, flags)


def exactly(sock, count):
    data = b""
    while len(data) < count:
        try:
            more = sock.recv(count - len(data))
        except (ConnectionError, socket.timeout):
            return None
        if not more:
            return None
        data += more
    return data


def syntax(interface):
    name, version = INTERFACES[interface]
    return uuid.UUID(name).bytes_le + struct.pack("<I", version)


def bind_body(interface, context=0, group=0):
    return struct.pack("<HHIB3xHBx", 5840, 5840, group, 1, context, 1) + syntax(interface) + NDR


def bound_interface(body):
    """Name of the interface that a bind asks for, and its presentation context."""
    context = struct.unpack_from("<H", body, 12)[0]
    wanted = body[16:36]
    names = [n for n in INTERFACES if syntax(n) == wanted]
    return (names[0] if names else "unregistered"), context


def ack_body(port, accepted=True, alter=False, group=0x20df):
    address = b"\0\0" if alter else struct.pack("<H", len(str(port)) + 1) + f"{port}\0".encode()
    address += bytes(-(len(address) + 8) % 4)
    # C706 12.6.3.1: result 2 is provider rejection, reason 1 abstract syntax not supported
    result = struct.pack("<HH", 0, 0) + NDR if accepted else struct.pack("<HH", 2, 1) + NO_SYNTAX
    return struct.pack("<HHI", 5840, 5840, group) + address + struct.pack("<B3x", 1) + result


def nak_body(reason):
    return struct.pack("<HBBB", reason, 1, 5, 0) + b"\0\0\0"


def fault_body(status, context=0):
    return struct.pack("<IHBxI4x", 16, context, 0, status)


def request_body(opnum, stub, context=0):
    return struct.pack("<IHH", len(stub), context, opnum) + stub


def response_body(stub, context=0):
    return struct.pack("<IHBx", len(stub), context, 0) + stub


def padded(stub):
    """-> the stub as a verifier covers it, and how much of it is padding"""
    pad = -len(stub) % 16
    return stub + bytes(pad), pad
