#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# Builds the plugin if need be and prints the diagnosis of a capture:
#
#     sh cmake/diagnose.sh [CAPTURE [TSHARK-OPTION...]]
#
# Without a capture: the origin case, two domain controllers of which one refuses the tickets of the
# other. Without options for tshark: -q -z dcomauth. The report goes to the standard output, everything
# else to the standard error; the exit status is tshark's.
set -eu

project=$(CDPATH='' cd -- "$(dirname -- "$0")/.." && pwd)
. "$project/cmake/common.sh"

case ${1-} in
-h | --help)
    sed -n '3,9s/^# \{0,1\}//p' "$0"
    exit 0
    ;;
esac

capture=${1:-$project/captures/origin_tgt_rejected_by_dc2.pcapng}
[ $# -eq 0 ] || shift
[ $# -gt 0 ] || set -- -q -z dcomauth
[ -f "$capture" ] || fail "no such capture: $capture"

need_build_packages
build_plugin -DBUILD_TESTING=OFF || fail 'the build failed'
make_scratch
capture_read=$(readable "$capture")
plugins=$(plugin_folder)
say "diagnosis of $capture"
status=0
unprivileged env WIRESHARK_PLUGIN_DIR="$plugins" tshark -r "$capture_read" "$@" || status=$?
exit "$status"
