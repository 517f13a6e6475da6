#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# Surprise: an AS-REQ without a server name, which RFC 4120 5.4.1 makes optional, gets no answer
# at all from MIT's KDC: in a capture it looks dead
# Software: MIT krb5 1.20.1 (bookworm), 1.21.3 (trixie), 1.22.1 (sid)
# Guess: an error, 7 KDC_ERR_S_PRINCIPAL_UNKNOWN
# Seen: no answer by UDP; with a server name the same request gets a ticket
set -eu
. "$(dirname "$0")/prelude.sh"
. "$(dirname "$0")/kdc.sh"

pin_mit
fetch
mit_kdc
mit_account -pw password user
see 'AS-REQ with a server name' "$(ask 'as_req()')" AS-REP
see 'AS-REQ without one' "$(ask 'as_req(sname=None)')" 'no answer'
see 'AS-REQ with a server name, again' "$(ask 'as_req()')" AS-REP
finish
