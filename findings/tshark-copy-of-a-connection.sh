#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# Surprise: a closed TCP connection that is in a file a second time, byte for byte and a second
# later, as in a merge of two captures whose clocks differ, is a connection of its own for tshark
# since 4.4: its requests are dissected and counted twice, where 4.0 sees retransmissions
# Software: tshark 4.0.17 (bookworm), 4.4.19 (trixie), 4.6.9 (sid)
# Guess: one stream in all of them: a SYN with the same sequence number is the same SYN
# Seen: one stream and one AS-REQ with 4.0, two of each with 4.4 and 4.6
set -eu
. "$(dirname "$0")/prelude.sh"

pin_tshark
fetch
python3 - <<'PYTHON'
from kerberos_bytes import *

client, kdc = ("10.0.0.1", 1000), ("10.0.0.2", 88)
request = record(as_req())
behind = 101 + len(request)
SYN, ACK, PUSH, FIN = 2, 16, 8, 1
talk = [
    tcp(*client, *kdc, 100, 0, bits=SYN), tcp(*kdc, *client, 500, 101, bits=SYN | ACK),
    tcp(*client, *kdc, 101, 501, bits=ACK), tcp(*client, *kdc, 101, 501, request, PUSH | ACK),
    tcp(*client, *kdc, behind, 501, bits=FIN | ACK),
    tcp(*kdc, *client, 501, behind + 1, bits=FIN | ACK),
    tcp(*client, *kdc, behind + 1, 502, bits=ACK),
]
pcap("in.pcap", [(begin + place / 1000, frame) for begin in (1000, 1001)
                 for place, frame in enumerate(talk)])
PYTHON
recorded=2
[ "$release" != bookworm ] || recorded=1
see 'streams' "$(on tshark -r in.pcap -T fields -e tcp.stream 2>log | sort -u | wc -l)" "$recorded"
see 'AS-REQs' "$(on tshark -r in.pcap -Y kerberos.msg_type==10 2>log | wc -l)" "$recorded"
finish
