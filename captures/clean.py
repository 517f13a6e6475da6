#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Cleans a capture of names and addresses before it is shared.

    clean.py IN OUT.pcapng [--name WORD]... [--keep-name WORD]... [--key KEY]

Every address (Ethernet, IPv4, IPv6) and every label of every host, domain, realm, user and
workstation name that tshark finds becomes another one of the same length, the same everywhere in
the file: so all lengths stay right, Kerberos stays valid ASN.1, and the diagnosis stays what it
was. Checksums follow. Connections that carry data of other protocols than DNS, Kerberos, RPC and
SMB are left out, and so are frames without IP and ARP. VLAN tags, MPLS, PPPoE, IP in IP, GRE,
ERSPAN and VXLAN are looked into; a frame that holds anything else with addresses is named and
nothing is written. At the end every byte of the result is searched for what was replaced. The
replacements come from a random key that is not kept, unless --key gives one. What was encrypted
stays encrypted; what an application sent in the clear inside its RPC calls is not looked at: look
at the result before you share it. --name adds a word that tshark did not find, --keep-name keeps
one.
"""
import argparse
import hashlib
import ipaddress
import os
import pathlib
import re
import secrets
import struct
import subprocess
import tempfile

from clean_packets import PCAP, Unknown, read_pcap, rewrite_runs

# Words that say what something is, not whose.
WELL_KNOWN = set(
    "rpcss host http https cifs ldap gc dns krbtgt kadmin changepw restrictedkrbhost mssqlsvc "
    "wsman termsrv rpc nfs smtp imap pop hdb wellknown anonymous ipc sysvol netlogon lsarpc samr "
    "srvsvc epmapper in-addr ip6 arpa _tcp _udp _kerberos _ldap _gc _msdcs _sites _kpasswd dc "
    "domains default-first-site-name hostmaster local lan com org net edu gov int example test "
    "internal invalid localhost workgroup nt authority system administrator guest null "
    "<unspecified realm>".split())
NAME_FIELDS = """kerberos.CNameString kerberos.SNameString kerberos.realm kerberos.crealm
    kerberos.info_salt kerberos.info2_salt dns.qry.name dns.resp.name dns.cname dns.soa.mname
    dns.soa.rname dns.srv.target dns.ptr.domain_name ntlmssp.auth.domain ntlmssp.auth.username
    ntlmssp.auth.hostname ntlmssp.challenge.target_name ntlmssp.challenge.target_info.nb_domain_name
    ntlmssp.challenge.target_info.nb_computer_name ntlmssp.challenge.target_info.dns_domain_name
    ntlmssp.challenge.target_info.dns_computer_name ntlmssp.challenge.target_info.dns_tree_name
    ntlmssp.negotiate.domain ntlmssp.negotiate.callingworkstation
    smb2.tree nbns.name dcom.dualstringarray.network_addr
    dcom.dualstringarray.security_princ_name""".split()
WANTED_STREAMS = "kerberos || dcerpc || dns || smb || smb2 || nbss"
ETHERNET = "1"  # frame.encap_type
SOLICITED_NODE = ipaddress.IPv6Address("ff02::1:ff00:0").packed[:13]
SOLICITED_NODE_MAC = b"\x33\x33\xff"  # RFC 2464 7
CONSONANTS, VOWELS = "bcdfghjklmnpqrstvwxz", "aeiouy"


def run(*command):
    env = {**os.environ, "HOME": "/nonexistent", "XDG_CONFIG_HOME": "/nonexistent"}
    done = subprocess.run([*map(str, command)], env=env, capture_output=True, text=True,
                          check=False)
    if done.returncode:
        raise SystemExit(f"{command[0]} failed: {done.stderr.strip()}")
    return done.stdout


def tshark(*arguments):
    return run("tshark", *arguments)


class Pseudonyms:
    """word -> another word of the same length; address -> another address of the same length"""

    def __init__(self, key, keep):
        self.key = key
        self.keep = WELL_KNOWN | {k.lower() for k in keep}
        self.words = {}
        self.taken = set(self.keep)
        self.octets = {}
        self.low_bytes = {}  # of IPv6 addresses, as neighbour discovery asks for them

    def stream(self, text):
        counter = 0
        while True:
            digest = hashlib.blake2b(f"{counter}/{text}".encode(), key=self.key).digest()
            yield from digest
            counter += 1

    def add(self, word):
        word = word.lower()
        if word in self.words or word in self.keep or not re.search("[a-z]", word):
            return
        for attempt in range(1000):
            random = self.stream(f"{word}/{attempt}")
            made = "".join(self.letter(c, i, random) for i, c in enumerate(word))
            if made not in self.taken and made != word:
                self.taken.add(made)
                self.words[word] = made
                return
        raise SystemExit(f"no free name for {word}: use --keep-name {word}")

    @staticmethod
    def letter(char, index, random):
        if char.isdigit():
            return str(next(random) % 10)
        if not char.isalpha() or ord(char) > 127:
            return char
        letters = VOWELS if index % 2 else CONSONANTS
        return letters[next(random) % len(letters)]

    def part(self, prefix, value, values, keep=lambda v: False):
        """A permutation of `values`, one for each prefix: neighbours stay neighbours."""
        if keep(value):
            return value
        group = [v for v in values if not keep(v)]
        order = (prefix, group[0], group[-1])
        if order not in self.octets:
            random = self.stream(f"octets/{order}")
            self.octets[order] = dict(zip(group, sorted(group, key=lambda _: [next(random)
                                                                              for _ in range(8)])))
        return self.octets[order][value]

    def ipv4(self, packed):
        address = ipaddress.IPv4Address(packed)
        if address.is_link_local or address.is_multicast or address.is_loopback or packed[0] in (
                0, 255):
            return packed
        out = []
        for index, value in enumerate(packed):
            # As many digits as before, because addresses also occur as text.
            values = range(10) if value < 10 else range(10, 100) if value < 100 else range(100, 255)
            special = (0, 10, 127) if index == 0 else (0, 255)
            limit = 223 if index == 0 else 255
            out.append(self.part(bytes(packed[:index]), value, [v for v in values if v <= limit],
                                 lambda v, s=special: v in s))
        return bytes(out)

    def ipv6(self, packed):
        address = ipaddress.IPv6Address(packed)
        if packed.startswith(SOLICITED_NODE):
            return SOLICITED_NODE + self.low(packed[-3:])
        if address.is_multicast or address.is_loopback or not any(packed):
            return packed
        groups, out = struct.unpack(">8H", packed), []
        for index, value in enumerate(groups):
            if value == 0 or (index == 0 and value >> 13 != 1):
                out.append(value if index else (value & 0xFF00) | (self.part(
                    b"6", value & 0xFF, range(256)) if value >> 9 == 0xFC >> 1 else value & 0xFF))
                continue
            digits = (value.bit_length() + 3) // 4
            values = range(16 ** (digits - 1), 16 ** digits)
            out.append(self.part(packed[:2 * index], value, values))
        return struct.pack(">8H", *out)

    def address(self, text):
        packed = ipaddress.ip_address(text).packed
        new = self.ipv4(packed) if len(packed) == 4 else self.ipv6(packed)
        return str(ipaddress.ip_address(new))

    def know(self, addresses):
        """Addresses as text: their solicited-node groups follow them (RFC 4291 2.7.1)."""
        for text in addresses:
            packed = ipaddress.ip_address(text).packed
            if len(packed) == 16 and not ipaddress.ip_address(text).is_multicast:
                self.low_bytes[packed[-3:]] = self.ipv6(packed)[-3:]

    def low(self, packed):
        random = self.stream(f"low/{packed.hex()}")
        return self.low_bytes.get(packed) or bytes(next(random) for _ in range(3))

    def mac(self, packed):
        if packed.startswith(SOLICITED_NODE_MAC):
            return SOLICITED_NODE_MAC + self.low(packed[-3:])
        if packed[0] & 1 or not any(packed):
            return packed
        random = self.stream(f"mac/{packed.hex()}")
        return bytes([0x02] + [next(random) for _ in range(5)])


class Rewriter:
    """All replacements in a run of bytes that belong together."""

    def __init__(self, names, joined, addresses, pseudonyms):
        self.p = pseudonyms
        self.exact = {}
        for text in addresses:
            packed = ipaddress.ip_address(text).packed
            new = pseudonyms.ipv4(packed) if len(packed) == 4 else pseudonyms.ipv6(packed)
            self.add_address(text, packed, new)
        for text in joined:
            new = text
            for word in sorted(pseudonyms.words, key=len, reverse=True):
                new = re.sub(re.escape(word), lambda m: self.like(m[0]), new, flags=re.IGNORECASE)
            self.exact[text.encode()] = new.encode()
        words = "|".join(re.escape(w) for w in sorted(names, key=len, reverse=True)) or "(?!)"
        self.ascii = re.compile(rb"(?<![A-Za-z0-9])(?:" + words.encode("latin-1", "ignore")
                                + rb")(?![A-Za-z0-9])", re.IGNORECASE)
        wide = "|".join(re.escape(w.encode("utf-16-le").decode("latin-1"))
                        for w in sorted(names, key=len, reverse=True)) or "(?!)"
        # NTLM writes its UTF-16 names without anything between them (MS-NLMP 2.2.1.3).
        self.wide = re.compile(wide.encode("latin-1", "ignore"), re.IGNORECASE)

    def add_address(self, text, packed, new):
        if len(packed) == 4:
            new_text = ".".join(map(str, new))
            labels = b"".join(bytes([len(o)]) + o.encode() for o in reversed(text.split(".")))
            new_labels = b"".join(bytes([len(o)]) + o.encode()
                                  for o in reversed(new_text.split(".")))
            tail = b"\x07in-addr"
            self.exact |= {
                labels + tail: new_labels + tail,
                # C706 appendix L: the IP floor of a protocol tower
                b"\x01\x00\x09\x04\x00" + packed: b"\x01\x00\x09\x04\x00" + new,
                # RFC 4120 5.2.5: a HostAddress of type 2
                b"\xa0\x03\x02\x01\x02\xa1\x06\x04\x04" + packed:
                    b"\xa0\x03\x02\x01\x02\xa1\x06\x04\x04" + new,
                # RFC 1035 4.1.3: class IN, any TTL is before the length of an A record
                b"\x00\x04" + packed: b"\x00\x04" + new,
            }
        else:
            new_text = str(ipaddress.IPv6Address(new))
            self.exact[packed] = new
        if len(new_text) == len(text):
            self.exact[text.encode()] = new_text.encode()
            self.exact[text.encode("utf-16-le")] = new_text.encode("utf-16-le")

    def like(self, old):
        """The pseudonym, with capitals where the old word had them."""
        new = self.p.words[old.lower()]
        return "".join(n.upper() if o.isupper() else n for o, n in zip(old, new))

    def __call__(self, data):
        if self.exact:
            every = b"|".join(re.escape(k) for k in sorted(self.exact, key=len, reverse=True))
            # A digit more before or after would make it another address.
            data = re.sub(rb"(?<![0-9])(?:" + every + rb")(?![0-9])",
                          lambda m: self.exact[m[0]], data)
        data = self.ascii.sub(lambda m: self.like(m[0].decode("latin-1")).encode("latin-1"), data)
        return self.wide.sub(
            lambda m: self.like(m[0].decode("utf-16-le")).encode("utf-16-le"), data)


def find_names(capture):
    """-> labels of all names, and names that stand without anything between them: Kerberos salts,
    and domain and workstation of an NTLM NEGOTIATE"""
    fields = [f for f in NAME_FIELDS if f in KNOWN_FIELDS]
    arguments = [w for f in fields for w in ("-e", f)]
    labels, joined = set(), set()
    for line in tshark("-r", capture, "-T", "fields", "-E", "occurrence=a", "-E",
                       "aggregator=\x1f", *arguments).splitlines():
        cells = dict(zip(fields, line.split("\t")))
        negotiate = [cells.get(f"ntlmssp.negotiate.{f}", "") for f in ("domain",
                                                                      "callingworkstation")]
        joined |= {"".join(negotiate), "".join(reversed(negotiate))} - {""}
        for field, cell in cells.items():
            for value in filter(None, cell.split("\x1f")):
                if field.endswith("salt"):
                    joined.add(value)
                else:
                    labels |= {w.rstrip("$") for w in re.split(r"[.\\/@:\s]+", value)}
    return labels, joined


def unwanted(capture):
    """What tshark is to leave out: frames without addresses that matter, and connections with data
    in which it sees none of what a diagnosis needs."""
    def streams(kind, filter_):
        """The innermost of each frame; that of a tunnel is none of its own."""
        lines = tshark("-r", capture, "-T", "fields", "-e", f"{kind}.stream", "-e", "vxlan.vni",
                       "-Y", filter_).splitlines()
        cells = [line.split("\t") for line in lines]
        return {numbers.split(",")[-1] for numbers, tunnel in cells
                if kind == "tcp" or not tunnel or "," in numbers}

    drop = ["!(ip || ipv6 || arp)"]
    for kind, data in (("tcp", "tcp.len > 0"), ("udp", "udp.length > 8 && !tcp")):
        all_, wanted = streams(kind, data), streams(kind, f"{data} && ({WANTED_STREAMS})")
        inner = "tcp" if kind == "tcp" else "!tcp"
        drop += [f"({kind}.stream == {s} && {inner})" for s in sorted(all_ - wanted, key=int)]
    return " || ".join(drop)


def as_ethernet(source, folder):
    """-> the capture as pcapng of Ethernet; Network Monitor has a link type for each frame, which
    only editcap makes one of all"""
    for line in tshark("-r", source, "-T", "fields", "-e", "frame.number", "-e",
                       "frame.encap_type").splitlines():
        number, kind = line.split("\t")
        if kind != ETHERNET:
            raise SystemExit(f"frame {number} is not Ethernet: leave it out (editcap)")
    plain = pathlib.Path(folder, "ethernet.pcap")
    run("editcap", "-F", "nsecpcap", "-T", "ether", source, plain)
    return plain


def check_understood(capture, packets, numbers):
    """Whatever address tshark sees is one that is replaced, else this leaves with the frame."""
    fields = ("ip.src", "ip.dst", "ipv6.src", "ipv6.dst", "icmp.type", "icmpv6.type")
    lines = tshark("-r", capture, "-T", "fields", "-E", "occurrence=a", "-E", "aggregator= ",
                   *[w for f in fields for w in ("-e", f)]).splitlines()
    for line, packet, number in zip(lines, packets, numbers):
        cells = line.split("\t")
        seen = {str(ipaddress.ip_address(a)) for cell in cells[:4] for a in cell.split()}
        quotes = any(cells[4:])  # what an ICMP error quotes is replaced, too
        if not quotes and not seen <= set(packet.addresses()):
            raise SystemExit(f"frame {number} holds addresses in a wrapping that is not "
                             "understood: leave it out (editcap)")


def leftovers(path, names, addresses, hardware=()):
    """What is still there, in any byte of the file, of what was replaced."""
    raw = path.read_bytes()
    left = [a for a in addresses if a.encode() in raw or a.encode("utf-16-le") in raw
            or ipaddress.ip_address(a).packed in raw]
    left += [mac.hex(":") for mac in hardware if mac in raw]
    for name in names:
        one = re.escape(name.encode())
        # In ciphertext three bytes come about by chance; four that stand free do not.
        if len(name) > 3 and re.search(rb"(?<![a-z0-9])" + one + rb"(?![a-z0-9])", raw, re.I):
            left.append(name)
        # Two letters come about where two other names meet.
        if len(name) > 2 and re.search(re.escape(name.encode("utf-16-le")), raw, re.I):
            left.append(name + " (UTF-16)")
    return left


def clean(source, target, key=None, names=(), keep=()):
    with tempfile.TemporaryDirectory() as folder:
        kept, plain = pathlib.Path(folder, "kept.pcap"), pathlib.Path(folder, "plain.pcap")
        source = as_ethernet(source, folder)
        kept_frames = f"!({unwanted(source)})"
        tshark("-r", source, "-w", plain, "-F", "nsecpcap", "-Y", kept_frames)
        numbers = tshark("-r", source, "-T", "fields", "-e", "frame.number", "-Y",
                         kept_frames).split()
        pseudonyms = Pseudonyms(key or secrets.token_bytes(32), keep)
        labels, joined = find_names(plain)
        for label in sorted(labels | set(names)):
            pseudonyms.add(label)
        try:
            header, packets = read_pcap(plain)
        except Unknown as problem:
            raise SystemExit(f"frame {numbers[problem.index]} holds what is not understood, "
                             f"{problem}: leave it out (editcap)") from problem
        check_understood(plain, packets, numbers)
        addresses = {a for p in packets for a in p.addresses()}
        hardware = {mac for p in packets for mac in p.hardware()}
        pseudonyms.know(addresses)
        rewrite = Rewriter(pseudonyms.words, joined, addresses, pseudonyms)
        rewrite_runs(packets, rewrite)
        for packet in packets:
            packet.rewrite_addresses(pseudonyms)
            packet.correct()
        with kept.open("wb") as out:
            out.write(header)
            for packet in packets:
                out.write(PCAP.pack(*packet.head) + packet.data)
        run("editcap", "-F", "pcapng", kept, target)
    changed = {a for a in addresses if pseudonyms.address(a) != a}
    left = leftovers(target, pseudonyms.words, changed,
                     {mac for mac in hardware if pseudonyms.mac(mac) != mac})
    if left:
        target.unlink()
        raise SystemExit(f"nothing was written, for these would still be in it: {' '.join(left)}")
    return pseudonyms, addresses


def main():
    parser = argparse.ArgumentParser(description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("source", type=pathlib.Path)
    parser.add_argument("target", type=pathlib.Path)
    parser.add_argument("--name", action="append", default=[])
    parser.add_argument("--keep-name", action="append", default=[])
    parser.add_argument("--key", type=str.encode)
    args = parser.parse_args()
    pseudonyms, addresses = clean(args.source, args.target, args.key, args.name, args.keep_name)
    print(f"{len(pseudonyms.words)} words and {len(addresses)} addresses replaced:")
    print(" ".join(sorted(pseudonyms.words)))


KNOWN_FIELDS = {line.split("\t")[2] for line in tshark("-G", "fields").splitlines()
                if line.startswith("F\t")}

if __name__ == "__main__":
    main()
