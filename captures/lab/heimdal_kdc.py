# SPDX-License-Identifier: GPL-2.0-or-later
"""Two Heimdal KDCs of one realm. The second starts with a copy of the first one's database."""
import pathlib
import shutil

import pki
from world import HEIMDAL_REALM, PASSWORD, ipv4, ipv6, run

# Debian's KDCs of MIT and Heimdal cannot be installed together: run.sh unpacks Heimdal's here.
PROGRAMS = pathlib.Path("/var/cache/dcomauth-lab/heimdal/usr")

KRB5_CONF = """[libdefaults]
    default_realm = {realm}
    dns_lookup_kdc = false
    dns_lookup_realm = false
    allow_weak_crypto = true
[realms]
    {realm} = {{
        kdc = {ipv4}
    }}
[kdc]
    addresses = {ipv4} {ipv6}
    ports = 88/udp 88/tcp
{options}
    database = {{
        dbname = {base}/heimdal
        realm = {realm}
        mkey_file = {base}/stash
        acl_file = {base}/kadmind.acl
        log_file = {base}/changes
    }}
[kadmin]
    default_keys = {keys}
[logging]
    kdc = 0-/FILE:{base}/kdc.log
"""

KEYS = ("aes256-cts-hmac-sha1-96:pw-salt aes128-cts-hmac-sha1-96:pw-salt "
        "arcfour-hmac-md5:pw-salt")
RC4_ONLY = ["aes256-cts-hmac-sha1-96", "aes128-cts-hmac-sha1-96"]
# principal: what `kadmin modify` makes of it, and the keys that are taken away
PRINCIPALS = {
    "alice": ([], []),
    "bob": ([], []),
    "mallory": (["--attributes=+disallow-all-tix"], []),
    "grace": (["--expiration-time=2001-01-01"], []),
    "eve": (["--attributes=+requires-pw-change"], []),
    "trent": (["--attributes=+requires-hw-auth"], []),
    "walter": ([], ["arcfour-hmac-md5"]),
    "svcother": (["--attributes=+trusted-for-delegation"], []),
    "RPCSS/app.corp.example": ([], []),
    "RPCSS/legacy.corp.example": ([], RC4_ONLY),
}

# What a scenario may ask for: kadmin commands on the copy
STATES = {
    "healthy": {},
    "rc4-krbtgt": {"kadmin": [["del_enctype", f"krbtgt/{HEIMDAL_REALM}", *RC4_ONLY]]},
    "new-krbtgt": {"kadmin": [["cpw", "--random-key", f"krbtgt/{HEIMDAL_REALM}"]]},
    "alice-disabled": {"kadmin": [["modify", "--attributes=+disallow-all-tix", "alice"]]},
    "pkinit": {"kdc": pki.KDC_OPTIONS},
    "off": {"off": True},
}


class HeimdalKdc:
    def __init__(self, world, name):
        self.world, self.name = world, name
        self.base = world.work / name
        self.snapshot = world.work / f"{name}.clean"
        self.state = None

    @property
    def conf(self):
        return self.base / "krb5.conf"

    def configure(self, options=""):
        self.conf.write_text(KRB5_CONF.format(ipv4=ipv4(self.name), ipv6=ipv6(self.name),
                                              realm=HEIMDAL_REALM, base=self.base, keys=KEYS,
                                              options=options.format(pki=pki.folder(self.world))))

    def kadmin(self, *command):
        run(PROGRAMS / "bin/kadmin.heimdal", "-l", "-c", self.conf, *command)

    def add(self, name, changes, without):
        key = ["--random-key"] if "/" in name else [f"--password={PASSWORD}"]
        self.kadmin("add", *key, "--use-defaults", name)
        if changes:
            self.kadmin("modify", *changes, name)
        if without:
            self.kadmin("del_enctype", name, *without)

    def create(self):
        self.base.mkdir()
        self.configure()
        run(PROGRAMS / "sbin/kstash", "--random-key", f"--key-file={self.base}/stash")
        self.kadmin("init", "--realm-max-ticket-life=10h", "--realm-max-renewable-life=7d",
                    HEIMDAL_REALM)
        for name, (changes, without) in PRINCIPALS.items():
            self.add(name, changes, without)
        keytab = self.world.work / "heimdal.keytab"
        self.kadmin("ext_keytab", f"--keytab={keytab}", "RPCSS/app.corp.example")
        run("cp", "-a", self.base, self.snapshot)

    def stop(self):
        self.world.stop(self.name)
        self.state = None

    def be(self, state):
        """Puts the KDC into one of STATES, starting from the clean snapshot."""
        if state == self.state:
            return
        self.stop()
        shutil.rmtree(self.base, ignore_errors=True)
        run("cp", "-a", self.snapshot, self.base)
        want = STATES[state]
        self.configure(want.get("kdc", ""))
        for command in want.get("kadmin", []):
            self.kadmin(*command)
        if not want.get("off"):
            self.world.start(self.name, self.name,
                             [PROGRAMS / "lib/heimdal-servers/kdc", "-c", self.conf],
                             ready=lambda: self.world.listening(self.name, 88))
        self.state = state


def build(world, say):
    say("creating the Heimdal realm")
    first, second = HeimdalKdc(world, "heim1"), HeimdalKdc(world, "heim2")
    first.create()
    run("cp", "-a", first.snapshot, second.snapshot)
    return {"heim1": first, "heim2": second}
