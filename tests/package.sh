#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# Makes the packages for this machine's Debian release and tests both in fresh roots: the .deb is
# installed over an older one, used and purged by root; that of the pane is loaded by Wireshark and
# left alone by tshark; the .tar.gz is installed twice, used and taken away by a user.
# With --build-only it stops after making the packages and looking at them with lintian.
set -eu

project=$(CDPATH='' cd -- "$(dirname -- "$0")/.." && pwd)
. "$project/cmake/common.sh"
. "$project/tests/roots.sh"

capture=$project/captures/origin_tgt_rejected_by_dc2.pcapng
verdict=tgt-rejected-by-kdc
number=0

# expect WHAT COMMAND...
expect() {
    number=$((number + 1))
    expected=$1
    shift
    "$@" || fail "not ok $number - $expected"
    printf 'ok %s - %s\n' "$number" "$expected"
}

# finds_nothing FOLDER NAME
finds_nothing() {
    [ -z "$(find "$1" -xdev -iname "$2")" ]
}

# says WORD COMMAND...
says() {
    word=$1
    shift
    "$@" 2>"$scratch/said" | grep -q -- "$word" || {
        cat "$scratch/said" >&2
        return 1
    }
}

does_not_say() {
    ! says "$@"
}

# renders PAGE: the manual page has its headings, and man has nothing to say about it.
renders() {
    LC_ALL=C.UTF-8 MANWIDTH=80 man --warnings --local-file "$1" >"$scratch/page" 2>"$scratch/said"
    cat "$scratch/said" >&2
    [ ! -s "$scratch/said" ] && grep -q SYNOPSIS "$scratch/page"
}

# The changelog's version is that of the package, and both it and the licence are where Debian
# wants them.
has_papers() {
    papers=$1/usr/share/doc/wireshark-dcomauth
    wanted=$(dpkg-deb --field "$deb" Version)
    gzip -dc "$papers/changelog.Debian.gz" >"$scratch/changelog" &&
        [ "$(dpkg-parsechangelog -l "$scratch/changelog" -S Version)" = "$wanted" ] &&
        grep -q '^License: GPL-2' "$papers/copyright"
}

# A package like the one that was made, of an earlier version and with one file more.
make_older_package() {
    dpkg-deb --raw-extract "$deb" "$scratch/older"
    sed -i 's/^Version: .*/Version: 0.9.0-1/' "$scratch/older/DEBIAN/control"
    echo 'no longer there' >"$scratch/older/usr/share/doc/wireshark-dcomauth/dcomauth-old"
    older=$scratch/older.deb
    dpkg-deb --root-owner-group --build "$scratch/older" "$older" >&2
}

make_packages() {
    build=$scratch/build
    build_plugin -DBUILD_TESTING=OFF -DCMAKE_BUILD_TYPE=Release || fail 'the build failed'
    (cd "$build" && cpack >&2) || fail 'cpack failed'
    deb=$(find "$build" -maxdepth 1 -name 'wireshark-dcomauth_*.deb')
    pane=$(find "$build" -maxdepth 1 -name 'wireshark-dcomauth-pane_*.deb')
    archive=$(find "$build" -maxdepth 1 -name '*.tar.gz')
}

look_at_packages() {
    dpkg-deb --info "$deb"
    dpkg-deb --contents "$deb"
    tar -tzf "$archive"
    expect 'the .deb depends on this series of Wireshark' \
        says 'Depends:.*libwireshark' dpkg-deb --info "$deb"
    expect 'lintian has no complaint' \
        lintian --allow-root --fail-on error,warning --suppress-tags initial-upload-closes-no-bugs \
        "$deb" "$pane"
    dpkg-deb --extract "$deb" "$scratch/extracted"
    expect 'the manual page renders without a warning' \
        renders "$scratch/extracted/usr/share/man/man7/dcomauth.7.gz"
    expect 'changelog and copyright are in the .deb' has_papers "$scratch/extracted"
}

new_root() {
    root=$scratch/$1
    copy_root "$base" "$root"
    mkdir -p "$root/srv"
    cp "$deb" "$pane" "$older" "$archive" "$capture" "$root/srv/"
    in_root "$root" useradd --create-home user
}

end_root() {
    rm -rf --one-file-system "$root"
}

