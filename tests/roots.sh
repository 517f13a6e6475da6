# shellcheck shell=sh
# SPDX-License-Identifier: GPL-2.0-or-later
# Fresh Debian roots for a test; to be read with "." after cmake/common.sh, by root.

roots=${DCOMAUTH_ROOTS:-/var/tmp/dcomauth-roots}

# A root's apt may need what the host's apt needs to reach the mirror and to accept its index.
host_apt_options() {
    apt-config dump | grep -E '^Acquire::(http|https|Check-Valid-Until|Check-Date)[: ]'
}

# in_root ROOT COMMAND...
in_root() {
    in_root_path=$1
    shift
    chroot "$in_root_path" /usr/bin/env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin HOME=/root \
        LC_ALL=C.UTF-8 TERM=dumb DEBIAN_FRONTEND=noninteractive "$@" </dev/null
}

# make_base RELEASE: a root with nothing but a minimal system, once; prints its folder.
make_base() {
    base=$roots/minimal-$1
    if [ ! -d "$base" ]; then
        need_packages debootstrap
        mirror=$(debian_mirror)
        if [ -z "$mirror" ]; then # apt knows an origin only once it has read the index
            as_root apt-get -o DPkg::Lock::Timeout=600 -q update >&2
            mirror=$(debian_mirror)
        fi
        [ -n "$mirror" ] || fail "no Debian mirror in this machine's apt configuration"
        say "debootstrap of $1"
        mkdir -p "$roots"
        rm -rf --one-file-system "$base.new"
        debootstrap --variant=minbase --include=ca-certificates "$1" "$base.new" "$mirror" >&2
        printf '#!/bin/sh\nexit 101\n' >"$base.new/usr/sbin/policy-rc.d"
        chmod 755 "$base.new/usr/sbin/policy-rc.d"
        mv "$base.new" "$base"
    fi
    printf '%s\n' "$base"
}

# copy_root BASE FOLDER: a copy that is thrown away after the test, with apt ready for use.
copy_root() {
    cp -a --reflink=auto "$1" "$2"
    cat /etc/resolv.conf >"$2/etc/resolv.conf"
    host_apt_options >"$2/etc/apt/apt.conf.d/90host" || :
    in_root "$2" apt-get -q update >&2
}
