#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# Surprise: a frame that is older than the first gets a time 49 days later when editcap writes
# Network Monitor 1.x: the distance is unsigned
# Software: tshark 4.0.17 (bookworm), 4.4.19 (trixie), 4.6.9 (sid)
# Guess: the time is kept, or editcap refuses
# Seen: 999.25 becomes 4295966.546
set -eu
. "$(dirname "$0")/prelude.sh"

pin_tshark
fetch
python3 - <<'PYTHON'
from kerberos_bytes import *
frame = udp("10.0.0.1", 1000, "10.0.0.2", 88, as_req())
pcap("in.pcap", [(1000.5, frame), (999.25, frame)])
PYTHON
on editcap -F netmon1 in.pcap out.cap >log 2>&1 || fail 'editcap refused:'
times=$(on tshark -r out.cap -T fields -e frame.time_epoch 2>log)
see 'time of the second frame' "$(echo "$times" | sed -n '2s/0*$//p')" 4295966.546
finish
