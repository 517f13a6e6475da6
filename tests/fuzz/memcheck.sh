#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# Runs tshark with the plugin of the build folder under valgrind: in one pass and in two, with every
# report at once, on whole and on damaged captures. Fails for any access that is not valid, and for
# any leak, where the plugin has part in it; Wireshark's own are not ours to judge.
#
#     memcheck.sh [CAPTURE...]      a few of the project's captures if none is named
set -eu

project=$(CDPATH='' cd -- "$(dirname -- "$0")/../.." && pwd)
. "$project/cmake/common.sh"

tests=0
failed=0

# memcheck RUN OPTIONS...
memcheck() {
    run=$1
    shift
    tests=$((tests + 1))
    unprivileged env WIRESHARK_PLUGIN_DIR="$plugins" G_SLICE=always-malloc \
        valgrind --quiet --leak-check=full --show-leak-kinds=definite --errors-for-leak-kinds=definite \
        --keep-debuginfo=yes --num-callers=40 --fullpath-after= --vgdb=no \
        --log-file="$scratch/home/valgrind.log" \
        tshark "$@" >"$scratch/out" 2>"$scratch/err" || {
        # 2: the file is cut off or damaged
        [ $? -eq 2 ] || {
            cat "$scratch/err" >&2
            fail "tshark ended badly: $run"
        }
    }
    # One paragraph for each complaint; those that name the plugin count, but for what is made once
    # when the program starts.
    awk -v RS='==[0-9]+== *\n' '/dcomauth\.so|\/plugin\/[a-z_\/]*\.c:/ &&
        !/definitely lost.*(epan_init|register_all_tap_listeners)/' "$scratch/home/valgrind.log" \
        >"$scratch/complaints"
    if [ -s "$scratch/complaints" ]; then
        cat "$scratch/complaints"
        printf 'not ok - %s\n' "$run"
        failed=$((failed + 1))
    else
        printf 'ok - %s\n' "$run"
    fi
}

memcheck_capture() {
    capture=$(readable "$1")
    name=$(basename "$1" .pcapng)
    memcheck "$name, one pass, every report" -q -r "$capture" -z dcomauth -z dcomauth,json \
        -z dcomauth,csv -z "dcomauth,html,$scratch/home/page.html" -z dcomauth,findings \
        -z dcomauth,kdcs,frame
    memcheck "$name, two passes, all details" -2 -r "$capture" -V -Y dcomauth
}

# damaged CAPTURE: prints the path of a copy with bytes changed and the end cut off.
damaged() {
    editcap -E 0.01 --seed 1 "$1" "$scratch/damaged.pcapng" >/dev/null
    size=$(wc -c <"$scratch/damaged.pcapng")
    head -c $((size - 100)) "$scratch/damaged.pcapng" >"$scratch/cut.pcapng"
    chmod 644 "$scratch/cut.pcapng"
    printf '%s\n' "$scratch/cut.pcapng"
}

need_packages valgrind libc6-dbg tshark wireshark-common
make_scratch
plugins=$(plugin_folder)

if [ $# -eq 0 ]; then
    set -- "$project/captures/origin_intermittent_dc.pcapng" \
        "$project/captures/healthy_samba_pipe.pcapng"
    memcheck_capture "$(damaged "$project/captures/three_clients_interleaved.pcapng")"
fi
for capture in "$@"; do
    memcheck_capture "$capture"
done
printf '%s passed, %s failed\n' $((tests - failed)) "$failed"
[ "$failed" -eq 0 ]
