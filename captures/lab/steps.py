# SPDX-License-Identifier: GPL-2.0-or-later
"""The verbs of a scenario. A step is "HOST: VERB word... key=value..."; "HOST&:" does not wait."""
import pathlib
import shlex
import time

from world import (BRANCH, HEIMDAL_REALM, MIT_REALM, NETBIOS, PASSWORD, REALM, ROUTER, ipv4,
                   ipv6, run)

HERE = pathlib.Path(__file__).parent
PYTHON = ["/usr/bin/python3", "-B"]

KRB5_CONF = """[libdefaults]
    default_realm = {realm}
    dns_lookup_kdc = false
    dns_lookup_realm = false
    dns_canonicalize_hostname = false
    rdns = false
    forwardable = true
    udp_preference_limit = {udp}
    allow_weak_crypto = true
{more}
[realms]
    {realm} = {{
{kdcs}    }}
"""


def address_of(where):
    """dc1 -> its IPv4 address, dc1/6 -> its IPv6 address, anything else as it is"""
    host, _, family = where.partition("/")
    try:
        return f"[{ipv6(host)}]" if family == "6" else ipv4(host)
    except KeyError:
        return where


class Steps:
    """Carries out the steps of one scenario."""

    def __init__(self, world, kdcs, folder):
        self.world, self.kdcs, self.folder = world, kdcs, folder
        self.count = 0
        self.background = []
        self.changed_mtu = set()

    def do(self, step):
        where, _, what = step.partition(":")
        verb, *words = shlex.split(what.format(work=self.world.work))
        host = where.rstrip("&").strip()
        plain = [w for w in words if "=" not in w or w.startswith(("on=", "-", "tgs", "as", "any"))]
        keys = dict(w.split("=", 1) for w in words if w not in plain)
        getattr(self, verb)(host, plain, keys, where.endswith("&"))

    # Setting the scene

    def serve(self, host, plain, keys, _):
        keytab = self.world.work / f"{keys.pop('keytab', 'domain')}.keytab"
        prefix, env = self.faked(keys)
        ports = keys.get("port", "135").split(",")
        words = plain + [f"{k}={v}" for k, v in keys.items()]
        env |= {"NTLM_USER_FILE": self.ntlm_file("server"), "KRB5RCACHEDIR": str(self.folder),
                "KRB5_CONFIG": self.krb5_conf({"kdc": "dc1"}), "LAB_DEBUG": "1"}
        self.world.start(f"server-{host}", host,
                         prefix + PYTHON + [HERE / "rpc_server.py", f"keytab={keytab}", *words],
                         env, ready=lambda: self.world.listening(host, ports[-1]))

    def relay(self, host, plain, keys, _):
        upstream = keys.get("upstream", "1088")
        self.world.start(f"relay-{host}", host,
                         PYTHON + [HERE / "kdc_relay.py", f"{ipv4(host)},{ipv6(host)}", upstream,
                                   *plain],
                         ready=lambda: self.world.listening(host, 88))

    def stop(self, host, plain, *_):
        self.world.stop(f"{plain[0]}-{host}")

    def become(self, host, plain, *_):
        self.kdcs[host].be(plain[0])

    def mtu(self, host, plain, *_):
        run("ip", "-n", host, "link", "set", "eth0", "mtu", plain[0])
        self.changed_mtu.add(host)

    # What the router does to packets between the client's network and the others

    def rule(self, _, plain, *__):
        """A rule of nftables about what the router hands on."""
        self.chain("way", "filter", "forward")
        self.nft("add", "rule", "ip", "lab", "way", *plain)

    def translate(self, *_):
        """The client's network hides behind the router's address."""
        self.chain("hide", "nat", "postrouting")
        self.nft("add", "rule", "ip", "lab", "hide", "oifname", "eth0", "masquerade")

    def chain(self, name, kind, hook):
        self.nft("add", "table", "ip", "lab")
        self.nft("add", "chain", "ip", "lab", name,
                 f"{{ type {kind} hook {hook} priority 0; }}")

    @staticmethod
    def nft(*words):
        run("ip", "netns", "exec", ROUTER, "nft", *words)

    def wait(self, _, plain, *__):
        time.sleep(float(plain[0]))

    def join(self, *_):
        for process in self.background:
            process.wait(120)
        self.background.clear()

    # What clients do

    def kinit(self, host, plain, keys, background):
        password = keys.pop("password", PASSWORD)
        self.client(host, ["kinit", *plain], keys, background, password + "\n")

    def kvno(self, host, plain, keys, background):
        self.client(host, ["kvno", *plain], keys, background)

    def kdestroy(self, host, plain, keys, background):
        self.client(host, ["kdestroy", *plain], keys, background)

    def call(self, host, plain, keys, background):
        self.script("rpc_client.py", host, plain, keys, background)

    def impacket(self, host, plain, keys, background):
        self.script("impacket_client.py", host, plain, keys, background)

    def smb(self, host, plain, keys, background):
        self.script("smb_client.py", host, plain, keys, background)

    def rpcclient(self, host, plain, keys, background):
        secret = keys.pop("password", PASSWORD)
        user = keys.pop("user", None)
        argv = ["rpcclient", "-s", "/dev/null", f"--option=realm={REALM}",
                f"--option=workgroup={NETBIOS}", "--option=name resolve order=host",
                f"--option=private dir={self.folder}", f"--option=lock directory={self.folder}"]
        if user == "anonymous":
            argv += ["-U", "%"]
        elif user:
            argv += ["-U", f"{NETBIOS}\\{user}%{secret}"]
        else:
            argv += ["--use-kerberos=required", "--use-krb5-ccache=" + self.ccache(host, keys)]
        self.client(host, argv + plain, keys, background)

    def script(self, name, host, plain, keys, background):
        ours = {k: keys.pop(k) for k in list(keys)
                if k in ("kdc", "tcp", "enctypes", "tgs", "cc", "faketime", "user", "password",
                         "realm", "fakefile")}
        words = plain + [f"{k}={v}" for k, v in keys.items()]
        if "fakefile" in ours:
            words.append(f"unfake={self.folder / 'clock'}")
        self.client(host, PYTHON + [HERE / name, *words], ours, background)

    def client(self, host, argv, keys, background, stdin=""):
        prefix, env = self.faked(keys)
        realm = keys.get("realm", REALM)
        user = keys.get("user", "alice")
        env |= {
            "KRB5_CONFIG": self.krb5_conf(keys),
            "KRB5CCNAME": self.ccache(host, keys),
            "NTLM_USER_FILE": self.ntlm_file(host, user, keys.get("password")),
            "LAB_NTLM_USER": f"{NETBIOS}\\{user}",
            "LAB_USER": user, "LAB_PASSWORD": keys.get("password", PASSWORD), "LAB_REALM": realm,
            "LAB_KDC": address_of(keys.get("kdc", "dc1").split(",")[0]).strip("[]"),
            "LAB_TGS_KDC": address_of(keys.get("tgs", keys.get("kdc", "dc1"))).strip("[]"),
        }
        self.count += 1
        name = f"step-{self.count:02}-{host}"
        process = self.world.start_client(name, host, prefix + argv, env, stdin)
        if background:
            self.background.append(process)
        else:
            process.wait(180)

    # What surrounds a client

    def ccache(self, host, keys):
        return f"FILE:{self.folder}/{host}.{keys.get('cc', 'cc')}"

    def faked(self, keys):
        offset = keys.pop("faketime", None)
        if keys.pop("fakefile", None):
            clock = self.folder / "clock"
            clock.write_text(f"{offset}\n")
            library = next(pathlib.Path("/usr/lib").glob("*/faketime/libfaketime.so.1"))
            return [], {"LD_PRELOAD": str(library), "FAKETIME_TIMESTAMP_FILE": str(clock),
                        "FAKETIME_NO_CACHE": "1"}
        return (["faketime", "-f", offset] if offset else []), {}

    def ntlm_file(self, name, user="alice", password=None):
        path = self.folder / f"{name}.ntlm"
        known = ["alice", "bob", "carol", "svcdeleg", "svcother"]
        users = known if name == "server" else [user]
        path.write_text("".join(f"{NETBIOS}:{u}:{password or PASSWORD}\n" for u in users))
        return str(path)

    def krb5_conf(self, keys):
        realm = keys.get("realm", REALM)
        realm = {"mit": MIT_REALM, "heimdal": HEIMDAL_REALM}.get(realm, realm)
        kdcs = "".join(f"        kdc = {address_of(k)}\n"
                       for k in keys.get("kdc", "dc1").split(","))
        more = ""
        for word, option in (("enctypes", "default_tgs_enctypes"),
                             ("enctypes", "default_tkt_enctypes"),
                             ("permitted", "permitted_enctypes"),
                             ("preauth", "preferred_preauth_types")):
            if word in keys:
                more += f"    {option} = {keys[word].replace(',', ' ')}\n"
        path = self.folder / f"krb5-{self.count}.conf"
        path.write_text(KRB5_CONF.format(realm=realm, udp=1 if "tcp" in keys else 1465, more=more,
                                         kdcs=kdcs))
        return str(path)

    def clean_up(self):
        self.join()
        self.nft("flush", "ruleset")
        # What was lost would be sent again into the next scenario.
        for host in (BRANCH, "app"):
            run("ip", "netns", "exec", host, "ss", "-K", "src", "0.0.0.0/0", "dport", "!=", "0")
        for host in self.changed_mtu:
            run("ip", "-n", host, "link", "set", "eth0", "mtu", "1500")
