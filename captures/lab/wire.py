# SPDX-License-Identifier: GPL-2.0-or-later
"""What plain tshark sees in a capture, as frames with their Kerberos and RPC messages."""
import os
import subprocess
import xml.etree.ElementTree as ElementTree
from dataclasses import dataclass, field

AS_REQ, AS_REP, TGS_REQ, TGS_REP, AP_REQ, AP_REP, KRB_ERROR = 10, 11, 12, 13, 14, 15, 30
NAMES = {AS_REQ: "AS-REQ", AS_REP: "AS-REP", TGS_REQ: "TGS-REQ", TGS_REP: "TGS-REP",
         AP_REQ: "AP-REQ", AP_REP: "AP-REP", KRB_ERROR: "KRB-ERROR"}
FAULT, BIND_NAK = 3, 13
# C706 12.6.4, MS-RPCE 2.2.2
PDUS = {0: "request", 2: "response", FAULT: "fault", 11: "bind", 12: "bind_ack",
        BIND_NAK: "bind_nak", 14: "alter_context", 15: "alter_context_resp", 16: "auth3"}
# RFC 4178 4.2.2
STATES = {0: "accept-completed", 1: "accept-incomplete", 2: "reject", 3: "request-mic"}
NTLM = {1: "NEGOTIATE", 2: "CHALLENGE", 3: "AUTHENTICATE"}
SEQUENCE = 0x30
# MS-KILE 2.2.1 and 2.2.2: KERB-EXT-ERROR, whose first four bytes are an NTSTATUS
EXTENDED_ERROR, EXTENDED_ERROR_SIZE = 3, 12


@dataclass
class Kerberos:
    """A message to or from a KDC, or the one inside an RPC token."""
    type: int
    code: int | None = None
    sname: str = ""
    cname: str = ""
    etypes: list = field(default_factory=list)
    ticket: int | None = None
    authenticator: int | None = None
    text: str = ""
    e_data: list = field(default_factory=list)
    ntstatus: int | None = None


@dataclass
class Rpc:
    type: int
    call: int
    auth: tuple | None = None
    reason: int | None = None
    status: int | None = None
    state: int | None = None
    token: Kerberos | None = None
    ntlm: str = ""


@dataclass
class Frame:
    number: int
    source: str = ""
    target: str = ""
    ports: tuple = (0, 0)
    stream: tuple | None = None
    tcp: set = field(default_factory=set)
    kerberos: list = field(default_factory=list)
    rpc: list = field(default_factory=list)
    smb_setup: int | None = None


def number(text):
    return int(text, 0)


def shows(node, name):
    return [f.get("show") for f in node.iter("field") if f.get("name") == name]


def first(node, name):
    found = shows(node, name) if node is not None else []
    return found[0] if found else None


def element(node, name):
    return next((f for f in node.iter("field") if f.get("name") == name), None)


def integer(node, name):
    value = first(node, name)
    return None if value is None else number(value)


def principal(node, name):
    """The first name only: a body may hold the evidence ticket of S4U2Proxy with another one."""
    if node is None:
        return ""
    inner = element(node, f"kerberos.{name[0].lower()}name_element")
    return "/".join(shows(inner, f"kerberos.{name}")) if inner is not None else ""


def elements(data):
    """DER as [(tag, content)]; what does not fit ends it."""
    found = []
    while len(data) >= 2:
        tag, size, start = data[0], data[1], 2
        if size & 0x80:
            start += size & 0x7F
            size = int.from_bytes(data[2:start], "big")
        if start + size > len(data):
            break
        found.append((tag, data[start:start + size]))
        data = data[start + size:]
    return found


def read_e_data(message, data):
    """METHOD-DATA (RFC 4120 5.9.1) or TYPED-DATA: its types, and the NTSTATUS among them. By hand,
    since tshark looks into the e-data of some codes only."""
    for _, sequence in elements(data):
        items = elements(sequence)
        # KERB-ERROR-DATA (MS-KILE 2.2.1) is the pair itself
        pairs = [elements(content) for tag, content in items if tag == SEQUENCE] or [items]
        for pair in pairs:
            inner = [content for _, tagged in pair for _, content in elements(tagged)]
            kind = int.from_bytes(inner[0], "big", signed=True) if inner else 0
            message.e_data.append(kind)
            if kind == EXTENDED_ERROR and len(inner) > 1 and len(inner[1]) == EXTENDED_ERROR_SIZE:
                message.ntstatus = int.from_bytes(inner[1][:4], "little")


