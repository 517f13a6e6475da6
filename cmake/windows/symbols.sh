#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# Makes the lists in symbols/ anew: which library has which symbol, by the symbol tables of Debian's
# packages. What Wireshark exports on Linux it exports on Windows as well (WS_DLL_PUBLIC). A list
# consists of module definitions and says where they are from. GLib is the oldest of the three.
#
#     sh cmake/windows/symbols.sh [SERIES...]
set -eu

project=$(CDPATH='' cd -- "$(dirname -- "$0")/../.." && pwd)
. "$project/cmake/common.sh"
. "$project/cmake/windows/debian.sh"
work=$build/windows
lists=$project/cmake/windows/symbols

# The package of the library that a package of headers belongs to.
library_package() {
    debian_apt "$1" apt-cache show --no-all-versions "$2" |
        sed -nE 's/^Depends:(.*[ ,])?('"${2%-dev}"'[0-9.-]*(t64)?) \(= .*/\2/p'
}

# definition LIBRARY DLL
definition() {
    printf 'LIBRARY "%s"\nEXPORTS\n' "$2"
    nm --dynamic --defined-only "$1" |
        awk '{ sub(/@.*/, "", $3); print "  " $3 ($2 ~ /[TWi]/ ? "" : " DATA") }' |
        LC_ALL=C sort -u
}

# add RELEASE PACKAGE-OF-HEADERS FILE DLL
add() {
    debian_lists "$1" || fail "no package lists of Debian $1"
    package=$(library_package "$1" "$2")
    folder=$work/libraries/$1-$2
    rm -rf "$folder"
    debian_unpack "$1" "$folder" "$package" || fail "no package $package"
    printf '; from %s %s\n' "$package" "$(dpkg-deb -f "$folder"/debs/*.deb Version)"
    definition "$(find "$folder" -type f -name "$3.so.*")" "$4"
}

need_packages binutils debian-archive-keyring gzip
mkdir -p "$work" "$lists"
[ $# -gt 0 ] || set -- 4.0 4.4 4.6
for series in "$@"; do
    for name in libwireshark libwsutil libwiretap; do
        add "$(release_of "$series")" "$name-dev" "$name" "$name.dll"
    done >"$work/list"
    gzip -9nc "$work/list" >"$lists/wireshark-$series.gz"
done
add "$(release_of 4.0)" libglib2.0-dev libglib-2.0 glib-2.0-0.dll >"$work/list"
gzip -9nc "$work/list" >"$lists/glib.gz"
