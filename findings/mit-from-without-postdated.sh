#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# Surprise: a start time years ahead without the option POSTDATED is not refused by MIT's KDC
# Software: MIT krb5 1.20.1 (bookworm), 1.21.3 (trixie), 1.22.1 (sid)
# Guess: 10 KDC_ERR_CANNOT_POSTDATE, as RFC 4120 3.1.3 asks for
# Seen: AS-REP
set -eu
. "$(dirname "$0")/prelude.sh"
. "$(dirname "$0")/kdc.sh"

pin_mit
fetch
mit_kdc
mit_account -pw password user
see 'AS-REQ with from in 2037' "$(ask 'as_req(start="20370101000000Z")')" AS-REP
finish
