# SPDX-License-Identifier: GPL-2.0-or-later
"""Security contexts of MIT krb5 and gss-ntlmssp in the shape that DCE/RPC wants them."""
import re

import gssapi
import gssapi.raw

KRB5 = gssapi.OID.from_int_seq("1.2.840.113554.1.2.2")
SPNEGO = gssapi.OID.from_int_seq("1.3.6.1.5.5.2")
NTLM = gssapi.OID.from_int_seq("1.3.6.1.4.1.311.2.2.10")
FLAG = gssapi.RequirementFlag
INTEGRITY, PRIVACY = 5, 6


def flags(level, ntlm):
    wanted = FLAG.mutual_authentication | FLAG.replay_detection | FLAG.out_of_sequence_detection
    wanted |= FLAG.integrity
    if not ntlm:
        wanted |= FLAG.dce_style
    if level >= PRIVACY:
        wanted |= FLAG.confidentiality
    return wanted


def krb5_code(token):
    """The code of the KRB-ERROR that an acceptor made (RFC 4120 5.9.1, error-code [6]), or None."""
    found = re.search(rb"\xa6\x03\x02\x01(.)", token or b"", re.DOTALL)
    return found.group(1)[0] if found else None


def protect(context, level, stub):
    """-> what goes on the wire in place of the stub, and its verifier"""
    if level == PRIVACY:
        iov = gssapi.raw.IOV(gssapi.raw.IOVBufferType.header, stub, std_layout=False)
        gssapi.raw.wrap_iov(context, iov, confidential=True)
        return iov[1].value, iov[0].value
    return stub, context.get_signature(stub)


def unprotect(context, level, stub, verifier):
    """-> the stub; raises GSSError where the verifier does not fit"""
    if level == PRIVACY:
        iov = gssapi.raw.IOV((gssapi.raw.IOVBufferType.header, False, verifier), stub,
                             std_layout=False)
        gssapi.raw.unwrap_iov(context, iov)
        return iov[1].value
    context.verify_signature(stub, verifier)
    return stub


def der(tag_byte, content):
    size = len(content)
    if size < 128:
        length = bytes([size])
    else:
        raw = size.to_bytes((size.bit_length() + 7) // 8, "big")
        length = bytes([0x80 | len(raw)]) + raw
    return bytes([tag_byte]) + length + content


OID_KRB5 = bytes.fromhex("06092a864886f712010202")
OID_MS_KRB5 = bytes.fromhex("06092a864882f712010202")
OID_U2U = bytes.fromhex("060a2a864886f71201020203")
OID_NTLM = bytes.fromhex("060a2b06010401823702020a")
OID_SPNEGO = bytes.fromhex("06062b0601050502")


def framed(token_id, message, oid=OID_KRB5):
    """RFC 4121 4.1: the mechanism's token behind its OID."""
    return der(0x60, oid + bytes.fromhex(token_id) + message)


def neg_response(state, mechanism=None, token=None):
    """RFC 4178 4.2.2"""
    parts = der(0xA0, der(0x0A, bytes([state])))
    if mechanism:
        parts += der(0xA1, mechanism)
    if token:
        parts += der(0xA2, der(0x04, token))
    return der(0xA1, der(0x30, parts))


def neg_init(mechanisms, token):
    """RFC 4178 4.2.1 inside the frame of RFC 2743 3.1"""
    parts = der(0xA0, der(0x30, b"".join(mechanisms))) + der(0xA2, der(0x04, token))
    return der(0x60, OID_SPNEGO + der(0xA0, der(0x30, parts)))


def principal_name(kind, parts):
    return der(0x30, der(0xA0, der(0x02, bytes([kind]))) +
               der(0xA1, der(0x30, b"".join(der(0x1B, p.encode()) for p in parts))))


def krb_error(code, realm, sname, when, micro, e_data=None, e_text=None):
    """RFC 4120 5.9.1"""
    def integer(value):
        return der(0x02, value.to_bytes(value.bit_length() // 8 + 1, "big"))

    stamp = when.strftime("%Y%m%d%H%M%SZ").encode()
    parts = der(0xA0, integer(5)) + der(0xA1, integer(30))
    parts += der(0xA4, der(0x18, stamp)) + der(0xA5, integer(micro)) + der(0xA6, integer(code))
    parts += der(0xA9, der(0x1B, realm.encode())) + der(0xAA, principal_name(2, sname))
    if e_text:
        parts += der(0xAB, der(0x1B, e_text.encode()))
    if e_data:
        parts += der(0xAC, der(0x04, e_data))
    return der(0x7E, der(0x30, parts))


def tgt_request(server, realm):
    """KERB-TGT-REQUEST, draft-swift-win2k-krb-user2user-03 2"""
    parts = der(0xA0, der(0x02, b"\x05")) + der(0xA1, der(0x02, b"\x10"))
    parts += der(0xA2, principal_name(1, [server])) + der(0xA3, der(0x1B, realm.encode()))
    return framed("0400", der(0x30, parts), OID_U2U)
