# SPDX-License-Identifier: GPL-2.0-or-later
"""The scenarios as tables, and what can be said about one from its table alone."""
import functools
import pathlib
import re
import subprocess
import tomllib

HERE = pathlib.Path(__file__).parent

CLIENTS = {
    "call": "MIT krb5 {mit} GSSAPI client (rpc_client.py)",
    "impacket": "impacket {impacket} DCOM client",
    "smb": "impacket {impacket} SMB client",
    "rpcclient": "Samba {samba} rpcclient",
}
DEBIAN_12 = {"mit": "1.20", "samba": "4.17", "impacket": "0.10"}
PACKAGES = {"mit": "krb5-kdc", "samba": "samba-ad-dc", "impacket": "python3-impacket"}


def load():
    """-> name: table, in the order of the files and of the tables in them"""
    found = {}
    for path in sorted((HERE / "scenarios").glob("*.toml")):
        for name, table in tomllib.loads(path.read_text()).items():
            if name in found:
                raise SystemExit(f"{path.name}: {name} exists twice")
            found[name] = table
    return found


@functools.cache
def installed():
    """The versions of the software here, as DEBIAN_12 has them: the lab runs where it is."""
    found = dict(DEBIAN_12)
    for name, package in PACKAGES.items():
        done = subprocess.run(["dpkg-query", "-W", "-f", "${Version}", package],
                              capture_output=True, text=True, check=False)
        if version := re.match(r"(?:\d+:)?(\d+\.\d+)", done.stdout):
            found[name] = version[1]
    return found


def producers(scenario, versions):
    """Which software made which part of the capture."""
    verbs = {s.split()[1] for s in scenario["steps"] if len(s.split()) > 1}
    parts = [text.format(**versions) for verb, text in CLIENTS.items() if verb in verbs]
    kdcs = []
    if any("mit" in key for key in scenario) or "realm=mit" in " ".join(scenario["steps"]):
        kdcs.append(f"MIT krb5kdc {versions['mit']}")
    else:
        kdcs.append(f"Samba {versions['samba']} AD DC (Heimdal)")
    parts.append("KDC: " + ", ".join(kdcs))
    if "relay" in verbs:
        parts.append("relay before the KDC (kdc_relay.py)")
    if "serve" in verbs:
        parts.append("RPC server: rpc_server.py (RPC layer scripted, acceptor real MIT GSSAPI and "
                     "gss-ntlmssp)")
    if verbs & {"rpcclient", "smb"}:
        parts.append(f"RPC server: Samba {versions['samba']}")
    if "synthetic" in scenario:
        parts.append("SYNTHETIC: " + scenario["synthetic"])
    return "; ".join(parts)
