# SPDX-License-Identifier: GPL-2.0-or-later
"""Resolves what the scenarios expect into frame numbers: truth.py DIR [SCENARIO...]

Reads DIR/*.pcapng with plain tshark and writes DIR/TRUTH.tsv. With names, only their rows are
new."""
import csv
import pathlib
import sys

import scenarios
import wire
import world

COLUMNS = (
    "capture verdict conn_syn_frame first_auth_bind_frame bind_frame bind_auth_type/level "
    "response_frame response_kind client_ip server_ip server_port spn link_krberror_frames "
    "primary_krberror_frame embedded_krberror_frame error_code error_name as_req_frame "
    "as_rep_frame as_offered_etypes tgt_ticket_etype tgs_req_frames tgs_reply_frame "
    "tgs_offered_etypes "
    "service_ticket_etype session_key_etype acceptable_supporting_krberror_frames "
    "must_not_link_frames root_cause producers stage_of_previous verdict_ids").split()

# RFC 4120 7.5.9, and RFC 6806 for 68
NAMES = {
    1: "KDC_ERR_NAME_EXP", 2: "KDC_ERR_SERVICE_EXP", 6: "KDC_ERR_C_PRINCIPAL_UNKNOWN",
    7: "KDC_ERR_S_PRINCIPAL_UNKNOWN", 8: "KDC_ERR_PRINCIPAL_NOT_UNIQUE", 12: "KDC_ERR_POLICY",
    13: "KDC_ERR_BADOPTION", 14: "KDC_ERR_ETYPE_NOSUPP", 15: "KDC_ERR_SUMTYPE_NOSUPP",
    16: "KDC_ERR_PADATA_TYPE_NOSUPP", 18: "KDC_ERR_CLIENT_REVOKED", 20: "KDC_ERR_TGT_REVOKED",
    23: "KDC_ERR_KEY_EXPIRED", 24: "KDC_ERR_PREAUTH_FAILED", 25: "KDC_ERR_PREAUTH_REQUIRED",
    27: "KDC_ERR_MUST_USE_USER2USER", 29: "KDC_ERR_SVC_UNAVAILABLE",
    31: "KRB_AP_ERR_BAD_INTEGRITY", 32: "KRB_AP_ERR_TKT_EXPIRED", 33: "KRB_AP_ERR_TKT_NYV",
    34: "KRB_AP_ERR_REPEAT", 35: "KRB_AP_ERR_NOT_US", 36: "KRB_AP_ERR_BADMATCH",
    37: "KRB_AP_ERR_SKEW", 41: "KRB_AP_ERR_MODIFIED", 44: "KRB_AP_ERR_BADKEYVER",
    45: "KRB_AP_ERR_NOKEY", 50: "KRB_AP_ERR_INAPP_CKSUM", 52: "KRB_ERR_RESPONSE_TOO_BIG",
    60: "KRB_ERR_GENERIC", 68: "KDC_ERR_WRONG_REALM",
}
BIND, BIND_ACK, BIND_NAK, ALTER, ALTER_RESP, RESPONSE, FAULT = 11, 12, 13, 14, 15, 2, 3
KERBEROS_PORT = 88
CLOSED_BY_CLIENT = {"closed": "closed by client without bind", "abandoned": "closed by client",
                    "no-answer": "no answer, client FIN"}


class Unresolved(Exception):
    """The capture does not hold what the scenario expects."""


def joined(numbers):
    return ",".join(map(str, numbers)) or "-"


def cell(value):
    return "-" if value is None or value == "" else str(value)


class Exchange:
    """A request to a KDC and, where there was one, its answer."""

    def __init__(self, frame, request):
        self.frame, self.request = frame, request
        self.answer_frame, self.answer = None, None


class Capture:
    def __init__(self, path):
        self.frames = wire.read(path)
        self.exchanges = self.pair()

    def pair(self):
        found, open_ = [], {}
        for frame in self.frames:
            for message in frame.kerberos if KERBEROS_PORT in frame.ports else []:
                # A copy of a packet in a merged capture belongs to the exchange it repeats.
                if message.type in (wire.AS_REQ, wire.TGS_REQ):
                    exchange = Exchange(frame, message)
                    found.append(exchange)
                    open_[frame.stream] = exchange
                elif frame.stream in open_:
                    exchange = open_[frame.stream]
                    if exchange.answer is not None:
                        exchange = Exchange(exchange.frame, exchange.request)
                        found.append(exchange)
                    exchange.answer_frame, exchange.answer = frame, message
        return found

    def of_client(self, addresses, kind):
        return [e for e in self.exchanges
                if e.frame.source in addresses and e.request.type == kind]


