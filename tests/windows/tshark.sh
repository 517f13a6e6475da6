#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# Builds, on Debian 13, tshark.exe with all that it needs: from Debian's sources, by gcc for
# Windows' C library of today (UCRT), and with the names that the libraries have in the official
# build, so that a module which is made for that one finds them. For windows.sh, which calls it in
# a root:
#
#     sh tshark.sh SERIES FOLDER                   tshark.exe is in FOLDER/run then
#     sh tshark.sh --has-source SERIES FOLDER      whether there is what it is made of
set -eu

project=$(CDPATH='' cd -- "$(dirname -- "$0")/../.." && pwd)
. "$project/cmake/common.sh"
. "$project/cmake/windows/debian.sh"
. "$project/tests/windows/glib.sh"
only=build
if [ "$1" = --has-source ]; then
    only=source
    shift
fi
sources_of=$(release_of "$1")
work=$2
mingw_host=x86_64-w64-mingw32ucrt
there=$work/mingw

write_toolchain() {
    cat >"$work/toolchain.cmake" <<END
set(CMAKE_SYSTEM_NAME Windows)
set(CMAKE_SYSTEM_PROCESSOR AMD64)
set(CMAKE_C_COMPILER $mingw_host-gcc)
set(CMAKE_CXX_COMPILER $mingw_host-g++)
set(CMAKE_RC_COMPILER $mingw_host-windres)
set(CMAKE_FIND_ROOT_PATH $there)
set(CMAKE_FIND_ROOT_PATH_MODE_PROGRAM NEVER)
set(CMAKE_FIND_ROOT_PATH_MODE_LIBRARY ONLY)
set(CMAKE_FIND_ROOT_PATH_MODE_INCLUDE ONLY)
set(CMAKE_FIND_ROOT_PATH_MODE_PACKAGE ONLY)
END
}

# What Debian has built for Windows. No file and no stream of a C library goes to or fro.
copy_gcrypt() {
    debian=/usr/x86_64-w64-mingw32
    cp $debian/include/gcrypt.h $debian/include/gpg-error.h $debian/include/gpgrt.h \
        "$there/include/" &&
        cp $debian/lib/libgcrypt.dll.a $debian/lib/libgpg-error.dll.a "$there/lib/" &&
        cp $debian/bin/libgcrypt-20.dll $debian/bin/libgpg-error-0.dll "$there/bin/"
}

build_cares() {
    cares=$(source_of c-ares) || return
    cmake -S "$cares" -B "$work/build-cares" -GNinja -DCMAKE_BUILD_TYPE=Release \
        -DCMAKE_TOOLCHAIN_FILE="$work/toolchain.cmake" -DCMAKE_INSTALL_PREFIX="$there" \
        -DCARES_BUILD_TOOLS=OFF &&
        cmake --build "$work/build-cares" --target install
}

