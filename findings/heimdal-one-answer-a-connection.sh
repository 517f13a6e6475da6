#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# Surprise: Heimdal's KDC closes a TCP connection after its first answer: of two requests on it
# the second gets none
# Software: Heimdal 7.8 of 2022-11-17 (bookworm, trixie) and of 2024-01-13 (sid)
# Guess: two answers: RFC 4120 7.2.2 wants the connection kept open, and only MIT's KDC was known
# to close
# Seen: one answer, then the end of the connection
set -eu
. "$(dirname "$0")/prelude.sh"
. "$(dirname "$0")/kdc.sh"

pin_heimdal
fetch
heimdal_kdc
heimdal_account user
answers=$(python3 -c "
from kerberos_bytes import *
request = record(as_req())
answers = records(ask_tcp($port, request * 2))
print(*(describe(answer).split(' realm')[0] for answer in answers), sep=', ')")
see 'two requests in one segment' "$answers" \
    'KRB-ERROR 25 "Need to use PA-ENC-TIMESTAMP/PA-PK-AS-REQ"'
finish
