# SPDX-License-Identifier: GPL-2.0-or-later
"""A DCOM client whose security contexts come from MIT krb5 and gss-ntlmssp.

    rpc_client.py HOST [key=value]...

spn=RPCSS/HOST.corp.example  port=135  type=spnego|krb5|ntlm|none  level=5  iface=activator
calls=1  pause=0 (before the first request)  fallback=none|ntlm|spnego-ntlm  fallback-level=2
family=4|6  retry=N (new attempts on one connection after a refused token)
quit=connect|bind|leg (close after that)  seconds=N (after quit=connect)  damage=mic|micN|token
wait=S (for an answer)  go-on=yes (after a fault)  first-unauth=yes  opnum=N
early=yes (ticket before the connection)  u2u=NAME (opens with a user-to-user TGT request)
unfake=FILE (before a retry: set the faked clock right)  new-id=N (added to the auth context id)
logon=USER (with LAB_PASSWORD, instead of the credential cache)
impersonate=USER (S4U2Self, then S4U2Proxy)
replay=yes (the first bind again, on a second connection)  mech=ntlm (inside SPNEGO)"""
import os
import pathlib
import socket
import sys
import time

import gssapi
import gssapi.raw

import gss
import rpc_pdu as rpc

DOMAIN = ".corp.example"
# MS-DCOM 2.2.13.3: version 5.7, no flags, a causality id, no extensions
ORPCTHIS = bytes.fromhex("0500070000000000000000003f2b7c9d51e84a6c8e0f1b6d27a90c4400000000")


class Refused(Exception):
    """The server said no; the text is for the log."""


