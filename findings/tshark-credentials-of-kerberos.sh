#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# Surprise: tshark -z credentials lists no user of Kerberos, though each AS-REQ names one in the
# clear
# Software: tshark 4.0.17 (bookworm), 4.4.19 (trixie), 4.6.9 (sid)
# Guess: a line for the AS-REQ of bob
# Seen: only the table's head
set -eu
. "$(dirname "$0")/prelude.sh"

pin_tshark
fetch
python3 - <<'PYTHON'
from kerberos_bytes import *
pcap("in.pcap", [(1, udp("10.0.0.1", 1000, "10.0.0.2", 88, as_req("bob")))])
PYTHON
see 'user in the AS-REQ' "$(on tshark -r in.pcap -T fields -e kerberos.CNameString 2>log)" bob
see 'lines of the table about bob' "$(on tshark -q -r in.pcap -z credentials 2>log | grep -c bob)" 0
finish
