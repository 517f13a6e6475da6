# SPDX-License-Identifier: GPL-2.0-or-later
"""An RPC server for DCOM's interfaces: the security contexts are real (MIT krb5, gss-ntlmssp),
what it does with their results follows rules.

    rpc_server.py keytab=FILE [realm=R] [port=135,49700] [on=EVENT[/CONDITION...]:ACTION]...

EVENT     bind, alter, auth3, failed (a token was refused), request, badmic
CONDITION krb5, ntlm, spnego, low (level below integrity), first/later (request on this security
          context), conn1 (first connection), conn2+ (any later one), pPORT
ACTION    nak=N, fault=STATUS, hresult=H, rst, fin, silent, token (what the mechanism gave),
          krberror[=N], krberror-bare, reject, ntlm-only, sleep=S, ok
The first rule that fits wins."""
import datetime
import os
import socket
import struct
import sys
import threading
import time

import gssapi

import gss
import rpc_pdu as rpc

# What Windows says where MIT krb5 says something else about a ticket it cannot decrypt.
WINDOWS_CODES = {31: 41}
ORPCTHAT = bytes(8)


class Closed(Exception):
    """This connection is over."""


class Association:
    """One security context on a connection."""

    def __init__(self, auth):
        self.type, self.level, self.id = auth.type, auth.level, auth.context
        self.context = None
        self.mechanism = "ntlm" if auth.type == rpc.TYPES["ntlm"] else "krb5"
        self.failed = False
        self.requests = 0


