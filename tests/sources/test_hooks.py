#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""What leads round the hooks is seen all the same; without the protocol there is no hook."""
import functools
import sys

import common
from common import harness

ORIGIN = "origin_tgt_rejected_by_dc2.pcapng"

# Each leads round one of the hooks: the report must be that of the thorough way.
BYPASSES = {
    "Decode As: RPC": ("-d", "tcp.port==1024-65535,dcerpc"),
    "Decode As: another Kerberos port": ("-d", "tcp.port==8888,kerberos"),
    "Decode As: Kerberos anew": ("-d", "tcp.port==88,kerberos", "-d", "udp.port==88,kerberos"),
    "Decode As: no Kerberos": ("-d", "tcp.port==88,http"),
    "Kerberos ports moved": ("-o", "kerberos.tcp.port:8888", "-o", "kerberos.udp.port:8888"),
    "Kerberos ports added to": ("-o", "kerberos.tcp.port:88,8888"),
    "DNS port moved": ("-o", "dns.udp.port:5300"),
    "RPC heuristic off": ("--disable-heuristic", "dcerpc_tcp"),
    "Kerberos off": ("--disable-protocol", "kerberos"),
    "RPC off": ("--disable-protocol", "dcerpc"),
    "SPNEGO off": ("--disable-protocol", "spnego"),
}

WITHOUT_PROTOCOL = ("--disable-protocol", "dcomauth")


def check_bypass(bench, name):
    capture = common.all_in_one(bench)
    options = (*BYPASSES[name], "-q", "-z", "dcomauth,json")
    return harness.difference(common.output(bench, capture, *options, *common.THOROUGH),
                              common.output(bench, capture, *options))


def check_disabled(bench, options):
    capture = bench.copy(harness.CAPTURES / ORIGIN)
    return harness.difference(
        common.output(bench, capture, *options, plugins=False),
        common.output(bench, capture, *options, *WITHOUT_PROTOCOL))


def check_nothing_said(bench):
    """Neither at the start nor on an ordinary capture does a message appear that was not there."""
    capture = bench.copy(harness.CAPTURES / ORIGIN)
    said = [bench.tshark("-q", "-r", capture, plugins=plugins).complaint
            for plugins in (False, True)]
    return harness.difference(*said)


def checks(bench):
    listed = [(name, functools.partial(check_bypass, bench, name)) for name in BYPASSES]
    listed += [(f"protocol off: {' '.join(options) or 'list'}",
                functools.partial(check_disabled, bench, options))
               for options in ((), ("-V",), ("-2", "-T", "json"))]
    listed.append(("no message", functools.partial(check_nothing_said, bench)))
    return listed


def main():
    with harness.Bench() as bench:
        return harness.run_checks(checks(bench))


if __name__ == "__main__":
    sys.exit(main())
