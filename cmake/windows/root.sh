# shellcheck shell=sh disable=SC2154
# SPDX-License-Identifier: GPL-2.0-or-later
# What a module for Windows is compiled and linked with; to be read with "." after cmake/common.sh
# and debian.sh, with $work set.

need_windows_packages() {
    need_packages clang-19 lld-19 llvm-19 mingw-w64-common mingw-w64-x86-64-dev cmake ninja-build \
        pkgconf libglib2.0-dev gzip python3 debian-archive-keyring
}

# series_of FOLDER: of the headers below it.
series_of() {
    sed -nE 's/^#define WIRESHARK_VERSION_M[AI][JN]OR ([0-9]+)$/\1/p' \
        "$1/usr/include/wireshark/ws_version.h" 2>/dev/null | paste -sd .
}

# Prints the folder with the headers of that series: this machine's, or of Debian's packages.
headers_of() {
    if [ "$(series_of '')" = "$1" ]; then
        echo /
        return
    fi
    if [ "$(series_of "$work/headers-$1")" != "$1" ]; then
        debian_unpack "$(release_of "$1")" "$work/headers-$1" \
            libwireshark-dev libwsutil-dev libwiretap-dev || return
        [ "$(series_of "$work/headers-$1")" = "$1" ] || return
    fi
    echo "$work/headers-$1"
}

# import_libraries FOLDER: of the module definitions on the standard input.
import_libraries() {
    awk -v folder="$1" '
        /^LIBRARY/ { split($2, part, "\""); file = folder "/" part[2]; sub(/\.dll$/, ".def", file) }
        file != "" { print >file }'
    for definition in "$1"/*.def; do
        llvm-dlltool-19 -m i386:x86-64 -d "$definition" -l "${definition%.def}.lib" || return
    done
}

# Linux's headers of GLib, with the one that differs in front.
glib_for_windows() {
    linux=$(pkg-config --variable=libdir glib-2.0)/glib-2.0/include/glibconfig.h
    sed -E -f "$project/cmake/windows/glibconfig.sed" "$linux" >"$1/include/glibconfig.h"
    cat >"$1/lib/pkgconfig/glib-2.0.pc" <<END
Name: GLib
Description: headers of Linux and what differs on Windows
Version: $(pkg-config --modversion glib-2.0)
Libs: -L$1/lib -lglib-2.0-0
Cflags: -I$1/include -I$(pkg-config --variable=includedir glib-2.0)/glib-2.0
END
}

# make_root SERIES: prints the folder.
make_root() {
    root=$work/root-$1
    headers=$(headers_of "$1") || return
    rm -rf "$root"
    mkdir -p "$root/include" "$root/lib/pkgconfig"
    cp -R "${headers%/}/usr/include/wireshark" "$root/include/" || return
    # Windows does not mind which case a header is asked for in.
    ln -s /usr/share/mingw-w64/include/basetsd.h "$root/include/BaseTsd.h"
    symbols=$project/cmake/windows/symbols
    { gzip -dc "$symbols/wireshark-$1.gz" "$symbols/glib.gz" &&
        cat "$project/cmake/windows/runtime.def"; } | import_libraries "$root/lib" || return
    glib_for_windows "$root" || return
    echo "$root"
}
