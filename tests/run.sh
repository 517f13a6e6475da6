#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# Installs what is missing, builds, runs every test; the last line is "N passed, N failed, N
# skipped".
# Arguments are for ctest (-R NAME runs some tests only).
set -eu

project=$(CDPATH='' cd -- "$(dirname -- "$0")/.." && pwd)
. "$project/cmake/common.sh"
. "$project/cmake/windows/root.sh"
. "$project/tests/windows/glib.sh"

need_build_packages
need_pane_packages
need_packages parallel check python3 python3-jsonschema locales jq valgrind libc6-dbg util-linux \
    bsdutils wireshark-common wireshark xvfb xauth xdotool imagemagick tesseract-ocr chromium \
    openssh-server openssh-client
if is_debian_12; then
    need_windows_packages
    need_wine_packages
fi
build_plugin -DBUILD_TESTING=ON || fail 'the build failed'
make_scratch

status=0
ctest --test-dir "$build" --verbose "$@" >"$scratch/log" 2>&1 || status=$?
if [ "$status" -eq 0 ]; then
    grep -E '^ *[0-9]+/[0-9]+ Test ' "$scratch/log" || :
else
    cat "$scratch/log"
fi
python3 "$project/tests/totals.py" "$scratch/log" || status=1
exit "$status"
