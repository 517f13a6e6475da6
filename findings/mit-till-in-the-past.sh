#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# Surprise: MIT's KDC issues a ticket for a request whose till passed years ago
# Software: MIT krb5 1.20.1 (bookworm), 1.21.3 (trixie), 1.22.1 (sid)
# Guess: 11 KDC_ERR_NEVER_VALID, as RFC 4120 3.1.3 asks for
# Seen: AS-REP
set -eu
. "$(dirname "$0")/prelude.sh"
. "$(dirname "$0")/kdc.sh"

pin_mit
fetch
mit_kdc
mit_account -pw password user
see 'AS-REQ with till in 2020' "$(ask 'as_req(till="20200101000000Z")')" AS-REP
finish