class Row:
    """One expectation and the frames that meet it."""

    def __init__(self, capture, scenario, expect, previous_end):
        self.c, self.s, self.e = capture, scenario, expect
        self.begin = previous_end
        host, server = expect.get("client", "ws1"), expect.get("server", "app")
        address = world.ipv6 if expect.get("family", 4) == 6 else world.ipv4
        self.client, self.server = address(host), address(server)
        self.both = {world.ipv4(host), world.ipv6(host)}
        self.find_connection()
        self.find_binds()
        self.find_answer()
        self.find_links()
        self.find_exchange()

    # The connection and its PDUs

    def is_of_connection(self, frame):
        return {frame.source, frame.target} == {self.client, self.server}

    def find_connection(self):
        port = self.e.get("port", 135)
        streams = {}
        for f in self.c.frames:
            if not f.stream or f.stream[0] != "tcp" or not self.is_of_connection(f):
                continue
            far = f.ports[1] if f.source == self.client else f.ports[0]
            near = f.ports[0] if f.source == self.client else f.ports[1]
            if far == KERBEROS_PORT or far == 53 or near in (KERBEROS_PORT, 135):
                continue
            if far == port or (port == "dynamic" and far >= 49152 and far < 49201):
                streams.setdefault(f.stream, []).append(f)
        wanted = self.e.get("connection", 1) - 1
        if wanted >= len(streams):
            raise Unresolved(f"connection {wanted + 1} to port {port}: only {len(streams)}")
        self.frames = list(streams.values())[wanted]
        syn = next((f for f in self.frames if f.tcp == {"syn"}), None)
        self.syn = syn.number if syn else None
        start = self.frames[0]
        self.port = start.ports[1] if start.source == self.client else start.ports[0]

    def pdus(self, source):
        return [(f, p) for f in self.frames if f.source == source for p in f.rpc]

    def find_binds(self):
        auths = [(f, p) for f, p in self.pdus(self.client)
                 if p.type in (BIND, ALTER) and p.auth and p.auth[0]]
        self.first_bind = auths[0][0].number if auths else None
        self.bind = self.token = self.auth = None
        if not auths or self.e.get("answer", "").startswith("closed"):
            return
        # `attempt`: an alter_context that brings a new AP-REQ or NTLM NEGOTIATE is a new attempt.
        frame, pdu = auths[self.e.get("leg", 1) - 1]
        self.bind, self.auth = frame.number, pdu.auth
        self.token = pdu.token if pdu.token and pdu.token.type == wire.AP_REQ else None

    def find_answer(self):
        kind, _, value = self.e.get("answer", "response").partition(" ")
        statuses = ([int(status or "0", 16) for status in value.split("|")]
                    if kind == "fault" else [])
        finder = {
            "response": lambda p: p.type == RESPONSE,
            "accept": lambda p: p.type in (BIND_ACK, ALTER_RESP) and p.state == 0,
            "fault": lambda p: p.type == FAULT and p.status in statuses,
            "bind_nak": lambda p: p.type == BIND_NAK and p.reason == int(value),
            "bind_ack": lambda p: p.type == BIND_ACK,
            "alter_context_resp": lambda p: p.type == ALTER_RESP,
        }.get(kind)
        self.answer = None
        if kind == "none":
            self.kind = value or "-"
        elif kind in CLOSED_BY_CLIENT:
            self.answer = self.closing(self.client)
            self.kind = CLOSED_BY_CLIENT[kind]
        elif kind in ("RST", "FIN"):
            self.answer = self.closing(self.server)
            self.kind = f"{kind} by server"
        elif kind == "smb":
            frames = [f for f in self.frames if f.smb_setup == int(value, 16)
                      and f.source == self.server]
            if not frames:
                raise Unresolved(f"no session set-up answer {value}")
            self.answer, self.kind = frames[0].number, f"SMB session setup {value}"
        else:
            after = self.bind or 0
            found = [(f, p) for f, p in self.pdus(self.server) if f.number > after and finder(p)]
            nth = self.e.get("nth", 1) - 1
            if nth >= len(found):
                raise Unresolved(f"no {kind} {value} after bind {self.bind}")
            frame, pdu = found[nth]
            self.answer = frame.number
            self.kind = self.describe(pdu)
        self.end = self.answer or self.frames[-1].number

    def closing(self, source):
        found = [f.number for f in self.frames if f.source == source and f.tcp & {"fin", "reset"}]
        if not found:
            raise Unresolved(f"{source} did not close")
        return found[0]

    @staticmethod
    def describe(pdu):
        if pdu.type == FAULT:
            return f"fault 0x{pdu.status:08x}"
        if pdu.type == BIND_NAK:
            return f"bind_nak reason {pdu.reason}"
        if pdu.type == RESPONSE:
            return "response (success)"
        name = "bind_ack" if pdu.type == BIND_ACK else "alter_context_resp"
        return name if pdu.state is None else f"{name} SPNEGO negState {pdu.state}"

    # What the KDCs had to do with it

    def matching(self, link):
        """The KRB-ERRORs that `code [kdc] [sname]` names, over the whole capture before the end"""
        code, *rest = str(link).split()
        kdcs = {a(h) for h in rest if h in world.HOSTS for a in (world.ipv4, world.ipv6)}
        names = [r for r in rest if r not in world.HOSTS]
        found = []
        for e in self.c.exchanges:
            if not e.answer or e.answer.type != wire.KRB_ERROR or e.answer.code != int(code):
                continue
            if e.frame.source not in self.both or e.answer_frame.number >= self.end:
                continue
            if kdcs and e.frame.target not in kdcs:
                continue
            if names and names[0] not in (e.request.sname, e.request.cname):
                continue
            found.append(e)
        return found

    def find_links(self):
        wanted = [x for link in self.e.get("link", []) for x in self.matching(link)]
        self.links = sorted({x.answer_frame.number for x in wanted
                             if x.answer_frame.number > self.begin})
        older = {x.answer_frame.number for x in wanted} - set(self.links)
        if self.e.get("link") and not self.links:
            self.links, older = sorted(older), set()
        if self.e.get("link") and not self.links:
            raise Unresolved(f"no KRB-ERROR {self.e['link']}")
        also = {x.answer_frame.number for link in self.e.get("also", [])
                for x in self.matching(link)}
        self.supporting = sorted((older | also) - set(self.links))
        self.link_exchanges = [x for x in wanted if x.answer_frame.number in self.links]
        used = set(self.links) | set(self.supporting)
        self.others = [f"{x.answer_frame.number}({x.answer.code})" for x in self.c.exchanges
                       if x.answer and x.answer.type == wire.KRB_ERROR
                       and x.answer_frame.number < self.end and x.answer_frame.number not in used]

    def find_exchange(self):
        self.spn = self.e.get("spn") or (self.token.sname if self.token else None)
        self.as_req, self.as_rep, self.as_etypes, self.tgt = [], None, [], None
        self.tgs_req, self.tgs_rep, self.tgs_etypes, self.ticket = [], None, [], None
        if self.e.get("as") != "none":
            self.find_as()
        if self.spn and self.e.get("tgs") != "none":
            self.find_tgs()
        if self.token:
            self.ticket = self.token.ticket

    def find_as(self):
        failed = [x for x in self.link_exchanges if x.request.type == wire.AS_REQ]
        if failed:
            self.as_req = sorted({x.frame.number for x in failed})
            self.as_etypes = failed[-1].request.etypes
            return
        user = self.e.get("user")
        good = [x for x in self.c.of_client(self.both, wire.AS_REQ)
                if x.answer and x.answer.type == wire.AS_REP and x.answer_frame.number < self.end
                and (user is None or x.request.cname == user)]
        if good:
            self.as_req = [good[-1].frame.number]
            self.as_rep = good[-1].answer_frame.number
            self.as_etypes, self.tgt = good[-1].request.etypes, good[-1].answer.ticket

    def find_tgs(self):
        every = [x for x in self.c.of_client(self.both, wire.TGS_REQ)
                 if x.request.sname == self.spn and x.frame.number < self.end]
        now = [x for x in every if x.frame.number > self.begin] or every
        if not now:
            return
        self.tgs_req = sorted({x.frame.number for x in now})
        self.tgs_etypes = now[-1].request.etypes
        if self.tgt is None:
            self.tgt = now[-1].request.ticket
        replies = [x for x in now if x.answer and x.answer.type == wire.TGS_REP]
        if replies:
            self.tgs_rep, self.ticket = replies[-1].answer_frame.number, replies[-1].answer.ticket

    # The row

    def embedded_frame(self):
        """The KRB-ERROR inside a token is in the answer, or in that to an earlier leg."""
        if "embedded_in" not in self.e:
            return self.answer
        wanted = {"bind_ack": BIND_ACK, "alter_context_resp": ALTER_RESP}[self.e["embedded_in"]]
        return next(f.number for f, p in self.pdus(self.server)
                    if p.type == wanted and self.bind < f.number < self.answer)

    def session(self):
        if self.token:
            return f"{self.token.authenticator}(from the AP-REQ authenticator)"
        asked = [x for x in self.c.of_client(self.both, wire.TGS_REQ)
                 if x.frame.number in self.tgs_req]
        if asked:
            return f"{asked[-1].request.authenticator}(TGT session key, from TGS-REQ authenticator)"
        return "-"

    def cells(self, name):
        embedded = self.e.get("embedded")
        code = embedded or (int(str(self.e["link"][-1]).split()[0]) if self.e.get("link") else None)
        primary = self.links[-1] if self.links else None
        if self.e.get("verdict", "OK") == "OK":
            code = primary = None
        inside = self.embedded_frame() if embedded else None
        auth = f"{self.auth[0]}/{self.auth[1]}" if self.auth else "-"
        return dict(zip(COLUMNS, map(cell, (
            f"{name}.pcapng", self.e.get("verdict", "OK"), self.syn, self.first_bind, self.bind,
            auth, self.answer, self.kind, self.client, self.server, self.port, self.spn,
            joined(self.links), primary, inside, code, NAMES.get(code),
            joined(self.as_req), self.as_rep, joined(self.as_etypes), self.tgt,
            joined(self.tgs_req), self.tgs_rep, joined(self.tgs_etypes), self.ticket,
            self.session(), joined(self.supporting), joined(self.others),
            self.e.get("why", self.s["about"]), scenarios.producers(self.s, scenarios.installed()),
            self.e.get("stage"), self.e.get("ids")))))


