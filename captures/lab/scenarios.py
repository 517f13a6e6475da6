# SPDX-License-Identifier: GPL-2.0-or-later
"""The scenarios as tables, and what can be said about one from its table alone."""
import pathlib
import tomllib

HERE = pathlib.Path(__file__).parent

CLIENTS = {
    "call": "MIT krb5 1.20 GSSAPI client (rpc_client.py)",
    "impacket": "impacket 0.10 DCOM client",
    "smb": "impacket 0.10 SMB client",
    "rpcclient": "Samba 4.17 rpcclient",
}


def load():
    """-> name: table, in the order of the files and of the tables in them"""
    found = {}
    for path in sorted((HERE / "scenarios").glob("*.toml")):
        for name, table in tomllib.loads(path.read_text()).items():
            if name in found:
                raise SystemExit(f"{path.name}: {name} exists twice")
            found[name] = table
    return found


def producers(scenario):
    """Which software made which part of the capture."""
    verbs = {s.split()[1] for s in scenario["steps"] if len(s.split()) > 1}
    parts = [text for verb, text in CLIENTS.items() if verb in verbs]
    kdcs = []
    if any("mit" in key for key in scenario) or "realm=mit" in " ".join(scenario["steps"]):
        kdcs.append("MIT krb5kdc 1.20")
    else:
        kdcs.append("Samba 4.17 AD DC (Heimdal)")
    parts.append("KDC: " + ", ".join(kdcs))
    if "relay" in verbs:
        parts.append("relay before the KDC (kdc_relay.py)")
    if "serve" in verbs:
        parts.append("RPC server: rpc_server.py (RPC layer scripted, acceptor real MIT GSSAPI and "
                     "gss-ntlmssp)")
    if verbs & {"rpcclient", "smb"}:
        parts.append("RPC server: Samba 4.17")
    if "synthetic" in scenario:
        parts.append("SYNTHETIC: " + scenario["synthetic"])
    return "; ".join(parts)
