#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# The plugin for the official Wireshark of Windows. The last line is "N passed, N failed".
#
#     sh tests/windows.sh --quick    that it is built, loads and is installed, and the unit suites
#                                    by the same compiler under wine
#     sudo sh tests/windows.sh       the module of the ZIP in a tshark.exe under wine: reports,
#                                    fields, damaged captures; tshark.exe is built first
#
# Runs on Debian 12, whose compilers make the ZIPs; tshark.exe lives in a root of Debian 13. What
# Debian's mirror has no source of is skipped and said to be.
set -eu

project=$(CDPATH='' cd -- "$(dirname -- "$0")/.." && pwd)
. "$project/cmake/common.sh"
. "$project/cmake/windows/debian.sh"
. "$project/cmake/windows/root.sh"
. "$project/tests/roots.sh"
. "$project/tests/windows/glib.sh"
. "$project/tests/windows/dissecting.sh"
work=$build/windows
log=$work/log
passed=0
failed=0

case ${1-} in
'' | --quick) ;;
*) fail "there is --quick and nothing else" ;;
esac

# check NAME COMMAND...: in a shell of its own; what the command prints is shown where it fails.
check() {
    check_name=$1
    shift
    if ("$@") >"$log" 2>&1; then
        passed=$((passed + 1))
        echo "ok $((passed + failed)) - $check_name"
    else
        tail -n 40 "$log"
        failed=$((failed + 1))
        echo "not ok $((passed + failed)) - $check_name"
    fi
}

module_of() {
    echo "$work/build-$1/plugins/$1/epan/dcomauth.dll"
}

compiles_every_file() {
    find "$project/plugin" -name '*.c' -not -path '*/pane/*' | while IFS= read -r file; do
        grep -qF "\"$file\"" "$work/build-$1/compile_commands.json" || { echo "$file"; exit 1; }
    done
}

exports_five() {
    llvm-readobj-19 --coff-exports "$(module_of "$1")" | sed -n 's/^ *Name: //p' | sort |
        diff - "$project/tests/windows/exports"
}

# Files of GLib's and Wireshark's own names, and the C library of Windows 10 and later.
imports_nothing_else() {
    ! llvm-readobj-19 --coff-imports "$(module_of "$1")" | sed -n 's/^  Name: //p' |
        grep -vxE 'libwireshark\.dll|libwsutil\.dll|libwiretap\.dll|glib-2\.0-0\.dll' |
        grep -vxE 'KERNEL32\.dll|VCRUNTIME140\.dll|api-ms-win-crt-[a-z]+-l1-1-0\.dll'
}

layout_is_the_same() {
    python3 -B "$project/tests/windows/layout.py" "$work/build-$1" \
        "$project/tests/windows/layout.c"
}

zip_of() {
    echo "$1"/dcomauth-*-wireshark-"$2"-windows-x64.zip
}

# The second time in another folder, by the same headers.
is_reproducible() {
    rm -rf "$work/again"
    mkdir -p "$work/again/windows"
    [ ! -d "$work/headers-$1" ] || cp -R "$work/headers-$1" "$work/again/windows/"
    DCOMAUTH_BUILD=$work/again sh "$project/cmake/windows/build.sh" "$1" &&
        cmp "$(zip_of "$work" "$1")" "$(zip_of "$work/again/windows" "$1")"
}

in_wine() {
    env HOME="$scratch/home" WINEPREFIX="$scratch/wine" WINEDEBUG=-all \
        WINEDLLOVERRIDES='mscoree,mshtml=' timeout 300 "$@" </dev/null
}

# Library by library, what a module may import from Wireshark, with nothing behind it.
make_stubs() {
    printf 'int stub;\n' >"$scratch/stub.c"
    clang-19 --target=x86_64-pc-windows-msvc -c "$scratch/stub.c" -o "$scratch/stub.obj"
    for library in libwireshark libwsutil libwiretap; do
        sed -E 's/^  ([^ ]+)/  \1=stub/' "$work/root-$1/lib/$library.def" >"$scratch/$library.def"
        lld-link-19 /dll /noentry "/def:$scratch/$library.def" "/out:$2/$library.dll" \
            "$scratch/stub.obj" || return
    done
}

loads() {
    mkdir "$scratch/load-$1"
    make_stubs "$1" "$scratch/load-$1" || return
    cp "$work/support/load.exe" "$work/glib-2.0-0.dll" "$(module_of "$1")" "$scratch/load-$1/"
    cd "$scratch/load-$1"
    in_wine "$wine" load.exe | tee "$scratch/loaded"
    grep -q " for $1" "$scratch/loaded"
}