def resolve(name, scenario, path):
    capture = Capture(path)
    rows, ends = [], {}
    for index, expect in enumerate(scenario.get("expect", []), 1):
        # Each attempt takes the KRB-ERRORs after the previous one to the same server first.
        key = (expect.get("client", "ws1"), expect.get("server", "app"), expect.get("port", 135))
        try:
            row = Row(capture, scenario, expect, ends.get(key, 0))
        except Unresolved as error:
            raise Unresolved(f"{name}, expectation {index}: {error}") from None
        ends[key] = row.end
        rows.append(row.cells(name))
    return rows


def write(folder, only=()):
    """-> what could not be resolved"""
    folder = pathlib.Path(folder)
    path = folder / "TRUTH.tsv"
    kept = []
    if only and path.exists():
        with path.open(newline="") as file:
            kept = list(csv.DictReader(file, delimiter="\t"))
    problems, rows = [], []
    for name, scenario in scenarios.load().items():
        capture = folder / f"{name}.pcapng"
        if only and name not in only:
            rows += [r for r in kept if r["capture"] == capture.name]
            continue
        if not capture.exists():
            continue
        try:
            rows += resolve(name, scenario, capture)
        except Unresolved as error:
            problems.append(str(error))
    made = set(scenarios.load())
    rows += [r for r in kept if r["capture"].removesuffix(".pcapng") not in made]
    with path.open("w", newline="") as file:
        writer = csv.DictWriter(file, COLUMNS, delimiter="\t", lineterminator="\n",
                                quoting=csv.QUOTE_NONE, quotechar=None)
        writer.writeheader()
        writer.writerows(rows)
    return problems


if __name__ == "__main__":
    found = write(sys.argv[1], sys.argv[2:])
    print("\n".join(found) or "every expectation resolved")
    sys.exit(bool(found))
