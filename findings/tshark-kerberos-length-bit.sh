#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# Surprise: a Kerberos record over TCP whose length has its high bit set, as RFC 5021 allows, is
# an "Unreassembled fragment" for tshark, which asks to enable a reassembly that is on
# Software: tshark 4.0.17 (bookworm), 4.4.19 (trixie), 4.6.9 (sid)
# Guess: the extension is named, or the record malformed
# Seen: expert information "Unreassembled fragment (change preferences to enable reassembly)"
set -eu
. "$(dirname "$0")/prelude.sh"

pin_tshark
fetch
python3 - <<'PYTHON'
from kerberos_bytes import *
pcap("in.pcap", [(1, tcp("10.0.0.1", 1000, "10.0.0.2", 88, 1, 1, b"\x80\0\0\x04abcd"))])
PYTHON
see 'expert information' "$(on tshark -r in.pcap -T fields -e _ws.expert.message 2>log)" \
    'Unreassembled fragment (change preferences to enable reassembly)'
finish
