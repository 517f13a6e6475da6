# shellcheck shell=sh disable=SC2154
# SPDX-License-Identifier: GPL-2.0-or-later
# Packages of other releases of Debian, without installing anything; to be read with "." after
# cmake/common.sh, with $work set. apt gets folders of its own, and the mirror of this machine.

# The release of Debian that has this series of Wireshark.
release_of() {
    case $1 in
    4.0) echo bookworm ;;
    4.4) echo trixie ;;
    4.6) echo sid ;;
    *) fail "no release of Debian is known to have Wireshark $1" ;;
    esac
}

# debian_apt RELEASE COMMAND ARGUMENT...: apt-get or apt-cache on that release.
debian_apt() {
    debian_folder=$work/apt-$1
    shift
    debian_command=$1
    shift
    "$debian_command" -q -o "Dir::State=$debian_folder" -o "Dir::Cache=$debian_folder" \
        -o "Dir::State::Status=$debian_folder/status" -o Dir::Etc::SourceParts=- \
        -o "Dir::Etc::SourceList=$debian_folder/sources.list" -o APT::Sandbox::User=root "$@"
}

# Fetches the lists of a release, once.
debian_lists() {
    [ ! -e "$work/apt-$1/complete" ] || return 0
    mirror=$(debian_mirror)
    [ -n "$mirror" ] || return 1
    mkdir -p "$work/apt-$1/lists/partial" "$work/apt-$1/archives/partial"
    : >"$work/apt-$1/status"
    keys=/usr/share/keyrings/debian-archive-keyring.gpg
    for kind in deb deb-src; do
        printf '%s [signed-by=%s] %s %s main\n' "$kind" "$keys" "$mirror" "$1"
    done >"$work/apt-$1/sources.list"
    say "package lists of Debian $1"
    debian_apt "$1" apt-get -o Acquire::Languages=none -o APT::Update::Error-Mode=any update >&2 &&
        : >"$work/apt-$1/complete"
}

# debian_unpack RELEASE FOLDER PACKAGE...: what is in the packages, without their dependencies.
debian_unpack() {
    unpack_release=$1
    unpack_folder=$2
    shift 2
    debian_lists "$unpack_release" || return
    mkdir -p "$unpack_folder/debs"
    (cd "$unpack_folder/debs" && debian_apt "$unpack_release" apt-get download "$@" >&2) || return
    for deb in "$unpack_folder"/debs/*.deb; do
        dpkg-deb -x "$deb" "$unpack_folder" || return
    done
}

# debian_source RELEASE FOLDER PACKAGE: what upstream released, without Debian's patches.
debian_source() {
    debian_lists "$1" || return
    mkdir -p "$2/archives"
    (cd "$2/archives" && debian_apt "$1" apt-get --download-only source "$3" >&2) || return
    tar -xf "$2/archives/$3"_*.orig.tar.*[2z] --strip-components=1 -C "$2"
}
