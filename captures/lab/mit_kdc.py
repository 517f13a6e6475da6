# SPDX-License-Identifier: GPL-2.0-or-later
"""Two MIT KDCs of one realm. The second starts with a copy of the first one's database."""
import fcntl
import shutil

import pki
from world import MIT_REALM, PASSWORD, ipv4, ipv6, run

KDC_CONF = """[kdcdefaults]
    kdc_listen = {ipv4}:88, [{ipv6}]:88
    kdc_tcp_listen = {ipv4}:88, [{ipv6}]:88
[realms]
    {realm} = {{
        database_name = {base}/principal
        key_stash_file = {base}/stash
        acl_file = {base}/kadm5.acl
        supported_enctypes = aes256-cts:normal aes128-cts:normal arcfour-hmac:normal
        max_life = 10h
        max_renewable_life = 7d
        host_based_services = *
{options}
    }}
[logging]
    kdc = FILE:{base}/kdc.log
"""
KRB5_CONF = """[libdefaults]
    default_realm = {realm}
    dns_lookup_kdc = false
    allow_weak_crypto = true
    allow_rc4 = true
{more}
[realms]
    {realm} = {{
        kdc = {ipv4}
    }}
"""

# principal: kadmin's options for addprinc
PRINCIPALS = {
    "alice": "+requires_preauth",
    "bob": "+requires_preauth",
    "nopreauth": "",
    "mallory": "+requires_preauth -allow_tix",
    "oscar": "+requires_preauth -policy lock",
    "grace": "+requires_preauth -expire 2001-01-01",
    "eve": "+requires_preauth +needchange",
    "trent": "+requires_hwauth",
    "walter": "+requires_preauth -e aes256-cts:normal,aes128-cts:normal",
    "svcother": "+requires_preauth +ok_to_auth_as_delegate",
    "locked": "+requires_preauth -allow_tix",
    "stale": "+requires_preauth -pwexpire 2001-01-01",
    "gone": "+requires_preauth -expire 2001-01-01",
    "nodup": "+requires_preauth -allow_dup_skey",
    "hardware": "+requires_hwauth",
    "RPCSS/app.corp.example": "",
    "RPCSS/app2.corp.example": "",
    "RPCSS/user.corp.example": "-allow_svr",
    "RPCSS/closed.corp.example": "-allow_tgs_req",
    "RPCSS/gone.corp.example": "-expire 2001-01-01",
    "RPCSS/legacy.corp.example": "-e arcfour-hmac:normal",
    "RPCSS/rc4.corp.example": "-e arcfour-hmac:normal",
    "http/mid.corp.example": "",
    "krbtgt/OTHER.EXAMPLE": "-e arcfour-hmac:normal",
}

# What a scenario may ask for: kadmin commands on the copy, extra krb5.conf, a lock on the database
STATES = {
    "healthy": {},
    "rc4-krbtgt": {"kadmin": [f"cpw -randkey -e arcfour-hmac:normal krbtgt/{MIT_REALM}"]},
    "other-krbtgt": {"kadmin": [f"cpw -randkey krbtgt/{MIT_REALM}",
                                f"modprinc -kvno 1 krbtgt/{MIT_REALM}"]},
    "new-krbtgt": {"kadmin": [f"cpw -randkey krbtgt/{MIT_REALM}"]},
    "alice-disabled": {"kadmin": ["modprinc -allow_tix alice"]},
    "pkinit": {"realm": pki.KDC_OPTIONS},
    "no-rc4": {"more": "    permitted_enctypes = aes256-cts aes128-cts\n"},
    "locked": {"lock": True},
    # Clocks that make the tickets of the other KDC too old or too new.
    "late": {"clock": "+11h"},
    "early": {"clock": "-20m"},
    "off": {"off": True},
}


class MitKdc:
    def __init__(self, world, name):
        self.world, self.name = world, name
        self.base = world.work / name
        self.snapshot = world.work / f"{name}.clean"
        self.state = None
        self.lock = None

    @property
    def env(self):
        return {"KRB5_CONFIG": str(self.base / "krb5.conf"),
                "KRB5_KDC_PROFILE": str(self.base / "kdc.conf"), "PATH": "/usr/sbin:/usr/bin:/bin",
                "KRB5RCACHENAME": "none:"}

    def configure(self, more="", options=""):
        where = {"ipv4": ipv4(self.name), "ipv6": ipv6(self.name), "realm": MIT_REALM,
                 "base": self.base}
        (self.base / "kdc.conf").write_text(KDC_CONF.format(
            options=options.format(pki=pki.folder(self.world)), **where))
        (self.base / "krb5.conf").write_text(KRB5_CONF.format(more=more, **where))

    def kadmin(self, *queries):
        for query in queries:
            run("kadmin.local", "-r", MIT_REALM, "-q", query, env=self.env)

    def create(self):
        self.base.mkdir()
        self.configure()
        run("kdb5_util", "create", "-s", "-r", MIT_REALM, "-P", PASSWORD, env=self.env)
        self.kadmin("addpol -maxfailure 1 lock")
        for name, options in PRINCIPALS.items():
            key = "-randkey" if "/" in name else f"-pw {PASSWORD}"
            self.kadmin(f"addprinc {options} {key} {name}")
        self.kadmin(f"ktadd -norandkey -k {self.world.work}/mit.keytab "
                    "RPCSS/app.corp.example RPCSS/app2.corp.example http/mid.corp.example")
        run("cp", "-a", self.base, self.snapshot)

    def stop(self):
        self.world.stop(self.name)
        if self.lock:
            self.lock.close()
            self.lock = None
        self.state = None

    def be(self, state):
        """Puts the KDC into one of STATES, starting from the clean snapshot."""
        if state == self.state:
            return
        self.stop()
        if self.base.exists():
            shutil.rmtree(self.base)
        run("cp", "-a", self.snapshot, self.base)
        want = STATES[state]
        self.configure(want.get("more", ""), want.get("realm", ""))
        self.kadmin(*want.get("kadmin", []))
        if not want.get("off"):
            clock = ["faketime", "-f", want["clock"]] if "clock" in want else []
            self.world.start(self.name, self.name, clock + ["krb5kdc", "-n", "-r", MIT_REALM],
                             env=self.env,
                             ready=lambda: self.world.listening(self.name, 88))
        if want.get("lock"):
            # An administrator's exclusive lock, as kdb5_util load takes it.
            self.lock = open(self.base / "principal.ok", "r+b")
            fcntl.lockf(self.lock, fcntl.LOCK_EX)
        self.state = state


def build(world, say):
    say("creating the MIT realm")
    first, second = MitKdc(world, "mit1"), MitKdc(world, "mit2")
    first.create()
    run("cp", "-a", first.snapshot, second.snapshot)
    return {"mit1": first, "mit2": second}
