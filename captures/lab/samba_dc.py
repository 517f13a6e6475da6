# SPDX-License-Identifier: GPL-2.0-or-later
"""Two Samba AD DCs of one domain. The second is joined, then kept without replication, so that
each keeps its own idea of the krbtgt account."""
import pathlib
import shutil
import tomllib

import pki
from world import DOMAIN, NETBIOS, PASSWORD, REALM, ipv4, ipv6, run

HERE = pathlib.Path(__file__).parent
ADMIN = f"administrator%{PASSWORD}"

SMB_CONF = """[global]
    netbios name = {name}
    realm = {realm}
    workgroup = {netbios}
    server role = active directory domain controller
    interfaces = lo eth0
    bind interfaces only = yes
    server services = {services}
    krb5 port = {krb5_port}
    disable netbios = yes
    dns forwarder =
    private dir = {base}/private
    lock directory = {base}
    state directory = {base}/state
    cache directory = {base}/cache
    binddns dir = {base}/bind-dns
    pid directory = {base}/run
    ncalrpc dir = {base}/run/ncalrpc
    ntp signd socket directory = {base}/run/ntp
    log file = {base}/log.%m
    usershare max shares = 0
    load printers = no
    rpc server dynamic port range = 49152-49200
    tls enabled = no
    dcesrv:max auth states = 10
{more}
[sysvol]
    path = {base}/state/sysvol
    read only = no
[netlogon]
    path = {base}/state/sysvol/{domain}/scripts
    read only = no
"""

# Everything but what talks between the DCs by itself.
SERVICES = "s3fs, rpc, ldap, cldap, kdc, winbindd, dns"

# What a scenario may ask for: how the DC's directory, configuration and port differ.
STATES = {
    "healthy": {},
    "no-aes-krbtgt": {"strip_aes": "krbtgt"},
    # As above, and the KDC gives way to a relay on port 88.
    "no-aes-krbtgt-relayed": {"strip_aes": "krbtgt", "krb5_port": 1088},
    "relayed": {"krb5_port": 1088},
    "connect-refused": {"more": "    allow dcerpc auth level connect = no\n"},
    "connect-allowed": {"more": "    allow dcerpc auth level connect = yes\n"},
    "new-dc2-password": {"reset_account": "DC2$"},
    "pkinit": {"kdc": pki.KDC_OPTIONS},
    "ntlm-disabled": {"more": "    ntlm auth = disabled\n"},
    "alice-disabled": {"disable": "alice"},
    # krbtgt keeps its last two passwords: only the third new one makes a TGT worthless.
    "new-krbtgt": {"reset_account": "krbtgt", "times": 3},
    "off": {"off": True},
}


class SambaDc:
    def __init__(self, world, name):
        self.world = world
        self.name = name
        self.base = world.work / name
        self.snapshot = world.work / f"{name}.clean"
        self.state = None

    def configure(self, services=SERVICES, krb5_port=88, more=""):
        text = SMB_CONF.format(name=self.name.upper(), realm=REALM, netbios=NETBIOS, base=self.base,
                               domain=DOMAIN, services=services, krb5_port=krb5_port, more=more)
        (self.base / "etc").mkdir(exist_ok=True)
        (self.base / "etc/smb.conf").write_text(text)
        for folder in ("run", "run/ncalrpc", "run/ntp", "cache"):
            (self.base / folder).mkdir(exist_ok=True)

    @property
    def conf(self):
        return self.base / "etc/smb.conf"

    def tool(self, *argv):
        return run(*self.world.command(self.name, ["samba-tool", *argv]))

    def provision(self):
        self.tool("domain", "provision", f"--targetdir={self.base}", f"--realm={REALM}",
                  f"--domain={NETBIOS}", "--server-role=dc", "--dns-backend=SAMBA_INTERNAL",
                  f"--adminpass={PASSWORD}", f"--host-name={self.name}",
                  f"--host-ip={ipv4(self.name)}",
                  "--option=interfaces=lo eth0", "--option=bind interfaces only=yes")
        self.configure()

    def join(self):
        self.tool("domain", "join", DOMAIN, "DC", f"--targetdir={self.base}", "-U", ADMIN,
                  f"--option=netbios name={self.name.upper()}", "--dns-backend=SAMBA_INTERNAL",
                  f"--server=dc1.{DOMAIN}",
                  "--option=interfaces=lo eth0", "--option=bind interfaces only=yes")
        self.configure()

    def directory(self, *argv):
        """Changes the directory in a process of its own, with the DC stopped."""
        run("/usr/bin/python3", "-B", HERE / "directory.py", self.conf, *argv)

    def add_dns(self):
        table = tomllib.loads((HERE / "accounts.toml").read_text())["dns"]
        for name, (host, families) in table.items():
            for family in families:
                kind, address = {"4": ("A", ipv4), "6": ("AAAA", ipv6)}[family]
                self.tool("dns", "add", f"dc1.{DOMAIN}", DOMAIN, name, kind, address(host),
                          "-U", ADMIN, "-s", self.conf)

    def keep(self):
        shutil.rmtree(self.base / "run")
        run("cp", "-a", self.base, self.snapshot)

    def start(self, ports=(88, 135, 389, 445), kdc_options=""):
        # Its Heimdal reads some options from there only.
        krb5_conf = self.base / "etc/krb5.conf"
        krb5_conf.write_text(f"[libdefaults]\n    default_realm = {REALM}\n[kdc]\n"
                             + kdc_options.format(pki=pki.folder(self.world)))
        (self.base / "cache").mkdir(exist_ok=True)
        self.world.start(
            self.name, self.name,
            # libwbclient knows only the built-in socket folder, so each DC gets its own there.
            ["unshare", "--mount", "sh", "-c",
             "mkdir -p /run/samba && mount -t tmpfs lab /run/samba && "
             f"exec samba -F --no-process-group -s {self.conf}"],
            env={"KRB5_CONFIG": str(krb5_conf)},
            ready=lambda: all(self.world.listening(self.name, p) for p in ports))

    def stop(self):
        self.world.stop(self.name)
        self.world.stop_host(self.name)
        self.state = None

    def be(self, state):
        """Puts the DC into one of STATES, starting from the clean snapshot."""
        if state == self.state:
            return
        self.stop()
        shutil.rmtree(self.base)
        run("cp", "-a", self.snapshot, self.base)
        want = STATES[state]
        port = want.get("krb5_port", 88)
        self.configure(krb5_port=port, more=want.get("more", ""))
        if want.get("strip_aes"):
            self.directory("strip-aes", want["strip_aes"])
        for time in range(want.get("times", 1) if "reset_account" in want else 0):
            self.directory("set-password", want["reset_account"], f"Other-{time}-{PASSWORD}")
        if want.get("disable"):
            self.directory("disable", want["disable"])
        if not want.get("off"):
            self.start((port, 135, 389, 445), want.get("kdc", ""))
        self.state = state


def build(world, say):
    dc1, dc2 = SambaDc(world, "dc1"), SambaDc(world, "dc2")
    say("provisioning dc1")
    dc1.provision()
    dc1.directory("accounts", HERE / "accounts.toml", PASSWORD)
    dc1.start()
    dc1.add_dns()
    say("joining dc2")
    dc2.join()
    keytab = world.work / "domain.keytab"
    dc1.tool("domain", "exportkeytab", keytab, "-s", dc1.conf)
    dc1.stop()
    dc1.keep()
    dc2.keep()
    return {"dc1": dc1, "dc2": dc2}
