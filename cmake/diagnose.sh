#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# Installs what is missing, builds the plugin, and prints the diagnosis of each capture:
#
#     sh cmake/diagnose.sh [CAPTURE...]
#     sh cmake/diagnose.sh --together CLIENT SERVER [DC...]
#     sh cmake/diagnose.sh FOLDER...
#
# --together: captures of one case; their clocks are compared and put right, and one report tells of
# all. A folder: what is in it, as one report of causes; DCOMAUTH_JOBS says how many at once, and
# DCOMAUTH_SSHLOGIN which other machines help (as --sshlogin of GNU parallel). For these two,
# --json FILE and --html FILE write those forms as well.
# Without a capture: the origin case, two domain controllers of which one refuses the tickets of the
# other. The reports go to the standard output, everything else to the standard error, on a terminal
# also how far a capture has been read. What is not there or is no capture does not keep the others
# from being diagnosed; the exit status is then 2.
set -eu

project=$(CDPATH='' cd -- "$(dirname -- "$0")/.." && pwd)
. "$project/cmake/common.sh"
. "$project/cmake/folder.sh"
. "$project/cmake/progress.sh"
. "$project/cmake/together.sh"

case ${1-} in
-h | --help)
    sed -n '3,17s/^# \{0,1\}//p' "$0"
    exit 0
    ;;
esac

together=
json_file=
html_file=
only_captures=
left=$#
# Options may stand anywhere: what is none goes to the end of the list, and so stays in its order.
while [ "$left" -gt 0 ]; do
    argument=$1
    shift
    left=$((left - 1))
    case $only_captures$argument in
    --together) together=yes ;;
    --json=*) json_file=${argument#*=} ;;
    --html=*) html_file=${argument#*=} ;;
    --json | --html)
        [ "$left" -gt 0 ] || fail "$argument needs the name of a file"
        [ "$argument" = --html ] || json_file=$1
        [ "$argument" = --json ] || html_file=$1
        shift
        left=$((left - 1))
        ;;
    --) only_captures=./ ;;
    -*) fail "there is no option $argument; see --help" ;;
    *) set -- "$@" "$argument" ;;
    esac
done

[ $# -gt 0 ] || set -- "$project/captures/origin_tgt_rejected_by_dc2.pcapng"

# Says why the file cannot be diagnosed, if so.
is_usable() {
    if [ -d "$1" ] && [ -z "$together" ]; then
        return 0
    elif [ ! -e "$1" ]; then
        say "no such file: $1"
    elif [ ! -f "$1" ]; then
        say "this is no file: $1"
    elif [ ! -r "$1" ]; then
        say "you may not read this file: $1"
    elif [ ! -s "$1" ]; then
        say "this file is empty: $1"
    else
        return 0
    fi
    return 1
}

diagnose() {
    say "diagnosis of $1"
    diagnosed=$(readable "$1")
    with_progress "$diagnosed" unprivileged env WIRESHARK_PLUGIN_DIR="$plugins" \
        tshark -q -r "$diagnosed" -z dcomauth && return
    say "tshark could not read it, or not to its end: $1"
    return 1
}

status=0
usable=0
for capture in "$@"; do
    if is_usable "$capture"; then
        usable=$((usable + 1))
    else
        status=2
    fi
done
[ "$usable" -gt 0 ] || exit "$status"

need_build_packages
build_plugin -DBUILD_TESTING=OFF || fail 'the build failed'
make_scratch
plugins=$(plugin_folder)

if [ -n "$together" ]; then
    if [ "$usable" -ne $# ] || [ $# -lt 2 ]; then
        fail '--together needs two captures or more'
    fi
    diagnose_together "$@"
    exit "$status"
fi
for capture in "$@"; do
    [ ! -d "$capture" ] || has_folder=yes
done
if [ -n "${has_folder-}" ]; then
    diagnose_folders "$@"
    exit "$status"
fi
for capture in "$@"; do
    is_usable "$capture" 2>/dev/null || continue
    diagnose "$capture" || status=2
done
exit "$status"
