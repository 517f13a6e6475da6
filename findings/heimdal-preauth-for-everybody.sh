#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# Surprise: Heimdal's KDC asks for preauthentication also where the account is not marked
# requires-pre-auth
# Software: Heimdal 7.8 of 2022-11-17 (bookworm, trixie) and of 2024-01-13 (sid)
# Guess: AS-REP at once, as MIT's does
# Seen: 25 with hints
set -eu
. "$(dirname "$0")/prelude.sh"
. "$(dirname "$0")/kdc.sh"

pin_heimdal
fetch
heimdal_kdc
heimdal_account user
on kadmin.heimdal -l -c "$KRB5_CONFIG" modify --attributes=-requires-pre-auth user
see 'flags of the account' "$(on kadmin.heimdal -l -c "$KRB5_CONFIG" get -o attributes user |
    grep -c requires-pre-auth)" 0
see 'AS-REQ without preauthentication' "$(ask 'as_req()')" \
    'KRB-ERROR 25 "Need to use PA-ENC-TIMESTAMP/PA-PK-AS-REQ" realm TEST.EXAMPLE e-data'
finish
