#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# Surprise: tcpdump prints "v5" for an AS-REQ and nothing at all for a TGS-REQ or a KRB-ERROR: it
# takes the first byte of the message for a version of Kerberos 4
# Software: tcpdump 4.99.3 (bookworm), 4.99.5 (trixie), 4.99.6 (sid)
# Guess: "v5" for every message of Kerberos 5
# Seen: v5, an empty line, an empty line; from 4.99.5 on with the word "kerberos" before it
set -eu
. "$(dirname "$0")/prelude.sh"

pin bookworm tcpdump=4.99.3-1
pin trixie tcpdump=4.99.5-2
pin sid tcpdump=4.99.6-2
fetch
python3 - <<'PYTHON'
from kerberos_bytes import *
tgs = message("TGS-REQ", fields(_1=integer(5), _2=integer(12), _4=fields(
    _0=flags(0), _2=string("TEST.EXAMPLE"), _3=principal("host/a.test.example", 2),
    _5=time("20370913024805Z"), _7=integer(7), _8=sequence(integer(18)))))
pcap("in.pcap", [
    (1, udp("10.0.0.1", 1000, "10.0.0.2", 88, as_req())),
    (2, udp("10.0.0.1", 1000, "10.0.0.2", 88, tgs)),
    (3, udp("10.0.0.2", 88, "10.0.0.1", 1000, krb_error(7)))])
PYTHON
on tcpdump -nt -r in.pcap 2>log | sed 's/^[^:]*: *//; s/^kerberos *//' >out
see 'AS-REQ' "$(sed -n 1p out)" v5
see 'TGS-REQ' "$(sed -n 2p out)" ''
see 'KRB-ERROR' "$(sed -n 3p out)" ''
finish