class Client:
    def __init__(self, host, options):
        self.o = options
        self.host = host
        spn = options.get("spn", f"RPCSS/{host}{DOMAIN}")
        self.target = gssapi.Name(spn, gssapi.NameType.kerberos_principal)
        self.level = int(options.get("level", 5))
        self.interface = options.get("iface", "activator")
        self.call = 1
        self.sock = None
        self.context = None
        self.bound = False
        self.auth_id = 1
        self.first_token = None

    def connect(self):
        family = {"4": socket.AF_INET, "6": socket.AF_INET6}.get(self.o.get("family"), 0)
        is_address = self.host.replace(".", "").isdigit() or ":" in self.host
        name = self.host if is_address else self.host + DOMAIN
        family = family or (0 if is_address else socket.AF_INET)
        where = socket.getaddrinfo(name, int(self.o.get("port", 135)), family,
                                   socket.SOCK_STREAM)[0]
        self.sock = socket.socket(where[0], socket.SOCK_STREAM)
        self.sock.settimeout(float(self.o.get("wait", 30)))
        self.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.sock.connect(where[4])

    def exchange(self, kind, body, auth=None, answer=True):
        # All legs of one security context share the bind's call id.
        self.call += kind == rpc.REQUEST
        pdu = rpc.Pdu(kind, self.call, body, auth)
        self.sock.sendall(pdu.encode())
        if not answer:
            return None
        reply = rpc.receive(self.sock)
        if reply is None:
            raise Refused("no answer")
        if reply.type in (rpc.BIND_NAK, rpc.FAULT):
            raise Refused(f"PDU type {reply.type}")
        return reply

    def initiator(self, kind, ntlm=False):
        """A context and its first token; raises GSSError where there is no ticket."""
        if ntlm:
            user = os.environ["LAB_NTLM_USER"]
            name = gssapi.Name(user, gssapi.NameType.user)
            mechanism = gss.NTLM
        else:
            name, mechanism = None, gss.KRB5
        credentials = self.credentials(mechanism, name)
        target = self.target
        if ntlm:
            target = gssapi.Name(f"host@{self.host}{DOMAIN}",
                                 gssapi.NameType.hostbased_service)
        outer = mechanism
        if kind == "spnego":
            outer = gss.SPNEGO
            credentials = self.credentials(mechanism, name, [gss.SPNEGO])
            gssapi.raw.set_neg_mechs(credentials, [mechanism])
        context = gssapi.SecurityContext(name=target, creds=credentials, mech=outer,
                                         usage="initiate", flags=gss.flags(self.level, ntlm))
        return context, context.step()

    def credentials(self, mechanism, name, more=()):
        mechanisms = [*more, mechanism]
        if "logon" in self.o and mechanism == gss.KRB5:
            name = gssapi.Name(self.o["logon"], gssapi.NameType.user)
            found = gssapi.raw.acquire_cred_with_password(
                name, os.environ["LAB_PASSWORD"].encode(), usage="initiate", mechs=mechanisms)
        else:
            found = gssapi.raw.acquire_cred(name, usage="initiate", mechs=mechanisms)
        if "impersonate" in self.o and mechanism == gss.KRB5:
            user = gssapi.Name(self.o["impersonate"], gssapi.NameType.user)
            found = gssapi.raw.acquire_cred_impersonate_name(found.creds, user, usage="initiate",
                                                             mechs=mechanisms)
        return gssapi.Credentials(base=found.creds)

    def authenticate(self, kind, ntlm=False):
        context, token = self.initiator(kind, ntlm)
        if self.o.get("early"):
            self.connect()
        self.legs(kind, context, token)

    def auth(self, kind, token):
        return rpc.Auth(rpc.TYPES[kind], self.level, self.auth_id, token)

    def legs(self, kind, context, token):
        if self.o.get("damage") == "token":
            token = token[:-4] + b"\0\0\0\0"
        first = True
        while True:
            # MS-RPCE 3.3.1.5.2.2: NTLM's last leg is an AUTH3, the others' an alter_context
            last_ntlm = not first and context.complete and kind == "ntlm"
            if last_ntlm:
                self.exchange(rpc.AUTH3, b"\0\0\0\0", self.auth(kind, token), answer=False)
                break
            pdu = rpc.ALTER if self.bound else rpc.BIND
            if self.o.get("quit") == "leg" and not first:
                raise Refused("the script closes")
            if self.o.get("quit") == "bind":
                self.exchange(pdu, rpc.bind_body(self.interface), self.auth(kind, token),
                              answer=False)
                time.sleep(float(self.o.get("wait", 0)))
                raise Refused("the script closes")
            self.first_token = self.first_token or token
            reply = self.exchange(pdu, rpc.bind_body(self.interface), self.auth(kind, token))
            self.bound = True
            first = False
            if context.complete and not (reply.auth and reply.auth.token):
                break
            token = context.step(reply.auth.token if reply.auth else b"")
            if context.complete and not token:
                break
        self.context = context

    def request(self, kind, number):
        opnum = int(self.o.get("opnum", 4 if self.interface == "activator" else 5))
        stub = b"" if self.interface == "resolver" else ORPCTHIS + bytes(8)
        auth = None
        if self.context and self.level >= 4:
            stub, pad = rpc.padded(stub)
            stub, verifier = gss.protect(self.context, self.level, stub)
            damaged = self.o.get("damage") == "mic" or self.o.get("damage") == f"mic{number}"
            if damaged:
                verifier = verifier[:-1] + bytes([verifier[-1] ^ 0xFF])
            auth = self.auth(kind, verifier)
            auth.pad = pad
        return self.exchange(rpc.REQUEST, rpc.request_body(opnum, stub), auth)

    def user_to_user(self):
        """Asks for the server's TGT; the server of this lab has none and wants NTLM."""
        token = gss.neg_init([gss.OID_U2U, gss.OID_KRB5, gss.OID_NTLM],
                             gss.tgt_request(self.o["u2u"], "CORP.EXAMPLE"))
        self.exchange(rpc.BIND, rpc.bind_body(self.interface), self.auth("spnego", token))
        self.bound = True

    def attempt(self):
        kind = self.o.get("type", "spnego")
        if kind == "none":
            self.exchange(rpc.BIND, rpc.bind_body(self.interface))
            return "none"
        if self.o.get("first-unauth"):
            self.exchange(rpc.BIND, rpc.bind_body(self.interface))
            self.bound = True
        ntlm = kind == "ntlm" or bool(self.o.get("mech") == "ntlm")
        for left in range(int(self.o.get("retry", 0)), -1, -1):
            try:
                self.authenticate(kind, ntlm)
                return kind
            except gssapi.exceptions.GSSError as error:
                print(error, flush=True)
                if not left or not self.bound:
                    break
                self.auth_id += int(self.o.get("new-id", 0))
                if "unfake" in self.o:
                    pathlib.Path(self.o["unfake"]).write_text("+0\n")
        kind = {"ntlm": "ntlm", "spnego-ntlm": "spnego"}.get(self.o.get("fallback"))
        if kind is None:
            raise Refused("no security context")
        if "u2u" in self.o:
            self.user_to_user()
        self.level = int(self.o.get("fallback-level", 2))
        if self.sock is None:
            self.connect()
        self.authenticate(kind, ntlm=True)
        return kind

    def run(self):
        if not self.o.get("early"):
            self.connect()
        if self.o.get("quit") == "connect":
            time.sleep(float(self.o.get("seconds", 0)))
            return
        kind = self.attempt()
        time.sleep(float(self.o.get("pause", 0)))
        for number in range(1, int(self.o.get("calls", 1)) + 1):
            try:
                self.request(kind, number)
            except Refused:
                if not self.o.get("go-on"):
                    raise
        if self.o.get("replay"):
            self.close()
            self.connect()
            self.call = 1
            self.exchange(rpc.BIND, rpc.bind_body(self.interface),
                          self.auth(kind, self.first_token))

    def close(self):
        if self.sock:
            self.sock.close()


def main():
    host, *words = sys.argv[1:]
    client = Client(host, dict(w.split("=", 1) for w in words))
    try:
        client.run()
        print("ok")
    except (Refused, gssapi.exceptions.GSSError, ConnectionError) as error:
        print(f"refused: {error}")
    finally:
        client.close()


if __name__ == "__main__":
    main()
