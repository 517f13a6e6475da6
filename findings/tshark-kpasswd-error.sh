#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# Surprise: tshark reads no KRB-ERROR in the answer of a password server, and calls the answer
# malformed
# Software: tshark 4.0.17 (bookworm), 4.4.19 (trixie), 4.6.9 (sid)
# Guess: kerberos.error_code 24 on port 464: RFC 3244 has the KRB-ERROR follow where the length of
# the AP-REP is 0
# Seen: no error code; the frame is malformed
set -eu
. "$(dirname "$0")/prelude.sh"

pin_tshark
fetch
python3 - <<'PYTHON'
from kerberos_bytes import *
error = krb_error(24)
reply = struct.pack(">HHH", 6 + len(error), 1, 0) + error
pcap("in.pcap", [(1, udp("10.0.0.2", 464, "10.0.0.1", 1000, reply)),
                 (2, udp("10.0.0.2", 88, "10.0.0.1", 1000, error))])
PYTHON
on tshark -r in.pcap -T fields -E separator=/ -e kerberos.error_code -e _ws.malformed >out 2>log
see 'KRB-ERROR from port 88' "$(sed -n 2p out)" 24/
see 'the same from port 464' "$(sed -n 1p out | cut -d / -f 1)" ''
see 'frames that are malformed' "$(on tshark -r in.pcap -Y _ws.malformed 2>log | wc -l)" 1
finish
