#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
#
# Builds the plugin and runs the whole test suite against the Wireshark of several Debian releases,
# each in a root of its own, with gcc and with clang.

set -u
umask 022

project=$(CDPATH='' cd -- "$(dirname -- "$0")/.." && pwd)
. "$project/cmake/common.sh"
. "$project/tests/roots.sh"

all_releases='bookworm trixie sid'
compilers='gcc clang'

# Debian keeps WiresharkConfig.cmake in wireshark-dev; valgrind needs the symbols of libc6-dbg;
# cpack's .deb generator calls dpkg-shlibdeps and fakeroot.
packages='tshark wireshark wireshark-dev libwireshark-dev libwiretap-dev libwsutil-dev
    libglib2.0-dev check cmake ninja-build gcc libc6-dev clang pkg-config python3
    python3-jsonschema locales jq xvfb xauth xdotool imagemagick tesseract-ocr valgrind libc6-dbg
    file dpkg-dev fakeroot g++ parallel openssh-server openssh-client util-linux bsdutils'

usage() {
    cat <<USAGE
usage: matrix.sh [--worktree] [bookworm|trixie|sid ...]

Without a release: all of them. The source is the last commit; with --worktree it is the working
tree, with its uncommitted changes and without its build folders.

The roots are made by debootstrap in \$DCOMAUTH_ROOTS (now: $roots) from the mirror
that this machine's apt uses, and used again; to renew one, delete its folder. The sources, build
folders and logs of the last run stay in srv/dcomauth of each root. Must run as root.
USAGE
}

# in_folder ROOT FOLDER COMMAND...
in_folder() {
    in_folder_root=$1
    in_folder_path=$2
    shift 2
    in_root "$in_folder_root" env -C "$in_folder_path" "$@"
}

mount_root() {
    mount -t proc proc "$1/proc" &&
        mount -t tmpfs -o mode=1777 tmpfs "$1/dev/shm" &&
        mount -t devpts -o newinstance,mode=620,ptmxmode=666 devpts "$1/dev/pts"
}

bootstrap_root() {
    [ -d "$roots/$1" ] && return
    base=$(make_base "$1") || return
    rm -rf --one-file-system "$roots/$1.new"
    copy_root "$base" "$roots/$1.new" && mv "$roots/$1.new" "$roots/$1"
}

# The headers of the Qt that Wireshark of that release is linked with.
qt_package() {
    case $1 in
    bookworm) echo qtbase5-dev ;;
    *) echo qt6-base-dev ;;
    esac
}

missing_in_root() {
    # shellcheck disable=SC2016  # the $ is dpkg-query's
    for package in $packages $(qt_package "$(basename "$1")"); do
        in_root "$1" dpkg-query -W -f '${db:Status-Status}\n' "$package" 2>/dev/null |
            grep -qx installed || printf '%s\n' "$package"
    done
}

fill_root() {
    missing=$(missing_in_root "$roots/$1")
    [ -z "$missing" ] && return
    say "$1: installing, see $roots/$1.log"
    cat /etc/resolv.conf >"$roots/$1/etc/resolv.conf"
    host_apt_options >"$roots/$1/etc/apt/apt.conf.d/90host"
    # shellcheck disable=SC2086  # $missing: one word per package
    {
        in_root "$roots/$1" dpkg --configure -a &&
            in_root "$roots/$1" apt-get update &&
            in_root "$roots/$1" apt-get install -y --no-install-recommends $missing &&
            in_root "$roots/$1" apt-get clean
    } >>"$roots/$1.log" 2>&1
}

# Everything is tested with the same snapshot, even if the tree changes meanwhile.
archive_source() {
    tree=$(git -c safe.directory='*' -C "$(dirname "$0")" rev-parse --show-toplevel) || return
    if [ "$worktree" = yes ]; then
        tar -C "$tree" --exclude=./.git --exclude-tag-all=CMakeCache.txt -cf "$work/source.tar" .
    else
        git -c safe.directory='*' -C "$tree" archive --output="$work/source.tar" HEAD
    fi
}

wireshark_version() {
    in_root "$1" tshark --version 2>/dev/null |
        sed -n '1s/.*(Wireshark) \([0-9]*\.[0-9]*\.[0-9]*\).*/\1/p'
}

