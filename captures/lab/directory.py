# SPDX-License-Identifier: GPL-2.0-or-later
"""directory.py SMB.CONF accounts TABLE PASSWORD | strip-aes ACCOUNT | disable ACCOUNT |
    set-password ACCOUNT PASSWORD

Works on a stopped DC's own database: some of what the scenarios need, no LDAP server allows."""
import sys
import tomllib

import ldb
from samba.auth import system_session
from samba.param import LoadParm
from samba.samdb import SamDB

# MS-ADTS 2.2.16, userAccountControl
ACCOUNTDISABLE = 0x2
NORMAL_ACCOUNT = 0x200
WORKSTATION_TRUST_ACCOUNT = 0x1000
DONT_EXPIRE_PASSWORD = 0x10000


def modify(samdb, dn, changes, controls=None):
    message = ldb.Message(dn)
    for name, value in changes.items():
        flag = ldb.FLAG_MOD_REPLACE if value else ldb.FLAG_MOD_DELETE
        message[name] = ldb.MessageElement(value or [], flag, name)
    samdb.modify(message, controls or [])


def find(samdb, account):
    found = samdb.search(samdb.domain_dn(), ldb.SCOPE_SUBTREE, f"(sAMAccountName={account})",
                         attrs=["dn"])
    return found[0].dn


def attribute(text):
    return bytes.fromhex(text[4:]) if text.startswith("hex:") else text


def add_accounts(samdb, lp, table, password):
    accounts = tomllib.load(open(table, "rb"))
    for kind, plain in (("users", NORMAL_ACCOUNT | DONT_EXPIRE_PASSWORD),
                        ("computers", WORKSTATION_TRUST_ACCOUNT)):
        for name, what in accounts[kind].items():
            if kind == "users":
                samdb.newuser(name, password)
            else:
                samdb.newcomputer(name.rstrip("$"))
                samdb.setpassword(f"(sAMAccountName={name})", password)
            flags = plain & ~DONT_EXPIRE_PASSWORD if what.get("expires") else plain
            changes = {"userAccountControl": str(flags | what.get("flags", 0))}
            if "spn" in what and not what.get("twin"):
                changes["servicePrincipalName"] = what["spn"]
            changes |= {k: attribute(v) for k, v in what.get("set", {}).items()}
            modify(samdb, find(samdb, name), changes, ["relax:0"])
            for group in what.get("groups", ()):
                samdb.add_remove_group_members(group, [name], add_members_operation=True)
            if what.get("twin"):
                modify_below(samdb, lp, find(samdb, name), {"servicePrincipalName": what["spn"]})
            if what.get("rc4-only"):
                strip_aes(samdb, lp, name)


def modify_below(samdb, lp, dn, changes):
    """Below the directory's own modules, where nobody minds a duplicate or a missing key."""
    partition = samdb.domain_dn().upper()
    raw = ldb.Ldb(url=lp.private_path(f"sam.ldb.d/{partition}.ldb"))
    modify(raw, ldb.Dn(raw, str(dn)), changes)


def strip_aes(samdb, lp, account):
    """Leaves the account its NT hash (the RC4 key) and takes the AES keys."""
    modify_below(samdb, lp, find(samdb, account), {"supplementalCredentials": None})


def main():
    conf, action, *args = sys.argv[1:]
    lp = LoadParm(filename_for_non_global_lp=conf)
    lp.load(conf)
    samdb = SamDB(url=lp.private_path("sam.ldb"), session_info=system_session(lp), lp=lp)
    if action == "accounts":
        add_accounts(samdb, lp, *args)
    elif action == "strip-aes":
        strip_aes(samdb, lp, args[0])
    elif action == "disable":
        modify(samdb, find(samdb, args[0]),
               {"userAccountControl": str(NORMAL_ACCOUNT | ACCOUNTDISABLE)})
    elif action == "set-password":
        samdb.setpassword(f"(sAMAccountName={args[0]})", args[1])
    else:
        raise SystemExit(__doc__)


if __name__ == "__main__":
    main()
