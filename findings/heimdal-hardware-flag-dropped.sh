#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# Surprise: Heimdal's kadmin takes requires-hw-auth, reports success and keeps nothing of it: the
# account that should need a token still logs on with its password
# Software: Heimdal 7.8 of 2022-11-17 (bookworm, trixie) and of 2024-01-13 (sid)
# Guess: the flag is kept, and the KDC refuses a password, as MIT's does with NEEDED_HW_PREAUTH
# Seen: exit status 0, no such flag afterwards; requires-pw-change, set the same way, stays
set -eu
. "$(dirname "$0")/prelude.sh"
. "$(dirname "$0")/kdc.sh"

pin_heimdal
fetch
heimdal_kdc
heimdal_account user
kadmin() {
    on kadmin.heimdal -l -c "$KRB5_CONFIG" "$@"
}
see 'kadmin modify --attributes=+requires-hw-auth' \
    "$(kadmin modify --attributes=+requires-hw-auth user >/dev/null 2>&1 && echo taken)" taken
see 'accounts with that flag' \
    "$(kadmin get -o attributes user | grep -c requires-hw-auth || :)" 0
kadmin modify --attributes=+requires-pw-change user
see 'accounts with another flag, set the same way' \
    "$(kadmin get -o attributes user | grep -c requires-pw-change || :)" 1
finish
