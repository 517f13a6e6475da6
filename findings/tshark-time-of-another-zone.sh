#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# Surprise: the time that tshark 4.0 prints for a KRB-ERROR is no value for its own display filter
# outside UTC: it prints the zone's name and cannot read it
# Software: tshark 4.0.17 (bookworm), 4.4.19 (trixie), 4.6.9 (sid)
# Guess: what is printed can be filtered for
# Seen: in 4.0 "Unexpected data after time value." for EST, though UTC works; 4.4 and 4.6 find the
# frame
set -eu
. "$(dirname "$0")/prelude.sh"

pin_tshark
fetch
python3 - <<'PYTHON'
from kerberos_bytes import *
pcap("in.pcap", [(1, udp("10.0.0.2", 88, "10.0.0.1", 1000, krb_error(7)))])
PYTHON
try() {
    time=$(TZ=$1 on tshark -r in.pcap -T fields -e kerberos.stime 2>log)
    echo "  in $1 it prints $time"
    found=$(TZ=$1 on tshark -r in.pcap -T fields -e frame.number -Y "kerberos.stime == \"$time\"" \
        2>&1 | grep -E '^([0-9]+$|tshark:)' | head -n 1)
}
case $release in
bookworm) recorded='tshark: Unexpected data after time value.' ;;
*) recorded=1 ;;
esac
try UTC
see 'and finds with it' "$found" 1
try America/New_York
see 'and finds with it' "$(echo "$found" | sed 's/^ *//')" "$recorded"
finish
