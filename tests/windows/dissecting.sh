# shellcheck shell=sh disable=SC2154
# SPDX-License-Identifier: GPL-2.0-or-later
# tshark.exe under wine with the module of a ZIP, in a root of Debian 13, whose gcc builds for the
# C library that the module uses; to be read with "." after cmake/common.sh and tests/roots.sh.

nobody='setpriv --reuid=nobody --regid=nogroup --clear-groups'
root_packages='gcc-mingw-w64-ucrt64 g++-mingw-w64-ucrt64 libgcrypt-mingw-w64-dev
    libz-mingw-w64-dev wine64 wine gcc libc6-dev cmake ninja-build meson pkgconf flex perl python3
    python3-jsonschema libglib2.0-dev-bin bzip2 xz-utils debian-archive-keyring'

# Once; it stays, as what is built in it.
make_windows_root() {
    windows_root=$roots/windows
    [ ! -d "$windows_root" ] || return 0
    base=$(make_base trixie) || return
    rm -rf --one-file-system "$windows_root.new"
    copy_root "$base" "$windows_root.new" || return
    # shellcheck disable=SC2086 # a list of names
    in_root "$windows_root.new" apt-get -q -y --no-install-recommends install $root_packages >&2 &&
        mv "$windows_root.new" "$windows_root"
}

# wine asks the kernel where it is itself.
enter_windows_root() {
    mountpoint -q "$windows_root/proc" || mount -t proc proc "$windows_root/proc"
    rm -rf "$windows_root/srv/dcomauth"
    mkdir "$windows_root/srv/dcomauth"
    tar -C "$project" --exclude=./.git --exclude-tag-all=CMakeCache.txt -cf - . |
        tar -C "$windows_root/srv/dcomauth" --no-same-owner -xf -
    chmod -R a+rX "$windows_root/srv/dcomauth"
}

leave_windows_root() {
    for series in 4.0 4.4 4.6; do
        [ ! -d "$windows_root/srv/$series/wine" ] || as_user /usr/lib/wine/wineserver64 -k || :
    done
    umount "$windows_root/proc"
}

# as_user COMMAND...: with the folder of $series, by a user without rights.
as_user() {
    # shellcheck disable=SC2086 # a list of words
    in_root "$windows_root" $nobody env -C "/srv/$series" HOME="/srv/$series/home" TZ=UTC \
        WINEPREFIX="/srv/$series/wine" WINEDEBUG=-all WINEDLLOVERRIDES='mscoree,mshtml=' \
        DCOMAUTH_TSHARK="/srv/$series/bin/tshark" \
        DCOMAUTH_PLUGINS="/srv/$series/$data/plugins" "$@"
}

# What a user of Windows has in %APPDATA%\Wireshark, from the folder of $series.
data=wine/drive_c/users/nobody/AppData/Roaming/Wireshark

has_source_in_root() {
    in_root "$windows_root" sh /srv/dcomauth/tests/windows/tshark.sh --has-source "$series" \
        "/srv/$series"
}

builds_tshark() {
    in_root "$windows_root" sh /srv/dcomauth/tests/windows/tshark.sh "$series" "/srv/$series"
}

# A fresh Windows, and the ZIP unpacked in a folder with a space in its name.
unpack_in_root() {
    cd "$windows_root/srv/$series" || return
    rm -rf wine home bin 'a folder'
    mkdir wine home bin 'a folder'
    cp "$project/tests/windows/tshark" bin/
    python3 -m zipfile -e "$(zip_of "$work" "$series")" 'a folder'
    chmod -R a+rX 'a folder'
    chmod -R a+rx bin
    chown -R nobody:nogroup wine home 'a folder'
    as_user sh -c '/usr/lib/wine/wineserver64 -p; /usr/lib/wine/wine64 wineboot' >/dev/null 2>&1
}

# install_in_root [/uninstall]
install_in_root() {
    as_user sh -c 'cd "a folder"/* && /usr/lib/wine/wine64 cmd /c install.cmd "$@"' - "$@"
}

installs_in_root() {
    unpack_in_root && install_in_root &&
        cmp "$(module_of "$series")" \
            "$windows_root/srv/$series/$data/plugins/$series/epan/dcomauth.dll"
}

names_plugin() {
    as_user bin/tshark -G plugins | grep dcomauth
}

writes_page() {
    # shellcheck disable=SC2016 # for the shell in the root
    as_user sh -c 'bin/tshark -q -r "Z:\\srv\\dcomauth\\captures\\$1.pcapng" \
        -z "dcomauth,html,Z:\\srv\\$2\\home\\a page.html"' - origin_tgt_rejected_by_dc2 "$series" ||
        return
    page="$windows_root/srv/$series/home/a page.html"
    head -c 15 "$page" | grep -qi '^<!doctype html' && tail -n 1 "$page" | grep -q '</html>$' &&
        ! grep -q "$(printf '\r')" "$page"
}

removes_plugin() {
    install_in_root /uninstall && ! names_plugin
}

# suite NAME SCRIPT ARGUMENT...: of captures/; its checks are counted one by one.
suite() {
    suite_name=$1
    script=/srv/dcomauth/tests/captures/$2
    shift 2
    as_user python3 -B "$script" "$@" >"$log" 2>&1 || :
    grep -v '^ok ' "$log" | sed "\$s/^/Wireshark $series under wine, $suite_name: /"
    ended=$(tail -n 1 "$log")
    case $ended in
    *' passed, '*' failed')
        passed=$((passed + ${ended%% *}))
        ended=${ended#*, }
        failed=$((failed + ${ended%% *}))
        ;;
    *) failed=$((failed + 1)) ;;
    esac
}

check_dissecting() {
    check "Wireshark $series: DLL and ZIP are built without a warning" \
        sh "$project/cmake/windows/build.sh" "$series"
    check "Wireshark $series: tshark.exe is built" builds_tshark
    check "Wireshark $series: install.cmd installs what is in the ZIP" installs_in_root
    check "Wireshark $series: tshark.exe -G plugins names it" names_plugin
    check "Wireshark $series: a page to a path with spaces" writes_page
    suite 'golden reports' test_golden.py --reports
    suite 'truth' test_truth.py
    suite 'fields' test_fields.py
    suite 'damaged captures' test_bad_input.py
    check "Wireshark $series: install.cmd /uninstall removes it" removes_plugin
}
