# SPDX-License-Identifier: GPL-2.0-or-later
"""A capture in which everything that has a name has one that wants to be more than a name.

For each name: a logon that the KDC refuses, an SPN that it does not know, each with an RPC
connection that is closed without a bind, and an NTLM logon that is refused at an activation.
"""
import pathlib
import random
import struct
import sys

PROJECT = pathlib.Path(__file__).resolve().parent.parent.parent
for folder in ("tests/captures", "tests/bench", "captures/lab"):
    sys.path.insert(0, str(PROJECT / folder))
import capfile  # noqa: E402
import rpc_pdu  # noqa: E402
import talk  # noqa: E402

MARK = "pwned"
LONG = 10_000
NAMES = {
    "script": f"<script>document.title='{MARK}';document.body.id='{MARK}'</script>",
    "image": f"<img src=x onerror=\"document.title='{MARK}'\">",
    "svg": f"</text></svg><svg onload=\"document.title='{MARK}'\"><text>",
    "style": "</style><style>@import url(http://evil.example/x.css);</style>",
    "link": "</td><a href='javascript:alert(1)'>x</a><link rel=stylesheet href=//evil.example>",
    "quotes": f"\"' onmouseover=\"document.title='{MARK}'\" x='&lt;&#60;script&amp;",
    "comment": "--><!--]]><![CDATA[</title><base href=//evil.example/>",
    "bidi": "safe\u202egpj.exe\u2066\u2067\u200f\u061c\u2028end",
    "control": "line\nbreak\ttab\x01\x1b[31m\x7f",
    "long": "<b>" + "A" * LONG,
    "wide": "\u00e4\U0001f600" * 500,
}
# What a browser would take for a name of ours.
BROKEN = b"\xff\xfe<script>\xc3"

SERVER, KDC = bytes([10, 66, 0, 20]), bytes([10, 66, 0, 11])
KERBEROS_PORT, RPC_PORT = 88, 135
CLIENT_UNKNOWN, SERVICE_UNKNOWN = 6, 7
ACCESS_DENIED = 5
NT_PRINCIPAL, NT_SRV_INST = 1, 2
NTLM, CONNECT = 10, 2
CREATE_INSTANCE = 4
GAP = 50 * talk.MILLISECOND


# --- DER (X.690), as far as RFC 4120 needs it ---

def der(tag, *parts):
    content = b"".join(parts)
    size = len(content)
    if size < 0x80:
        return bytes([tag, size]) + content
    length = size.to_bytes((size.bit_length() + 7) // 8, "big")
    return bytes([tag, 0x80 | len(length)]) + length + content


def field(number, value):
    return der(0xA0 | number, value)


def integer(value):
    return der(0x02, value.to_bytes(value.bit_length() // 8 + 1, "big"))


def sequence(*parts):
    return der(0x30, *parts)


def text(value):
    return der(0x1B, value)


def principal(kind, *parts):
    return sequence(field(0, integer(kind)), field(1, sequence(*map(text, parts))))


def time(value=b"20260301120000Z"):
    return der(0x18, value)


def request(kind, name, realm, nonce):
    """An AS-REQ (10) of the client `name`, or a TGS-REQ (12) for the service `name`."""
    client = field(1, principal(NT_PRINCIPAL, name)) if kind == 10 else b""
    service = (b"krbtgt", realm) if kind == 10 else (b"RPCSS", name)
    body = sequence(field(0, der(0x03, b"\0\0\0\0\0")), client, field(2, text(realm)),
                    field(3, principal(NT_SRV_INST, *service)), field(5, time()),
                    field(7, integer(nonce)), field(8, sequence(integer(18), integer(23))))
    return der(0x60 | kind, sequence(field(1, integer(5)), field(2, integer(kind)), field(4, body)))


def krb_error(code, name, realm):
    return der(0x7E, sequence(
        field(0, integer(5)), field(1, integer(30)), field(4, time()), field(5, integer(0)),
        field(6, integer(code)), field(9, text(realm)),
        field(10, principal(NT_SRV_INST, b"RPCSS", name)), field(11, text(name))))


# --- NTLM (MS-NLMP 2.2.1) ---

def ntlm_negotiate():
    return b"NTLMSSP\0" + struct.pack("<II16x", 1, 0x00000207)


def ntlm_challenge():
    return b"NTLMSSP\0" + struct.pack("<I8xI8s8x8x", 2, 0x00000205, b"12345678")


def ntlm_authenticate(name):
    values = [bytes(24), bytes(24), *[name.encode("utf-16-le", "replace")] * 3, b""]
    head, payload = b"NTLMSSP\0" + struct.pack("<I", 3), b""
    for value in values:
        head += struct.pack("<HHI", len(value), len(value), 64 + len(payload))
        payload += value
    return head + struct.pack("<I", 0x00000205) + payload


# --- the capture ---

class Story:
    """Writes down what happens, one thing after the other."""

    def __init__(self):
        self.rng = random.Random(1)
        self.now = 1_772_366_400_000_000_000
        self.packets = []
        self.clients = 0

    def client(self):
        self.clients += 1
        return bytes([10, 66, 1, self.clients])

    def add(self, frames):
        for at, frame, *_ in frames:
            self.packets.append(capfile.Packet(self.now + at, frame, len(frame)))
        self.now += max(at for at, *_ in frames) + GAP

    def refuse(self, client, kind, code, name):
        """A request to the KDC while an RPC connection is open; then that closes."""
        realm = b"EVIL.EXAMPLE<i>"
        ports = (talk.ephemeral(self.rng), KERBEROS_PORT)
        connection = talk.Connection(self.rng, client, SERVER, RPC_PORT).open()
        connection.wait(GAP)
        asked = request(kind, name, realm, self.rng.getrandbits(30))
        refused = krb_error(code, name, realm)
        self.add(connection.talk + [
            (connection.time, talk.datagram(client, KDC, ports, asked)),
            (connection.time + GAP, talk.datagram(KDC, client, ports[::-1], refused))])
        connection.talk.clear()
        self.add(connection.close())

    def ntlm(self, client, name):
        def auth(token):
            return rpc_pdu.Auth(NTLM, CONNECT, 1, token)

        def pdu(kind, body, token=None, call=1):
            return rpc_pdu.Pdu(kind, call, body, auth(token) if token else None).encode()

        activation = rpc_pdu.request_body(CREATE_INSTANCE, bytes(32))
        connection = talk.Connection(self.rng, client, SERVER, RPC_PORT).open()
        for side, data in (
                (0, pdu(rpc_pdu.BIND, rpc_pdu.bind_body("activator"), ntlm_negotiate())),
                (1, pdu(rpc_pdu.BIND_ACK, rpc_pdu.ack_body(RPC_PORT), ntlm_challenge())),
                (0, pdu(rpc_pdu.AUTH3, b"\0\0\0\0", ntlm_authenticate(name))),
                (0, pdu(rpc_pdu.REQUEST, activation, None, 2)),
                (1, pdu(rpc_pdu.FAULT, rpc_pdu.fault_body(ACCESS_DENIED), None, 2))):
            connection.say(side, data)
        self.add(connection.close())


def write(path):
    """Writes the capture. -> how many attempts are in it"""
    story = Story()
    attempts = 0
    for name in [*(name.encode() for name in NAMES.values()), BROKEN]:
        story.refuse(story.client(), 10, CLIENT_UNKNOWN, name)
        story.refuse(story.client(), 12, SERVICE_UNKNOWN, name)
        story.ntlm(story.client(), name.decode(errors="replace"))
        attempts += 3
    capfile.write(path, story.packets)
    return attempts
