# SPDX-License-Identifier: GPL-2.0-or-later
"""Certificates for PKINIT: the KDCs' authority, and a stranger's, who signed the user's."""
from world import run

# The same words in MIT's realm and in Heimdal's [kdc]; enable-pkinit is Heimdal's.
KDC_OPTIONS = """    enable-pkinit = yes
    pkinit_identity = FILE:{pki}/kdc.pem,{pki}/kdc.key
    pkinit_anchors = FILE:{pki}/ours.pem
"""


def folder(world):
    return world.work / "pki"


def authority(where, name):
    run("openssl", "req", "-x509", "-newkey", "rsa:2048", "-noenc", "-days", "30",
        "-subj", f"/O=Lab/CN={name}", "-keyout", where / f"{name}.key",
        "-out", where / f"{name}.pem")


def certificate(where, name, issuer):
    run("openssl", "req", "-x509", "-newkey", "rsa:2048", "-noenc", "-days", "30",
        "-subj", f"/O=Lab/CN={name}", "-CA", where / f"{issuer}.pem",
        "-CAkey", where / f"{issuer}.key", "-addext", "basicConstraints=CA:FALSE",
        "-keyout", where / f"{name}.key", "-out", where / f"{name}.pem")


def build(world):
    where = folder(world)
    where.mkdir()
    for name in ("ours", "stranger"):
        authority(where, name)
    certificate(where, "kdc", "ours")
    certificate(where, "user", "stranger")