# The three libraries of GLib that Wireshark uses; its own installation wants all of them.
build_all_of_glib() {
    glib=$(source_of glib2.0) && build_glib || return
    for name in gmodule gthread; do
        ninja -C "$work/build-glib" "$name/lib$name-2.0-0.dll" || return
    done
    headers=$there/include/glib-2.0
    mkdir -p "$headers/glib/deprecated" "$headers/gmodule" "$there/lib/glib-2.0/include"
    for folder in "$glib" "$work/build-glib"; do
        find "$folder/glib" -maxdepth 1 -name '*.h' -exec cp {} "$headers/glib/" \;
        find "$folder/gmodule" -maxdepth 1 -name '*.h' -exec cp {} "$headers/gmodule/" \;
    done
    mv "$headers/glib/glib.h" "$headers/gmodule/gmodule.h" "$headers/"
    mv "$headers/glib/glibconfig.h" "$there/lib/glib-2.0/include/"
    cp "$glib"/glib/deprecated/*.h "$headers/glib/deprecated/"
    for name in glib gmodule gthread; do
        cp "$work/build-glib/$name/lib$name-2.0.dll.a" "$there/lib/"
        cp "$work/build-glib/$name/lib$name-2.0-0.dll" "$there/bin/"
        sed "s,^prefix=.*,prefix=$there," "$work/build-glib/meson-private/$name-2.0.pc" \
            >"$there/lib/pkgconfig/$name-2.0.pc"
    done
}

# Libraries and programs that no report needs.
options() {
    for program in wireshark logray rawshark dumpcap text2pcap mergecap reordercap editcap \
        capinfos captype randpkt dftest corbaidl2wrs dcerpcidl2wrs xxx2deb androiddump sshdump \
        ciscodump dpauxmon randpktdump wifidump etwdump sdjournal udpdump sharkd mmdbresolve \
        fuzzshark falcodump stratoshark strato; do
        printf ' -DBUILD_%s=OFF' "$program"
    done
    for library in LUA GNUTLS KERBEROS SBC SPANDSP BCG729 AMRNB ILBC LIBXML2 OPUS LZ4 BROTLI \
        SNAPPY ZLIB ZLIBNG XXHASH ZSTD NGHTTP2 NGHTTP3 CAP SMI SINSP MAXMINDDB NETLINK \
        WINSPARKLE AIRPCAP PCAP CHECK_HIGH_ENTROPY_VA WERROR CCACHE; do
        printf ' -DENABLE_%s=OFF' "$library"
    done
}

# Windows does not mind which case a header is asked for in.
link_headers() {
    for name in Uxtheme VersionHelpers Windows Ws2tcpip; do
        lower=$(echo "$name" | tr '[:upper:]' '[:lower:]')
        ln -sf "/usr/share/mingw-w64/include/$lower.h" "$there/include/$name.h"
    done
}

# Without libpcap one file misses a header. A program of the source translates its grammars, and
# has to run here.
adapt_source() {
    source=$(source_of wireshark) || return
    sed -i '1i #include <wsutil/feature_list.h>' "$source/capture/capture-wpcap.c"
    gcc -O1 -w -o "$work/lemon" "$source/tools/lemon/lemon.c" &&
        sed -i "s,\$<TARGET_FILE:lemon>,$work/lemon," "$source/cmake/modules/UseLemon.cmake"
}

build_tshark() {
    source=$(source_of wireshark) || return
    link_headers
    # shellcheck disable=SC2046 # a list of options
    MSYSTEM=MINGW64 PKG_CONFIG_LIBDIR=$there/lib/pkgconfig \
        cmake -S "$source" -B "$work/build-tshark" -GNinja -DCMAKE_BUILD_TYPE=None \
        -DCMAKE_TOOLCHAIN_FILE="$work/toolchain.cmake" -DCMAKE_INSTALL_PREFIX="$there" \
        -DCMAKE_C_FLAGS='-O0 -w -DPCRE2_STATIC' -DCMAKE_CXX_FLAGS='-O0 -w' \
        -DLEMON_EXECUTABLE="$work/lemon" -DENABLE_PLUGINS=ON \
        -DHAVE_C99_VSNPRINTF_EXITCODE=0 -DHAVE_C99_VSNPRINTF=1 $(options) &&
        cmake --build "$work/build-tshark" --target tshark
}

# gcc's libraries are called lib*; the official build's GLib is not.
gather() {
    rm -rf "$work/run.new"
    mkdir "$work/run.new" &&
        cp "$work"/build-tshark/run/*.exe "$work"/build-tshark/run/*.dll "$work/run.new/" &&
        cp "$there"/bin/*.dll "$(of_gcc libgcc_s_seh-1.dll)" "$(of_gcc libwinpthread-1.dll)" \
            "$work/run.new/" &&
        mv "$work/run.new/libglib-2.0-0.dll" "$work/run.new/glib-2.0-0.dll" &&
        LC_ALL=C sed -i 's/libglib-2\.0-0\.dll/glib-2.0-0.dll\x00\x00\x00/g' "$work"/run.new/* &&
        $mingw_host-strip "$work"/run.new/lib*.dll "$work"/run.new/*.exe &&
        mv "$work/run.new" "$work/run"
}

of_gcc() {
    $mingw_host-gcc "-print-file-name=$1"
}

# once STEP: what a call before has done is not done again.
once() {
    [ -e "$work/done-$1" ] || { "$1" && : >"$work/done-$1"; }
}

[ ! -e "$work/run" ] || exit 0
mkdir -p "$there/include" "$there/lib/pkgconfig" "$there/bin"
if [ "$only" = source ]; then
    source_of wireshark >/dev/null
    exit
fi
write_toolchain
for step in copy_gcrypt build_cares build_all_of_glib adapt_source build_tshark gather; do
    once "$step" || fail "$step failed"
done