class Connection:
    def __init__(self, server, sock, number):
        self.server, self.sock, self.number = server, sock, number
        self.port = sock.getsockname()[1]
        self.associations = {}
        self.interfaces = {}
        self.association = None

    def holds(self, condition):
        a = self.association
        if condition.startswith("p") and condition[1:].isdigit():
            return self.port == int(condition[1:])
        if condition.startswith("conn"):
            number = int(condition[4:].rstrip("+"))
            return self.number >= number if condition.endswith("+") else self.number == number
        return {
            "krb5": lambda: a and a.mechanism == "krb5",
            "ntlm": lambda: a and a.mechanism == "ntlm",
            "spnego": lambda: a and a.type == rpc.TYPES["spnego"],
            "low": lambda: a is None or a.level < gss.INTEGRITY,
            "none": lambda: a is None,
            "first": lambda: a is None or a.requests == 1,
            "later": lambda: a and a.requests > 1,
        }[condition]()

    def action(self, event, default):
        for wanted, conditions, action in self.server.rules:
            if wanted == event and all(self.holds(c) for c in conditions):
                return action
        return default

    def send(self, kind, call, body, auth=None):
        self.sock.sendall(rpc.Pdu(kind, call, body, auth).encode())

    def serve(self):
        handlers = {rpc.BIND: self.bind, rpc.ALTER: self.bind, rpc.AUTH3: self.auth3,
                    rpc.REQUEST: self.request}
        try:
            while True:
                pdu = rpc.receive(self.sock)
                if pdu is None:
                    break
                handlers[pdu.type](pdu)
        except (Closed, ConnectionError):
            pass
        self.sock.close()

    def obey(self, action, pdu):
        """Carries out what needs no token; True where nothing else is to be done."""
        verb, _, value = action.partition("=")
        if verb == "sleep":
            time.sleep(float(value))
            return False
        if verb == "silent":
            return True
        if verb == "nak":
            self.send(rpc.BIND_NAK, pdu.call, rpc.nak_body(int(value)))
        elif verb == "fault":
            self.send(rpc.FAULT, pdu.call, rpc.fault_body(int(value, 0)))
        elif verb == "rst":
            # A linger of zero makes the close a reset.
            self.sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            raise Closed
        elif verb == "fin":
            raise Closed
        else:
            return False
        return True

    def bind(self, pdu):
        alter = pdu.type == rpc.ALTER
        name, context = rpc.bound_interface(pdu.body)
        self.interfaces[context] = name
        reply = rpc.ALTER_RESP if alter else rpc.BIND_ACK
        body = rpc.ack_body(self.port, name != "unregistered", alter)
        if pdu.auth is None:
            self.association = None
            if not self.obey(self.action("bind", "ok"), pdu):
                self.send(reply, pdu.call, body)
            return
        self.choose(pdu.auth)
        action = self.action("alter" if alter else "bind", "ok")
        if self.obey(action, pdu):
            return
        token = self.want_ntlm() if action == "ntlm-only" else self.token_for(pdu)
        if token is not None:
            self.send(reply, pdu.call, body,
                      rpc.Auth(pdu.auth.type, pdu.auth.level, pdu.auth.context, token))

    def choose(self, auth):
        known = self.associations.get(auth.context)
        if known is None or known.failed:
            known = self.associations[auth.context] = Association(auth)
        self.association = known

    def token_for(self, pdu):
        """The acceptor's answer, or None where a rule has answered."""
        if gss.OID_U2U in pdu.auth.token and b"\x04\x00" in pdu.auth.token:
            # So do Windows servers answer that have no TGT to offer.
            return self.want_ntlm()
        try:
            return self.step(pdu.auth)
        except gssapi.exceptions.GSSError as error:
            self.association.failed = True
            if os.environ.get("LAB_DEBUG"):
                print(error, flush=True)
            action = self.action("failed", "token")
            if self.obey(action, pdu):
                return None
            return self.refusal(action, error, pdu)

    def want_ntlm(self):
        """request-mic (RFC 4178 4.2.2) for another mechanism than the one that the client tried"""
        self.association.mechanism = "ntlm"
        return gss.neg_response(3, gss.OID_NTLM)

    def step(self, auth):
        association = self.association
        if association.context is None:
            association.context = gssapi.SecurityContext(creds=self.server.credentials(auth),
                                                         usage="accept")
        token = association.context.step(self.acceptable(auth.token))
        if association.context.complete and association.context.mech == gss.NTLM:
            association.mechanism = "ntlm"
        return token or b""

    def acceptable(self, token):
        """MIT krb5 refuses a framed AP-REQ that asks for DCE style, Windows takes it."""
        _, frame, ap_req = token.partition(gss.OID_KRB5 + b"\x01\x00")
        if self.server.unframe and frame:
            return gss.neg_init([gss.OID_KRB5], ap_req)
        return token

    def refusal(self, action, error, pdu):
        verb, _, value = action.partition("=")
        if verb == "token":
            token = error.token
            if not token:
                self.obey("fault=5" if pdu.type == rpc.ALTER else "nak=9", pdu)
            return token or None
        if verb == "reject":
            return gss.neg_response(2)
        code = int(value) if value else gss.krb5_code(error.token)
        code = WINDOWS_CODES.get(code, code)
        now = datetime.datetime.now(datetime.timezone.utc)
        message = gss.krb_error(code, self.server.realm, self.server.principal, now,
                                now.microsecond)
        if verb == "krberror":
            message = gss.framed("0300", message)
        if pdu.auth.type == rpc.TYPES["spnego"]:
            return gss.neg_response(1, gss.OID_KRB5, message)
        return message

    def auth3(self, pdu):
        self.association = self.associations[pdu.auth.context]
        if self.obey(self.action("auth3", "ok"), pdu):
            return
        try:
            self.step(pdu.auth)
        except gssapi.exceptions.GSSError:
            # Nothing answers an AUTH3: the refusal shows at the first request.
            self.association.failed = True

    def request(self, pdu):
        if pdu.auth:
            self.association = self.associations[pdu.auth.context]
        association = self.association
        _, context, opnum = struct.unpack_from("<IHH", pdu.body)
        stub = pdu.body[8:]
        if association:
            association.requests += 1
            if association.failed:
                action = self.action("failed", "fault=5")
                self.obey(action if action != "token" else "fault=5", pdu)
                return
        if pdu.auth:
            try:
                stub = gss.unprotect(association.context, association.level, stub, pdu.auth.token)
            except gssapi.exceptions.GSSError:
                self.obey(self.action("badmic", "fault=0x721"), pdu)
                return
            stub = stub[:len(stub) - pdu.auth.pad]
        action = self.action("request", "ok")
        if self.obey(action, pdu):
            return
        hresult = int(action[8:], 0) if action.startswith("hresult=") else 0
        self.respond(pdu, context, self.answer(context, opnum, hresult))

    def answer(self, context, opnum, hresult):
        if self.interfaces.get(context) == "resolver":
            return self.alive(hresult)
        if self.interfaces.get(context) == "activator" and opnum == 4:
            return ORPCTHAT + bytes(4) + struct.pack("<I", hresult)
        return ORPCTHAT + struct.pack("<I", hresult)

    def alive(self, status):
        """ServerAlive2, MS-DCOM 3.1.2.5.1.6: version, the addresses to use, a status"""
        text = "".join(f"\x07{a}\0" for a in self.server.announce)
        bindings = text.encode("utf-16-le") + b"\0\0"
        # Kerberos by SPNEGO without a principal name (MS-DCOM 2.2.19.4)
        security = struct.pack("<HHH", 9, 0xFFFF, 0) + b"\0\0"
        entries = (len(bindings) + len(security)) // 2
        array = struct.pack("<IHH", entries, entries, len(bindings) // 2) + bindings + security
        array += bytes(-len(array) % 4)
        return struct.pack("<HHI", 5, 7, 0x20000) + array + struct.pack("<II", 0, status)

    def respond(self, pdu, context, stub):
        if not pdu.auth:
            self.send(rpc.RESPONSE, pdu.call, rpc.response_body(stub, context))
            return
        a = self.association
        stub, pad = rpc.padded(stub)
        stub, verifier = gss.protect(a.context, a.level, stub)
        self.send(rpc.RESPONSE, pdu.call, rpc.response_body(stub, context),
                  rpc.Auth(a.type, a.level, a.id, verifier, pad))


class Server:
    def __init__(self, words):
        options = dict(w.split("=", 1) for w in words if not w.startswith("on="))
        self.ports = [int(p) for p in options.get("port", "135").split(",")]
        self.realm = options.get("realm", "CORP.EXAMPLE")
        self.principal = options.get("principal", "host/app.corp.example").split("/")
        self.announce = options.get("announce", "app.corp.example").split(",")
        self.keytab = options["keytab"]
        self.unframe = options.get("unframe") == "yes"
        self.rules = []
        for word in words:
            if word.startswith("on="):
                event, action = word[3:].split(":", 1)
                event, *conditions = event.split("/")
                self.rules.append((event, conditions, action))
        self.connections = 0

    def credentials(self, auth):
        mechanisms = [gss.SPNEGO] if auth.type == rpc.TYPES["spnego"] else []
        # gss-ntlmssp crashes on a credential that was acquired with a keytab.
        if b"NTLMSSP" in auth.token:
            return gssapi.Credentials(usage="accept", mechs=mechanisms + [gss.NTLM])
        return gssapi.Credentials(usage="accept", mechs=mechanisms + [gss.KRB5],
                                  store={"keytab": "FILE:" + self.keytab})

    def run(self):
        threads = []
        for port in self.ports:
            listener = socket.create_server(("::", port), family=socket.AF_INET6, backlog=8,
                                            dualstack_ipv6=True)
            thread = threading.Thread(target=self.accept, args=(listener,))
            thread.start()
            threads.append(thread)
        for thread in threads:
            thread.join()

    def accept(self, listener):
        while True:
            sock, _ = listener.accept()
            sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            self.connections += 1
            connection = Connection(self, sock, self.connections)
            threading.Thread(target=connection.serve, daemon=True).start()


if __name__ == "__main__":
    Server(sys.argv[1:]).run()