# root_installs PACKAGE...
root_installs() {
    in_root "$root" apt-get -q -y --no-install-recommends install "$@" >"$scratch/apt.log" 2>&1 || {
        tail -n 20 "$scratch/apt.log" >&2
        fail "apt could not install $*"
    }
}

as_user() {
    in_root "$root" setpriv --reuid=user --regid=user --clear-groups env HOME=/home/user "$@"
}

test_deb() {
    new_root deb
    root_installs tshark "/srv/$(basename "$older")"
    root_installs "/srv/$(basename "$deb")"
    version=$(dpkg-deb --field "$deb" Version)
    expect 'the new version takes the place of the old' \
        says "^ii.* $version" in_root "$root" dpkg-query --list wireshark-dcomauth
    expect 'nothing is left of the old version' finds_nothing "$root/usr" 'dcomauth-old'
    expect 'tshark finds the plugin, run by a user' says dcomauth as_user tshark -G plugins
    expect 'tshark finds the plugin, run by root' says dcomauth in_root "$root" tshark -G plugins
    expect 'tshark diagnoses the origin capture' says "$verdict" \
        as_user tshark -q -r "/srv/$(basename "$capture")" -z dcomauth
    expect 'the profile is there' says "$verdict" \
        as_user tshark -C 'DCOM auth' -q -r "/srv/$(basename "$capture")" -z dcomauth
    expect 'the manual page is there' test -s "$root/usr/share/man/man7/dcomauth.7.gz"
    in_root "$root" apt-get -q -y purge wireshark-dcomauth >"$scratch/apt.log" 2>&1 ||
        fail 'apt could not purge the package'
    expect 'tshark no longer finds the plugin' does_not_say dcomauth as_user tshark -G plugins
    expect 'nothing is left of the package' finds_nothing "$root/usr" '*dcomauth*'
    expect 'nothing is left of the profile' finds_nothing "$root/usr" '*DCOM auth*'
    end_root
}

# maps MODULE: Wireshark on a screen of its own has the module in its memory.
maps() {
    # shellcheck disable=SC2016  # the $ are those of the shell in the root
    as_user sh -c 'Xvfb :9 -nolisten tcp >/dev/null 2>&1 & screen=$!
        DISPLAY=:9 wireshark -r "$1" >/dev/null 2>&1 & shark=$!
        for _ in $(seq 60); do
            sleep 1
            grep -q "$2" "/proc/$shark/maps" && found=yes && break
        done
        kill $shark $screen
        [ "${found-}" = yes ]' sh "/srv/$(basename "$capture")" "$1"
}

test_pane() {
    new_root pane
    root_installs tshark wireshark xvfb "/srv/$(basename "$deb")" "/srv/$(basename "$pane")"
    expect 'Wireshark loads the pane' maps dcomauth-pane
    # shellcheck disable=SC2016
    expect 'tshark does not, nor Qt' \
        does_not_say 'libQt\|dcomauth-pane' as_user env LD_DEBUG=files LD_DEBUG_OUTPUT=/tmp/files \
        sh -c 'tshark -q -r "$1" -z dcomauth >/dev/null 2>&1; cat /tmp/files.*' sh \
        "/srv/$(basename "$capture")"
    end_root
}

test_archive() {
    new_root archive
    root_installs tshark
    folder=/home/user/$(basename "$archive" .tar.gz)
    as_user tar -C /home/user -xzf "/srv/$(basename "$archive")"
    as_user sh "$folder/install.sh"
    as_user sh "$folder/install.sh"
    expect 'tshark finds the plugin in the home folder' says dcomauth as_user tshark -G plugins
    expect 'tshark diagnoses the origin capture with the profile' says "$verdict" \
        as_user tshark -C 'DCOM auth' -q -r "/srv/$(basename "$capture")" -z dcomauth
    as_user sh "$folder/install.sh" --uninstall
    as_user rm -r "$folder"
    expect 'tshark no longer finds the plugin' does_not_say dcomauth as_user tshark -G plugins
    expect 'nothing is left in the home folder' finds_nothing "$root/home" '*dcom*'
    end_root
}

need_build_packages
need_packages lintian file dpkg-dev man-db
make_scratch
make_packages
look_at_packages
[ "${1-}" != --build-only ] || exit 0

[ "$(id -u)" -eq 0 ] || fail 'the roots need root: debootstrap and chroot'
base=$(make_base "$(. /etc/os-release && printf '%s' "$VERSION_CODENAME")")
make_older_package
test_deb
test_pane
test_archive
