#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# The lab with the software of another Debian release: elsewhere.sh RELEASE [ARGUMENT OF run.sh...]
# The root is made once and kept. The project and the folder of -o are seen in it as they are here.
set -eu

project=$(CDPATH='' cd -- "$(dirname -- "$0")/../.." && pwd)
. "$project/cmake/common.sh"
. "$project/tests/roots.sh"

[ "$#" -gt 0 ] || fail 'usage: run.sh --root RELEASE [argument...]'
release=$1
shift

# shellcheck disable=SC2154 # roots.sh says where
root=$roots/lab-$release
if [ ! -d "$root" ]; then
    base=$(make_base "$release")
    rm -rf --one-file-system "$root.new"
    copy_root "$base" "$root.new"
    in_root "$root.new" apt-get -q -y --no-install-recommends install procps python3 >&2
    mv "$root.new" "$root"
fi

out=$project
previous=
for argument in "$@"; do
    if [ "$previous" = -o ]; then
        mkdir -p "$argument"
        out=$(CDPATH='' cd -- "$argument" && pwd)
    fi
    previous=$argument
done

# What is mounted here is seen in here only, and gone with it.
export root project out
# shellcheck disable=SC2016 # the $ is the inner shell's
exec unshare --mount --propagation private sh -euc '
    mount --bind "$root" "$root"
    mount --rbind /dev "$root/dev"
    mount --rbind /sys "$root/sys"
    mount -t proc proc "$root/proc"
    for folder in "$project" "$out"; do
        mkdir -p "$root$folder"
        mount --bind "$folder" "$root$folder"
    done
    exec chroot "$root" /usr/bin/env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin HOME=/root \
        LC_ALL=C.UTF-8 sh "$project/captures/lab/run.sh" "$@"
' sh "$@"
