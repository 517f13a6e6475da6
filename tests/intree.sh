#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# Puts the project into the Wireshark source of Debian releases, as README.md says, configures that
# tree and compiles the plugin in it. It is not linked: that takes all of libwireshark.
#
#     intree.sh [RELEASE...]        bookworm (4.0) and trixie (4.4) if none is named
#
# Works in roots of its own and must run as root.
set -eu

project=$(CDPATH='' cd -- "$(dirname -- "$0")/.." && pwd)
. "$project/cmake/common.sh"
. "$project/tests/roots.sh"

# What Wireshark's own CMakeLists.txt insists on, without any of its programs.
packages='cmake ninja-build gcc g++ libc6-dev pkg-config python3 flex bzip2 xz-utils libglib2.0-dev
    libgcrypt20-dev libc-ares-dev libpcre2-dev libspeexdsp-dev libxml2-dev'
programs='wireshark tshark rawshark dumpcap text2pcap mergecap reordercap editcap capinfos captype
    randpkt dftest corbaidl2wrs xxx2deb sdjournal sshdump ciscodump dpauxmon udpdump
    wifidump randpktdump etwdump falcodump stratoshark strato androiddump sharkd fuzzshark
    mmdbresolve dcerpcidl2wrs extcap'

options() {
    for program in $programs; do
        printf ' -DBUILD_%s=OFF' "$program"
    done
    printf ' -DENABLE_PCAP=OFF -DENABLE_PLUGINS=ON'
}

# Unpacks the upstream source of Debian's source package in srv, which takes its tarball only;
# prints the folder inside the root.
fetch_source() {
    printf 'deb-src %s %s main\n' "$(debian_mirror)" "$1" >"$root/etc/apt/sources.list.d/src.list"
    in_root "$root" apt-get -q update >&2
    in_root "$root" sh -c 'cd /srv && apt-get -q --download-only source wireshark' >&2 || :
    in_root "$root" sh -c 'cd /srv && tar -xf wireshark_*.orig.tar.*[2z]' >&2 ||
        fail "no source of Wireshark for $1 can be had"
    find "$root/srv" -mindepth 1 -maxdepth 1 -type d -name 'wireshark-*' -printf '/srv/%f\n'
}

drop_in() {
    target=$root$1/plugins/epan/dcomauth
    mkdir -p "$target"
    cp -R "$project/CMakeLists.txt" "$project/cmake" "$project/plugin" "$target/"
    cp "$target/cmake/CMakeListsCustom.txt.example" "$root$1/CMakeListsCustom.txt"
}

# Ninja would build all libraries of Wireshark before the first object of the plugin: so the
# commands are run as they are.
compile_plugin() {
    # shellcheck disable=SC2046 # a list of options
    in_root "$root" cmake -S "$1" -B /srv/build -G Ninja -DCMAKE_EXPORT_COMPILE_COMMANDS=ON \
        -DCMAKE_C_FLAGS=-fdiagnostics-color=never $(options) >"$scratch/log" 2>&1 || return
    in_root "$root" python3 -c '
import json, os, subprocess
done = 0
for entry in json.load(open("/srv/build/compile_commands.json")):
    if "/plugins/epan/dcomauth/" in entry["file"]:
        os.chdir(entry["directory"])
        os.makedirs(os.path.dirname(entry["command"].split(" -o ")[1].split()[0]), exist_ok=True)
        subprocess.run(entry["command"], shell=True, check=True)
        done += 1
print("files:", done)' >>"$scratch/log" 2>&1
}

test_release() {
    base=$(make_base "$1")
    root=$scratch/$1
    copy_root "$base" "$root"
    # shellcheck disable=SC2086 # a list of names
    in_root "$root" apt-get -q -y --no-install-recommends install $packages >&2
    tree=$(fetch_source "$1")
    drop_in "$tree"
    compile_plugin "$tree" || {
        tail -n 40 "$scratch/log" >&2
        fail "FAILED: $1, $tree"
    }
    ! grep -n 'dcomauth/.*warning: ' "$scratch/log" || fail "FAILED: $1: warnings"
    count=$(sed -n 's/^files: //p' "$scratch/log")
    [ "$count" -gt 0 ] || fail "FAILED: $1: no file of the plugin in the tree's build"
    printf 'ok - %s: %s files of the plugin compiled in %s\n' "$1" "$count" \
        "$(basename "$tree")"
    rm -rf --one-file-system "$root"
}

[ "$(id -u)" -eq 0 ] || fail 'the roots need root: debootstrap and chroot'
make_scratch
[ $# -gt 0 ] || set -- bookworm trixie
for release in "$@"; do
    test_release "$release"
done
