#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# Surprise: MIT's KDC does not answer a request whose nonce is above 0x7fffffff, though RFC 4120
# 5.4.1 has it UInt32: half of all nonces of a client that takes the RFC at its word
# Software: MIT krb5 1.20.1 (bookworm), 1.21.3 (trixie), 1.22.1 (sid)
# Guess: an answer with the same nonce
# Seen: no answer by UDP for 0x80000000, a ticket for 0x7fffffff
set -eu
. "$(dirname "$0")/prelude.sh"
. "$(dirname "$0")/kdc.sh"

pin_mit
fetch
mit_kdc
mit_account -pw password user
see 'nonce 0x7fffffff' "$(ask 'as_req(nonce=0x7FFFFFFF)')" AS-REP
see 'nonce 0x80000000' "$(ask 'as_req(nonce=0x80000000)')" 'no answer'
see 'the same with a small nonce, again' "$(ask 'as_req()')" AS-REP
finish
