# SPDX-License-Identifier: GPL-2.0-or-later
"""RPC over a named pipe, then a second logon on the same connection: smb_client.py HOST"""
import os
import sys

from impacket.dcerpc.v5 import lsad, transport
from impacket.smb3structs import SMB2_DIALECT_21
from impacket.smbconnection import SMBConnection


def main():
    host = sys.argv[1] + ".corp.example"
    user, domain = os.environ["LAB_USER"], "CORP"
    # The later dialects encrypt, and the capture would show nothing.
    smb = SMBConnection(host, host, preferredDialect=SMB2_DIALECT_21)
    smb.login(user, os.environ["LAB_PASSWORD"], domain)
    pipe = transport.SMBTransport(host, filename=r"\lsarpc", smb_connection=smb).get_dce_rpc()
    pipe.connect()
    pipe.bind(lsad.MSRPC_UUID_LSAD)
    try:
        lsad.hLsarOpenPolicy2(pipe)
        smb.login(user, "Wrong-1", domain)
    except Exception as error:  # what went wrong is in the capture
        print(f"{type(error).__name__}: {error}")
    sys.stdout.flush()
    os._exit(0)


if __name__ == "__main__":
    main()
