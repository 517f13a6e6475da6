#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# Surprise: MIT's KDC answers a timestamp that is encrypted with a type which it does not know at
# all like a wrong password
# Software: MIT krb5 1.20.1 (bookworm), 1.21.3 (trixie), 1.22.1 (sid)
# Guess: 14 KDC_ERR_ETYPE_NOSUPP
# Seen: 24
set -eu
. "$(dirname "$0")/prelude.sh"
. "$(dirname "$0")/kdc.sh"

pin_mit
fetch
mit_kdc
mit_account -pw password +requires_preauth user
request='as_req(pa=[padata(2, encrypted(99, bytes(60)))])'
see 'PA-ENC-TIMESTAMP of type 99' "$(ask "$request")" \
    'KRB-ERROR 24 "PREAUTH_FAILED" realm TEST.EXAMPLE e-data'
finish
