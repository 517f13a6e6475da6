# SPDX-License-Identifier: GPL-2.0-or-later
"""Stands before a KDC and gives the answers that it cannot give itself.

    kdc_relay.py ADDRESS,ADDRESS UPSTREAM_PORT [MESSAGE[/CONDITION...]=ANSWER]...

MESSAGE   as, tgs, any
CONDITION etypeN (of the ticket in a TGS-REQ), udp, tcp, sname=TEXT, first/later (such message)
ANSWER    a KRB-ERROR code, or code:NTSTATUS for MS-KILE 2.2.1's extended error, or `silent`"""
import datetime
import select
import socket
import struct
import sys
import threading

from impacket.krb5 import asn1
from pyasn1.codec.der import decoder

import gss

AS_REQ, TGS_REQ = 0x6A, 0x6C
PA_TGS_REQ = 1


class Request:
    def __init__(self, message, transport):
        self.transport = transport
        self.kind = {AS_REQ: "as", TGS_REQ: "tgs"}.get(message[0], "other")
        spec = {"as": asn1.AS_REQ, "tgs": asn1.TGS_REQ}[self.kind]()
        self.decoded = decoder.decode(message, asn1Spec=spec)[0]
        body = self.decoded["req-body"]
        self.realm = str(body["realm"])
        self.sname = [str(p) for p in body["sname"]["name-string"]]

    def ticket_etype(self):
        for padata in self.decoded["padata"]:
            if int(padata["padata-type"]) == PA_TGS_REQ:
                request = decoder.decode(bytes(padata["padata-value"]), asn1Spec=asn1.AP_REQ())[0]
                return int(request["ticket"]["enc-part"]["etype"])
        return None

    def is_such(self, condition):
        if condition.startswith("etype"):
            return self.kind == "tgs" and self.ticket_etype() == int(condition[5:])
        if condition.startswith("sname="):
            return condition[6:] in "/".join(self.sname)
        return condition == self.transport


class Relay:
    def __init__(self, upstream, rules):
        self.upstream = ("127.0.0.1", upstream)
        self.rules = []
        for rule in rules:
            match, answer = rule.rsplit("=", 1)
            kind, *conditions = match.split("/")
            self.rules.append((kind, conditions, answer))

    def answer(self, message, transport):
        """The answer of a rule, None for silence, or what the KDC behind says."""
        try:
            request = Request(message, transport)
        except Exception:  # not a request: none of the relay's business
            return self.forward(message, transport)
        for kind, conditions, answer in self.rules:
            if kind in ("any", request.kind) and all(request.is_such(c) for c in conditions):
                return None if answer == "silent" else self.error(request, answer)
        return self.forward(message, transport)

    @staticmethod
    def error(request, answer):
        code, _, status = answer.partition(":")
        e_data = None
        if status:
            # MS-KILE 2.2.1: status, reserved, flags (bit 0 set; the second marks a TGS request)
            record = struct.pack("<III", int(status, 16), 0, 3 if request.kind == "tgs" else 1)
            e_data = gss.der(0x30, gss.der(0xA1, gss.der(0x02, b"\x03")) +
                             gss.der(0xA2, gss.der(0x04, record)))
        now = datetime.datetime.now(datetime.timezone.utc)
        return gss.krb_error(int(code), request.realm, request.sname, now, now.microsecond, e_data)

    def forward(self, message, transport):
        if transport == "udp":
            with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as kdc:
                kdc.sendto(message, self.upstream)
                kdc.settimeout(10)
                return kdc.recv(65535)
        with socket.create_connection(self.upstream, 10) as kdc:
            kdc.sendall(struct.pack(">I", len(message)) + message)
            head = self.exactly(kdc, 4)
            return self.exactly(kdc, struct.unpack(">I", head)[0]) if head else None

    @staticmethod
    def exactly(sock, count):
        data = b""
        while len(data) < count:
            more = sock.recv(count - len(data))
            if not more:
                return None
            data += more
        return data

    def serve_tcp(self, sock):
        with sock:
            head = self.exactly(sock, 4)
            if head is None:
                return
            reply = self.answer(self.exactly(sock, struct.unpack(">I", head)[0]), "tcp")
            if reply is None:
                sock.recv(1)
                return
            sock.sendall(struct.pack(">I", len(reply)) + reply)

    def serve_udp(self, sock, message, peer):
        reply = self.answer(message, "udp")
        if reply is not None:
            sock.sendto(reply, peer)

    def run(self, addresses):
        streams, datagrams = [], []
        for address in addresses:
            family = socket.AF_INET6 if ":" in address else socket.AF_INET
            streams.append(socket.create_server((address, 88), family=family))
            sock = socket.socket(family, socket.SOCK_DGRAM)
            sock.bind((address, 88))
            datagrams.append(sock)
        while True:
            for sock in select.select(streams + datagrams, [], [])[0]:
                if sock in streams:
                    work, arguments = self.serve_tcp, (sock.accept()[0],)
                else:
                    work, arguments = self.serve_udp, (sock, *sock.recvfrom(65535))
                threading.Thread(target=work, args=arguments, daemon=True).start()


if __name__ == "__main__":
    Relay(int(sys.argv[2]), sys.argv[3:]).run(sys.argv[1].split(","))