unpack() {
    python3 -m zipfile -e "$(zip_of "$work" "$1")" "$scratch/with a space" &&
        cd "$scratch/with a space"/dcomauth-*-"$1"-*
}

installs() {
    unpack "$1" || return
    in_wine "$wine" cmd /c install.cmd || return
    home=$(find "$scratch/wine" -type d -path '*/AppData/Roaming/Wireshark')
    cmp "$(module_of "$1")" "$home/plugins/$1/epan/dcomauth.dll" &&
        diff -r "$project/plugin/profile" "$home/profiles/DCOM auth"
}

uninstalls() {
    unpack "$1" || return
    in_wine "$wine" cmd /c install.cmd /uninstall || return
    [ -z "$(find "$scratch/wine" -path '*/Roaming/Wireshark/*' -type f)" ]
}

refuses_half() {
    unpack "$1" && rm dcomauth.dll || return
    ! in_wine "$wine" cmd /c install.cmd
}

builds_units() {
    build_for_windows "$project" "$work/units" unit_tests -DBUILD_TESTING=ON -DDCOMAUTH_PANE=OFF &&
        cp "$work/glib-2.0-0.dll" "$work/units/tests/unit/"
}

unit_passes() {
    cd "$work/units/tests/unit"
    in_wine "$wine" "$1.exe" | tee "$scratch/unit"
    grep -q '^100%: Checks: [1-9]' "$scratch/unit"
}

check_units() {
    check 'GLib is built for Windows' build_glib
    check 'Check is built for Windows' build_check
    check 'the unit suites are built for Windows' builds_units
    for suite in "$work"/units/tests/unit/test_*.exe; do
        suite=$(basename "$suite" .exe)
        check "under wine: unit ${suite#test_}" unit_passes "$suite"
    done
}

check_series() {
    check "Wireshark $1: DLL and ZIP are built without a warning" \
        sh "$project/cmake/windows/build.sh" "$1"
    check "Wireshark $1: built twice, the ZIP has the same bytes" is_reproducible "$1"
    check "Wireshark $1: every file is in it" compiles_every_file "$1"
    check "Wireshark $1: five exports" exports_five "$1"
    check "Wireshark $1: imports of Wireshark, GLib and Windows only" imports_nothing_else "$1"
    check "Wireshark $1: sizes and offsets as with mingw-w64" layout_is_the_same "$1"
    [ ! -e "$work/glib-2.0-0.dll" ] || check "Wireshark $1: Windows' loader takes it" loads "$1"
    check "Wireshark $1: install.cmd installs" installs "$1"
    check "Wireshark $1: install.cmd /uninstall removes" uninstalls "$1"
}

quick_test() {
    need_wine_packages
    wine=$(command -v wine64 || echo /usr/lib/wine/wine64)
    wineserver=$(command -v wineserver || echo /usr/lib/wine/wineserver64)
    trap 'in_wine "$wineserver" -k || :; rm -rf "$scratch"' EXIT
    mkdir "$scratch/wine"
    in_wine "$wineserver" -p
    if has_sources; then
        root=$(make_root 4.0)
        check_units
    else
        say 'skipped: the unit suites and the loader, for the sources of GLib are not to be had'
    fi
    for series in 4.0 4.4 4.6; do
        if headers_of "$series" >/dev/null; then
            check_series "$series"
        else
            say "skipped: Wireshark $series, for its headers are not to be had"
        fi
    done
    check 'Wireshark 4.0: install.cmd refuses a ZIP that is not unpacked whole' refuses_half 4.0
}

long_test() {
    [ "$(id -u)" -eq 0 ] || fail 'without --quick this makes a root of Debian: run it as root'
    make_windows_root
    trap 'leave_windows_root; rm -rf "$scratch"' EXIT
    enter_windows_root
    for series in 4.0 4.4 4.6; do
        if ! headers_of "$series" >/dev/null; then
            say "skipped: Wireshark $series, for its headers are not to be had"
            continue
        fi
        if has_source_in_root; then
            check_dissecting
        else
            say "skipped: tshark.exe of Wireshark $series, for its source is not to be had"
        fi
    done
}

if ! is_debian_12; then
    say 'skipped: the ZIPs are made on Debian 12'
    exit 77
fi
need_windows_packages
make_scratch
mkdir -p "$work"
if [ "${1-}" = --quick ]; then
    quick_test
else
    long_test
fi
echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ]