# junit_count ATTRIBUTE FILE
junit_count() {
    sed -n "s/^[[:space:]]*$1=\"\([0-9]*\)\".*/\1/p" "$2" | head -n 1
}

add_row() {
    printf '%-9s %-10s %-14s %-6s %7s %7s %8s  %s\n' "$@" >>"$work/table"
}

# One row of the table; the build folder is "build" as for everybody else.
build_and_test() {
    root=$roots/$1
    folder=/srv/dcomauth/$2
    compiler="$2 $(in_root "$root" "$2" -dumpversion)"
    wireshark=$(wireshark_version "$root")
    rm -rf --one-file-system "${root:?}$folder"
    mkdir -p "$root$folder"
    tar -C "$root$folder" --no-same-owner -xf "$work/source.tar" || return
    say "$1: building with $compiler"
    if ! {
        in_folder "$root" "$folder" cmake -S . -B build -G Ninja -DCMAKE_C_COMPILER="$2" \
            -DCMAKE_COMPILE_WARNING_AS_ERROR=ON &&
            in_folder "$root" "$folder" cmake --build build
    } >"$root$folder.build.log" 2>&1; then
        tail -n 30 "$root$folder.build.log" >&2
        add_row "$1" "$wireshark" "$compiler" FAILED - - - FAILED
        return 1
    fi
    say "$1: testing"
    in_folder "$root" "$folder" ctest --test-dir build --no-tests=error --output-on-failure \
        --output-junit junit.xml >"$root$folder.test.log" 2>&1
    tested=$?
    report=$root$folder/build/junit.xml
    if [ ! -s "$report" ]; then
        tail -n 30 "$root$folder.test.log" >&2
        add_row "$1" "$wireshark" "$compiler" ok - - - 'NO TESTS'
        return 1
    fi
    total=$(junit_count tests "$report")
    failed=$(junit_count failures "$report")
    skipped=$(($(junit_count skipped "$report") + $(junit_count disabled "$report")))
    verdict=ok
    if [ "$tested" -ne 0 ] || [ "$failed" -ne 0 ]; then
        verdict=FAILED
        grep -A 200 'The following tests FAILED' "$root$folder.test.log" >&2
    fi
    add_row "$1" "$wireshark" "$compiler" ok $((total - failed - skipped)) "$failed" "$skipped" \
        "$verdict"
    [ "$verdict" = ok ]
}

run_release() {
    if ! bootstrap_root "$1" || ! mount_root "$roots/$1" || ! fill_root "$1"; then
        tail -n 15 "$roots/$1.log" >&2
        add_row "$1" - - - - - - 'NO ROOT'
        return 1
    fi
    result=0
    for compiler_name in $compilers; do
        build_and_test "$1" "$compiler_name" || result=1
    done
    return "$result"
}

worktree=no
releases=
for argument in "$@"; do
    case $argument in
    --worktree) worktree=yes ;;
    -h | --help)
        usage
        exit 0
        ;;
    bookworm | trixie | sid) releases="$releases $argument" ;;
    *)
        usage >&2
        exit 2
        ;;
    esac
done

[ "$(id -u)" -eq 0 ] || fail 'must run as root: debootstrap, chroot and mount need it'

# The work is done in mount and process namespaces of its own: whatever ends the run, no mount and
# no process that a test left behind outlives it.
if [ -z "${DCOMAUTH_MATRIX_WORK:-}" ]; then
    work=$(mktemp -d) || exit 2
    DCOMAUTH_MATRIX_WORK=$work unshare --mount --propagation private --pid --fork --kill-child \
        --mount-proc sh "$0" "$@" &
    inside=$!
    trap 'rm -rf "$work"' EXIT
    # unshare blocks the gentler signals while it waits
    trap 'kill -KILL "$inside"; exit 130' INT TERM HUP
    wait "$inside"
    exit
fi
work=$DCOMAUTH_MATRIX_WORK

mkdir -p "$roots" || exit 2
exec 9>"$roots/lock"
flock -n 9 || { say "waiting for another run in $roots"; flock 9; }

archive_source || fail 'cannot read the source tree'

add_row release wireshark compiler build passed failed skipped result
status=0
for release in ${releases:-$all_releases}; do
    run_release "$release" || status=1
done
printf '\n'
cat "$work/table"
exit "$status"
