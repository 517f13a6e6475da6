# shellcheck shell=sh disable=SC2154
# SPDX-License-Identifier: GPL-2.0-or-later
# How far tshark has read a file, for who looks at a terminal; to be read with "." by diagnose.sh,
# behind common.sh.

# tshark_reading FILE: prints the file of Linux that says where in it a tshark is (proc(5)).
tshark_reading() {
    for progress_fd in /proc/[0-9]*/fd/*; do
        # shellcheck disable=SC3013 # POSIX has it since 2024, every sh since long before
        [ "$progress_fd" -ef "$1" ] || continue
        progress_process=${progress_fd%/fd/*}
        [ "$(cat "$progress_process/comm" 2>/dev/null)" = tshark ] || continue
        printf '%s/fdinfo/%s\n' "$progress_process" "${progress_fd##*/}"
        return
    done
}

# show_progress FILE: one line that is written anew each second, as long as this script runs.
show_progress() {
    progress_size=$(wc -c <"$1")
    progress_at=
    while sleep 1 && kill -0 $$ 2>/dev/null; do
        [ -r "$progress_at" ] || progress_at=$(tshark_reading "$1")
        progress_read=$(sed -n 's/^pos:[[:space:]]*//p' "$progress_at" 2>/dev/null) || continue
        [ -n "$progress_read" ] || continue
        printf '\rdcomauth: %d %%, %d of %d MB read ' $((progress_read * 100 / progress_size)) \
            $((progress_read / 1000000)) $((progress_size / 1000000)) >&2
    done
}

# with_progress FILE COMMAND...: its output comes when it has ended, so that no line gets into the
# other's way.
with_progress() {
    progress_file=$1
    shift
    if [ ! -t 2 ] || [ ! -d /proc/self/fdinfo ]; then
        "$@"
        return
    fi
    show_progress "$progress_file" &
    progress_watcher=$!
    progress_status=0
    "$@" >"$scratch/output" || progress_status=$?
    kill "$progress_watcher" 2>/dev/null || :
    wait "$progress_watcher" 2>/dev/null || :
    printf '\r\033[K' >&2
    cat "$scratch/output"
    return "$progress_status"
}
