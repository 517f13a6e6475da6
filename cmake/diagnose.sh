#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# Installs what is missing, builds the plugin, and prints the diagnosis of each capture:
#
#     sh cmake/diagnose.sh [CAPTURE...]
#
# Without a capture: the origin case, two domain controllers of which one refuses the tickets of the
# other. The reports go to the standard output, everything else to the standard error; the exit
# status is that of the last tshark that failed, else 0.
set -eu

project=$(CDPATH='' cd -- "$(dirname -- "$0")/.." && pwd)
. "$project/cmake/common.sh"

case ${1-} in
-h | --help)
    sed -n '3,9s/^# \{0,1\}//p' "$0"
    exit 0
    ;;
esac

[ $# -gt 0 ] || set -- "$project/captures/origin_tgt_rejected_by_dc2.pcapng"
for capture in "$@"; do
    [ -f "$capture" ] || fail "no such capture: $capture"
done

need_build_packages
build_plugin -DBUILD_TESTING=OFF || fail 'the build failed'
make_scratch
plugins=$(plugin_folder)

status=0
for capture in "$@"; do
    say "diagnosis of $capture"
    unprivileged env WIRESHARK_PLUGIN_DIR="$plugins" \
        tshark -q -r "$(readable "$capture")" -z dcomauth || status=$?
done
exit "$status"
