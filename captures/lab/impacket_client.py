# SPDX-License-Identifier: GPL-2.0-or-later
"""impacket's DCOM client: impacket_client.py HOST [auth=kerberos|ntlm] [level=6] [clsid=...]
[cache=no] [hash=LM:NT]. User, password and KDC come from the environment (LAB_USER, ...)."""
import os
import sys

from impacket.dcerpc.v5 import dcomrt
from impacket.uuid import string_to_bin

MMC20 = "49B2791A-B1AE-4C90-9B8E-E860BA07F889"


def main():
    host, *words = sys.argv[1:]
    options = dict(w.split("=", 1) for w in words)
    kerberos = options.get("auth", "kerberos") == "kerberos"
    if options.get("cache") == "no":
        os.environ.pop("KRB5CCNAME", None)
    else:
        os.environ["KRB5CCNAME"] = os.environ["KRB5CCNAME"].removeprefix("FILE:")
    target = host if host.replace(".", "").isdigit() else host + ".corp.example"
    try:
        connection = dcomrt.DCOMConnection(
            target, os.environ["LAB_USER"], os.environ["LAB_PASSWORD"], os.environ["LAB_REALM"],
            authLevel=int(options.get("level", 6)), doKerberos=kerberos,
            kdcHost=os.environ["LAB_KDC"])
        interface = dcomrt.IRemoteSCMActivator(connection.get_dce_rpc())
        interface.RemoteCreateInstance(string_to_bin(options.get("clsid", MMC20)),
                                       dcomrt.IID_IRemUnknown)
        print("ok")
    except Exception as error:  # what went wrong is in the capture
        print(f"{type(error).__name__}: {error}")
    finally:
        # Its ping timer would keep the process alive.
        sys.stdout.flush()
        os._exit(0)


if __name__ == "__main__":
    main()
