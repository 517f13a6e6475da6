#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# Surprise: Heimdal's KDC puts "<unspecified realm>" into the realm of an error where it has not
# read one: no name that a realm can have
# Software: Heimdal 7.8 of 2022-11-17 (bookworm, trixie) and of 2024-01-13 (sid)
# Guess: the KDC's realm, or an empty text
# Seen: realm "<unspecified realm>"
set -eu
. "$(dirname "$0")/prelude.sh"
. "$(dirname "$0")/kdc.sh"

pin_heimdal
fetch
heimdal_kdc
heimdal_account user
see 'AS-REQ without a server name' "$(ask 'as_req(sname=None)')" \
    'KRB-ERROR 60 "No server in request" realm <unspecified realm> no e-data'
finish
