#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# Runs all findings and prints "N as recorded, N changed, N skipped"; a finding that could not run
# for another reason is counted apart. Arguments: names of findings, if not all.
set -u
folder=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd)
cache=${FINDINGS_CACHE:-$(mktemp -d)}
[ -n "${FINDINGS_CACHE-}" ] || trap 'rm -rf "$cache"' EXIT
trap 'exit 1' HUP INT TERM
chmod 755 "$cache"
export FINDINGS_CACHE="$cache"
recorded=0
changed=0
skipped=0
broken=0
[ "$#" -gt 0 ] || set -- "$folder"/*-*.sh
for finding; do
    finding=$folder/$(basename "$finding" .sh).sh
    output=$(sh "$finding" 2>&1)
    case $?:$output in
    0:*skipped:*) skipped=$((skipped + 1)) ;;
    0:*) recorded=$((recorded + 1)) ;;
    1:*) changed=$((changed + 1)) ;;
    *) broken=$((broken + 1)) ;;
    esac
    printf '%s\n' "$output"
done
[ "$broken" -eq 0 ] || echo "$broken failed"
echo "$recorded as recorded, $changed changed, $skipped skipped"
[ "$((changed + broken))" -eq 0 ]
