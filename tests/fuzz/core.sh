#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# Fuzzes the core with libFuzzer under AddressSanitizer and UndefinedBehaviorSanitizer; needs clang.
#
#     core.sh             half a minute
#     core.sh EVENTS      until so many events have been diagnosed: core.sh 10000000 takes an hour
#
# What it has found stays in $DCOMAUTH_FUZZ_WORK (default: fuzz-work in the build folder): new
# inputs in the folders of the targets, and those that broke something in crash-*, leak-*,
# timeout-*. Such an input becomes a test when it is put into tests/fuzz/corpus/TARGET.
set -eu

project=$(CDPATH='' cd -- "$(dirname -- "$0")/../.." && pwd)
. "$project/cmake/common.sh"

wanted=${1:-0}
work=${DCOMAUTH_FUZZ_WORK:-$build/fuzz-work}
corpus=$project/tests/fuzz/corpus
build=$work/build
round=300
[ "$wanted" -gt 0 ] || round=20

need_build_packages
need_packages clang "libclang-rt-$(clang -dumpversion | cut -d. -f1)-dev"
mkdir -p "$work"
CC=clang build_plugin -DDCOMAUTH_SANITIZE=ON -DDCOMAUTH_LIBFUZZER=ON \
    -DCMAKE_BUILD_TYPE=RelWithDebInfo || fail 'the build failed'

# fuzz TARGET SECONDS OPTIONS...
fuzz() {
    target=$1
    seconds=$2
    shift 2
    mkdir -p "$work/$target"
    say "$target for $seconds s"
    "$build/tests/fuzz/fuzz_$target" -artifact_prefix="$work/" -max_total_time="$seconds" \
        -timeout=20 -rss_limit_mb=4096 -print_final_stats=1 "$@" "$work/$target" \
        "$corpus/$target" >"$work/$target.log" 2>&1 || {
        tail -n 40 "$work/$target.log" >&2
        fail "$target has found something: see $work"
    }
    sed -n 's/^stat::number_of_executed_units: */inputs: /p; /^events:/p' "$work/$target.log"
}

# The readers of plugin/wire.
for reader in der dns_message extended_error icmp_error ip_segment kerb_error_data link_layer \
    rpc_header smb_message token_kind; do
    fuzz $reader $((round / 4)) -max_len=2000
done
events=0
while :; do
    fuzz events "$round" -max_len=3000 -len_control=0
    events=$((events + $(sed -n 's/^events: \([0-9]*\).*/\1/p' "$work/events.log")))
    say "$events events so far"
    [ "$events" -lt "$wanted" ] || break
done
printf 'dcomauth fuzzing of the core: %s events, no complaint\n' "$events"
