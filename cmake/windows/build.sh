#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# Makes, on Debian 12, a ZIP of the plugin for the official Wireshark of 64-bit Windows, one for
# each series, and says where they are. Needs a network for the headers of the series that this
# machine's Wireshark is not of.
#
#     sh cmake/windows/build.sh [4.0] [4.4] [4.6]
set -eu

project=$(CDPATH='' cd -- "$(dirname -- "$0")/../.." && pwd)
. "$project/cmake/common.sh"
. "$project/cmake/windows/debian.sh"
. "$project/cmake/windows/root.sh"
work=$build/windows

# build_for SERIES ROOT
build_for() {
    say "the plugin for Wireshark $1 on Windows"
    cmake -S "$project" -B "$work/build-$1" -GNinja -DBUILD_TESTING=OFF -DDCOMAUTH_PANE=OFF \
        -DCMAKE_TOOLCHAIN_FILE="$project/cmake/windows/toolchain.cmake" \
        -DDCOMAUTH_WINDOWS_ROOT="$2" >&2 || fail 'cmake failed'
    cmake --build "$work/build-$1" --target dcomauth >&2 || fail 'the build failed'
}

[ $# -gt 0 ] || set -- 4.0 4.4 4.6
need_windows_packages
mkdir -p "$work"
for series in "$@"; do
    root=$(make_root "$series") || fail "no headers of Wireshark $series"
    build_for "$series" "$root"
    version=$(sed -n 's/^CMAKE_PROJECT_VERSION:.*=//p' "$work/build-$series/CMakeCache.txt")
    zip=$work/dcomauth-$version-wireshark-$series-windows-x64.zip
    python3 "$project/cmake/windows/zip.py" "$project" \
        "$work/build-$series/plugins/$series/epan/dcomauth.dll" "$version" "$series" "$zip"
    echo "$zip"
done
