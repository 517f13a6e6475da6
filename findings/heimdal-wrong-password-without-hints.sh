#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# Surprise: Heimdal's 24 carries no e-data: after a wrong password the client hears salts and
# types no more
# Software: Heimdal 7.8 of 2022-11-17 (bookworm, trixie) and of 2024-01-13 (sid)
# Guess: PA-ETYPE-INFO2 in the e-data, as MIT's 24 has it
# Seen: 24 without e-text and e-data
set -eu
. "$(dirname "$0")/prelude.sh"
. "$(dirname "$0")/kdc.sh"

pin_heimdal
fetch
heimdal_kdc
heimdal_account user
request='as_req(pa=[padata(2, encrypted(18, bytes(60)))])'
see 'wrong password' "$(ask "$request")" 'KRB-ERROR 24 realm TEST.EXAMPLE no e-data'
finish
