#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# Surprise: an expired client that asks for an unknown service is told about the service only
# Software: MIT krb5 1.20.1 (bookworm), 1.21.3 (trixie), 1.22.1 (sid)
# Guess: 1 KDC_ERR_NAME_EXP: the client comes first, as an unknown client does (6)
# Seen: 7 SERVER_NOT_FOUND; only a known service brings the 1
set -eu
. "$(dirname "$0")/prelude.sh"
. "$(dirname "$0")/kdc.sh"

pin_mit
fetch
mit_kdc
mit_account -pw password -expire 2020-01-01 old
see 'expired client, TGT' "$(ask 'as_req("old")')" \
    'KRB-ERROR 1 "CLIENT EXPIRED" realm TEST.EXAMPLE no e-data'
see 'expired client, unknown service' "$(ask 'as_req("old", "host/none")')" \
    'KRB-ERROR 7 "SERVER_NOT_FOUND" realm TEST.EXAMPLE no e-data'
see 'unknown client, unknown service' "$(ask 'as_req("nobody", "host/none")')" \
    'KRB-ERROR 6 "CLIENT_NOT_FOUND" realm TEST.EXAMPLE no e-data'
finish
