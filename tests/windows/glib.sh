# shellcheck shell=sh disable=SC2154
# SPDX-License-Identifier: GPL-2.0-or-later
# GLib and Check for Windows from Debian's sources; to be read with "." after cmake/windows/root.sh.

sources_of=bookworm
mingw_host=x86_64-w64-mingw32

is_debian_12() {
    grep -q '^VERSION_CODENAME=bookworm$' /etc/os-release
}

need_wine_packages() {
    need_packages wine64 gcc-mingw-w64-x86-64-win32 meson
}

has_sources() {
    for name in pcre2 glib2.0 check; do
        source_of "$name" >/dev/null || return
    done
}

# source_of PACKAGE: prints the folder with its source.
source_of() {
    if [ ! -e "$work/source-$1/complete" ]; then
        rm -rf "$work/source-$1"
        debian_source "$sources_of" "$work/source-$1" "$1" || return
        : >"$work/source-$1/complete"
    fi
    echo "$work/source-$1"
}

# Into $work/mingw, static, for GLib's regular expressions.
build_pcre2() {
    pcre2=$(source_of pcre2) || return
    cmake -S "$pcre2" -B "$work/build-pcre2" -GNinja -DCMAKE_BUILD_TYPE=Release \
        -DCMAKE_SYSTEM_NAME=Windows -DCMAKE_C_COMPILER="$mingw_host-gcc" \
        -DCMAKE_RC_COMPILER="$mingw_host-windres" -DCMAKE_INSTALL_PREFIX="$work/mingw" \
        -DPCRE2_BUILD_PCRE2GREP=OFF -DPCRE2_BUILD_TESTS=OFF &&
        cmake --build "$work/build-pcre2" --target install
}

# Names without which GLib's meson.build does not go on, though nothing that is built needs them.
pretend() {
    for name in "$@"; do
        printf 'Name: %s\nDescription: not there\nVersion: 9\n' "$name" \
            >"$work/mingw/lib/pkgconfig/$name.pc"
    done
}

write_cross_file() {
    cat >"$work/cross.ini" <<END
[binaries]
c = '$mingw_host-gcc'
ar = '$mingw_host-ar'
strip = '$mingw_host-strip'
windres = '$mingw_host-windres'
pkgconfig = 'pkg-config'
[host_machine]
system = 'windows'
cpu_family = 'x86_64'
cpu = 'x86_64'
endian = 'little'
[properties]
pkg_config_libdir = '$work/mingw/lib/pkgconfig'
END
}

# Where GLib's meson.build looks for gettext.
give_libintl() {
    mkdir -p "$1/subprojects/proxy-libintl"
    cp "$project/tests/windows/libintl.c" "$project/tests/windows/libintl.h" \
        "$1/subprojects/proxy-libintl/"
    cat >"$1/subprojects/proxy-libintl/meson.build" <<'END'
project('proxy-libintl', 'c')
intl_dep = declare_dependency(link_with: static_library('intl', 'libintl.c'),
                              include_directories: include_directories('.'))
END
}

# Makes $work/glib-2.0-0.dll, once; the library alone.
build_glib() {
    [ ! -e "$work/glib-2.0-0.dll" ] || return 0
    build_pcre2 || return
    glib=$(source_of glib2.0) || return
    pretend libffi zlib
    write_cross_file
    give_libintl "$glib"
    rm -rf "$work/build-glib"
    meson setup "$work/build-glib" "$glib" --cross-file "$work/cross.ini" --buildtype=plain \
        -Doptimization=1 --wrap-mode=nodownload -Dtests=false -Dnls=disabled \
        -Dglib_debug=disabled -Dlibelf=disabled &&
        ninja -C "$work/build-glib" glib/libglib-2.0-0.dll &&
        cp "$work/build-glib/glib/libglib-2.0-0.dll" "$work/glib-2.0-0.dll"
}

# build_for_windows SOURCE FOLDER TARGET OPTION...: by the project's own toolchain, with $root.
build_for_windows() {
    windows_source=$1
    windows_folder=$2
    windows_target=$3
    shift 3
    cmake -S "$windows_source" -B "$windows_folder" -GNinja \
        -DCMAKE_TOOLCHAIN_FILE="$project/cmake/windows/toolchain.cmake" \
        -DDCOMAUTH_WINDOWS_ROOT="$root" "$@" &&
        cmake --build "$windows_folder" --target "$windows_target"
}

# Puts Check, and what a program needs of the C library, into $root; makes load.exe.
build_check() {
    check=$(source_of check) || return
    build_for_windows "$project/tests/windows" "$work/support" all \
        -DDCOMAUTH_CHECK_SOURCE="$check" || return
    cp "$check/src/check.h" "$check/check_stdint.h" "$root/include/"
    cp "$work/support/check.lib" "$root/lib/"
    cp /usr/$mingw_host/lib/libucrt.a "$root/lib/ucrt.lib"
    cp /usr/$mingw_host/lib/libkernel32.a "$root/lib/kernel32.lib"
    crt=api-ms-win-crt
    cat >"$root/lib/pkgconfig/check.pc" <<END
Name: Check
Description: with what a program needs of the C library
Version: 0.15
Libs: -L$root/lib -lcheck -lVCRUNTIME140 -l$crt-string-l1-1-0 -l$crt-math-l1-1-0 -lucrt -lkernel32
Cflags: -I$root/include
END
}
