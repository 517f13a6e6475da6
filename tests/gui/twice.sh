#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# Runs a test, and once more where it fails; the report is that of the last run. 77: it is skipped.
#
#     twice.sh COMMAND...
set -u

scratch=$(mktemp)
trap 'rm -f "$scratch"' EXIT
status=0
"$@" >"$scratch" 2>&1 || status=$?
if [ "$status" -ne 0 ] && [ "$status" -ne 77 ]; then
    sed 's/^/first try: /' "$scratch"
    "$@"
    exit
fi
cat "$scratch"
exit "$status"