def read_kerberos(proto):
    kind = integer(proto, "kerberos.msg_type")
    if kind is None:
        return None
    message = Kerberos(kind, integer(proto, "kerberos.error_code"))
    ticket = element(proto, "kerberos.ticket_element")
    if ticket is not None:
        message.ticket = integer(element(ticket, "kerberos.enc_part_element"), "kerberos.etype")
    authenticator = element(proto, "kerberos.authenticator_element")
    if authenticator is not None:
        message.authenticator = integer(authenticator, "kerberos.etype")
    # The names of a request are in its body; before it come those of the ticket that it presents.
    body = element(proto, "kerberos.req_body_element")
    named = {AS_REQ: body, TGS_REQ: body, AP_REQ: ticket, AS_REP: ticket, TGS_REP: ticket}
    where = named.get(kind, proto)
    message.sname = principal(where, "SNameString")
    message.cname = principal(body if body is not None else proto, "CNameString")
    message.text = first(proto, "kerberos.e_text") or ""
    e_data = element(proto, "kerberos.e_data")
    if e_data is not None:
        read_e_data(message, bytes.fromhex(first(proto, "kerberos.e_data").replace(":", "")))
    if body is not None:
        message.etypes = [int(e) for e in shows(body, "kerberos.ENCTYPE")]
    return message


def read_rpc(proto):
    auth = None
    kind = integer(proto, "dcerpc.auth_type")
    if kind is not None:
        auth = (kind, integer(proto, "dcerpc.auth_level"))
    message = Rpc(integer(proto, "dcerpc.pkt_type"), integer(proto, "dcerpc.cn_call_id"), auth,
                  integer(proto, "dcerpc.cn_reject_reason"), integer(proto, "dcerpc.cn_status"),
                  integer(proto, "spnego.negResult"))
    inner = next((p for p in proto.iter("proto") if p.get("name") == "kerberos"), None)
    if inner is not None:
        message.token = read_kerberos(inner)
    message.ntlm = NTLM.get(integer(proto, "ntlmssp.messagetype"), "")
    return message


def read_tcp(proto, frame):
    frame.ports = (integer(proto, "tcp.srcport"), integer(proto, "tcp.dstport"))
    frame.stream = ("tcp", integer(proto, "tcp.stream"))
    for flag in ("syn", "ack", "fin", "reset"):
        if first(proto, f"tcp.flags.{flag}") in ("1", "True"):
            frame.tcp.add(flag)


def read_frame(packet):
    general = next(p for p in packet if p.get("name") == "geninfo")
    frame = Frame(number(first(general, "num")))
    for proto in packet:
        name = proto.get("name")
        if name in ("ip", "ipv6"):
            frame.source, frame.target = first(proto, f"{name}.src"), first(proto, f"{name}.dst")
        elif name == "icmp" or name == "icmpv6":
            break
        elif name == "tcp":
            read_tcp(proto, frame)
        elif name == "udp":
            frame.ports = (integer(proto, "udp.srcport"), integer(proto, "udp.dstport"))
            frame.stream = ("udp", integer(proto, "udp.stream"))
        elif name == "kerberos":
            message = read_kerberos(proto)
            if message:
                frame.kerberos.append(message)
        elif name == "dcerpc":
            frame.rpc.append(read_rpc(proto))
        elif name == "smb2" and first(proto, "smb2.cmd") == "1" and "reset" not in frame.tcp:
            frame.smb_setup = integer(proto, "smb2.nt_status")
    return frame


def tshark(*arguments):
    """tshark as its defaults are, whatever the user's own profile says."""
    home = "/nonexistent"
    env = {**os.environ, "HOME": home, "XDG_CONFIG_HOME": home, "WIRESHARK_PLUGIN_DIR": home}
    done = subprocess.run(["tshark", *map(str, arguments)], env=env, capture_output=True, text=True)
    if done.returncode and not done.stdout:
        raise RuntimeError(f"tshark {' '.join(map(str, arguments))}: {done.stderr}")
    return done.stdout


def read(path):
    protocols = ("eth", "ip", "ipv6", "icmp", "icmpv6", "udp", "tcp", "kerberos", "dcerpc",
                 "gss-api", "spnego", "smb2", "ntlmssp")
    text = tshark("-r", path, "-T", "pdml", "-J", " ".join(protocols))
    return [read_frame(p) for p in ElementTree.fromstring(text).iter("packet")]
