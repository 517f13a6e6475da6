#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# Builds the plugin, makes the captures of the benchmark if they are not there, and measures:
#
#     sh tests/bench/run.sh [OPTION...]            # options of bench.py, see bench.py --help
#     sh tests/bench/run.sh --only times --rounds 3
#
# The captures (2.5 GB) go to $DCOMAUTH_BENCH, by default /var/tmp/dcomauth-bench, and stay there.
# The result, Markdown, goes to the standard output, everything else to the standard error. Installs
# what is missing; needs no network after that. On a machine with other work use "nice". The exit
# status is 1 where the plugin exceeds a limit of limits.py.
set -eu

project=$(CDPATH='' cd -- "$(dirname -- "$0")/../.." && pwd)
. "$project/cmake/common.sh"

captures=${DCOMAUTH_BENCH:-/var/tmp/dcomauth-bench}
case ${1-} in
-h | --help)
    sed -n '3,13s/^# \{0,1\}//p' "$0"
    exit 0
    ;;
esac

need_build_packages
need_packages python3 valgrind util-linux
build_plugin -DBUILD_TESTING=OFF || fail 'the build failed'
[ -e "$captures/complete" ] || {
    say "making the captures in $captures"
    python3 "$project/tests/bench/mix.py" "$captures" >&2
    touch "$captures/complete"
}
python3 "$project/tests/bench/bench.py" "$captures" --plugins "${build:?}/plugins" "$@"
