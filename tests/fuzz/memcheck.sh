#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# Runs Wireshark with the plugin of the build folder under valgrind: tshark in one pass and in two,
# with every report at once, on whole and on damaged captures; sharkd with several captures in turn.
# Fails for any access that is not valid, and for any leak, where the plugin has part in it;
# Wireshark's own are not ours to judge.
#
#     memcheck.sh [CAPTURE...]      a few of the project's captures if none is named
set -eu

project=$(CDPATH='' cd -- "$(dirname -- "$0")/../.." && pwd)
. "$project/cmake/common.sh"

tests=0
failed=0

# memcheck RUN PROGRAM OPTIONS...
memcheck() {
    run=$1
    shift
    tests=$((tests + 1))
    unprivileged env WIRESHARK_PLUGIN_DIR="$plugins" LD_PRELOAD="$scratch/stay.so" \
        valgrind --quiet --leak-check=full --show-leak-kinds=definite \
        --errors-for-leak-kinds=definite --keep-debuginfo=yes --num-callers=40 \
        --fullpath-after= --vgdb=no --log-file="$scratch/home/valgrind.log" \
        "$@" >"$scratch/out" 2>"$scratch/err" || {
        # 2: the file is cut off or damaged
        [ $? -eq 2 ] || {
            cat "$scratch/err" >&2
            fail "it ended badly: $run"
        }
    }
    # One paragraph for each complaint; those that name the plugin count.
    awk -v RS='==[0-9]+== *\n' '/dcomauth\.so|\/plugin\/[a-z_\/]*\.c:/' \
        "$scratch/home/valgrind.log" >"$scratch/complaints"
    if [ -s "$scratch/complaints" ]; then
        cat "$scratch/complaints"
        printf 'not ok %s - %s\n' "$tests" "$run"
        failed=$((failed + 1))
    else
        printf 'ok %s - %s\n' "$tests" "$run"
    fi
}

memcheck_capture() {
    capture=$(readable "$1")
    name=$(basename "$1" .pcapng)
    memcheck "$name, one pass, every report" tshark -q -r "$capture" -z dcomauth -z dcomauth,json \
        -z dcomauth,csv -z "dcomauth,html,$scratch/home/page.html" -z dcomauth,findings \
        -z dcomauth,kdcs,frame
    memcheck "$name, two passes, all details" tshark -2 -r "$capture" -V -Y dcomauth
}

# One process that opens the captures one after the other, and the first of them again.
memcheck_in_turn() {
    for capture in "$@" "$1"; do
        printf '{"jsonrpc":"2.0","id":1,"method":"load","params":{"file":"%s"}}\n' \
            "$(readable "$capture")"
        printf '{"jsonrpc":"2.0","id":2,"method":"frames","params":{"filter":"dcomauth"}}\n'
        printf '{"jsonrpc":"2.0","id":3,"method":"frame","params":{"frame":1,"proto":true}}\n'
    done >"$scratch/requests"
    memcheck "$# captures in turn" sharkd - <"$scratch/requests"
    loaded=$(grep -c '"status":"OK"' "$scratch/out") || :
    [ "$loaded" -gt $# ] || fail "sharkd has opened $loaded captures instead of $(($# + 1))"
}

# The module stays where it is when Wireshark lets it go, else what it still points to would count
# as lost.
keep_module() {
    printf 'int dlclose(void *handle) { (void)handle; return 0; }\n' |
        cc -shared -fPIC -x c -o "$scratch/stay.so" -
    chmod 755 "$scratch/stay.so"
}

# damaged CAPTURE: prints the path of a copy with bytes changed and the end cut off.
damaged() {
    editcap -E 0.01 --seed 1 "$1" "$scratch/damaged.pcapng" >/dev/null
    size=$(wc -c <"$scratch/damaged.pcapng")
    head -c $((size - 100)) "$scratch/damaged.pcapng" >"$scratch/cut.pcapng"
    chmod 644 "$scratch/cut.pcapng"
    printf '%s\n' "$scratch/cut.pcapng"
}

command -v valgrind >/dev/null || {
    echo 'ok 1 - valgrind # skip: it is not installed'
    exit 0
}
make_scratch
plugins=$(plugin_folder)
if grep -q __asan_init "$(find "$plugins" -name dcomauth.so)"; then
    echo 'ok 1 - valgrind # skip: the plugin is built with a sanitizer'
    exit 0
fi
keep_module

if [ $# -eq 0 ]; then
    set -- "$project/captures/origin_intermittent_dc.pcapng" \
        "$project/captures/healthy_samba_pipe.pcapng"
    memcheck_capture "$(damaged "$project/captures/three_clients_interleaved.pcapng")"
fi
for capture in "$@"; do
    memcheck_capture "$capture"
done
memcheck_in_turn "$@"
printf '%s passed, %s failed\n' $((tests - failed)) "$failed"
[ "$failed" -eq 0 ]
