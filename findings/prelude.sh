# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=sh
# What every script here begins with; it is sourced. In the order of their use:
#
#   pin RELEASE PACKAGE=VERSION...  what the script needs on that release of Debian
#   pin_tshark                      tshark and its libraries, on all three
#   fetch                           gets the pinned packages, and what of theirs the system lacks,
#                                   into the temporary folder $T; "skipped" where they are not
#                                   to be had
#   on PROGRAM ARGUMENT...          runs a program of theirs, as nobody where root would be too much
#   see WHAT SEEN RECORDED          prints what was seen, and remembers if that is not as recorded
#   finish                          ends with 1 if something was not as recorded
#
# apt reads the system's sources and writes to $T only. With $FINDINGS_CACHE, a folder that is not
# there yet or was filled by an earlier script, lists and packages are fetched once for all scripts.
set -eu
umask 022
here=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd)
T=$(mktemp -d)
running=
trap 'stop_all; rm -rf "$T"' EXIT
trap 'exit 1' HUP INT TERM
chmod 755 "$T"
unset WIRESHARK_PLUGIN_DIR XDG_CONFIG_HOME LD_LIBRARY_PATH
export T HOME="$T/home" LC_ALL=C.UTF-8 TZ=UTC PYTHONPATH="$here" PYTHONDONTWRITEBYTECODE=1
release=$(. /etc/os-release && echo "${VERSION_CODENAME-}")
[ "$release" != forky ] || release=sid
pins=
bad=0

skip() {
    echo "skipped: $*"
    exit 0
}

fail() {
    echo "failed: $*"
    [ ! -e "$T/log" ] || sed 's/^/  /' "$T/log"
    exit 2
}

# start PROGRAM ARGUMENT...: runs it in the background until the script ends.
start() {
    (on exec "$@") </dev/null >>"$T/log" 2>&1 &
    running="$running $!"
}

stop_all() {
    for process in $running; do
        kill "$process" 2>/dev/null || :
        wait "$process" 2>/dev/null || :
    done
}

pin() {
    [ "$1" = "$release" ] || return 0
    shift
    pins=$*
}

tshark_pins() {
    echo "libwireshark-data=${1%+b1} libwireshark$2=$1 libwiretap$3=$1 libwsutil$4=$1"
    echo "tshark=$1 wireshark-common=$1"
}

# Pins tshark and its libraries on the three releases.
pin_tshark() {
    # shellcheck disable=SC2046 # a list of pins
    {
        pin bookworm $(tshark_pins 4.0.17-0+deb12u3 16 13 14)
        pin trixie $(tshark_pins 4.4.19-0+deb13u1 18 15 16)
        pin sid $(tshark_pins 4.6.9-1+b1 19 16 17)
    }
}

# A user of its own for the programs, where root runs the script and there is a nobody.
as='setpriv --reuid=65534 --regid=65534 --clear-groups'

configure_apt() {
    state=${FINDINGS_CACHE:-$T/apt}
    mkdir -p "$state/lists/partial" "$state/archives/partial"
    cp /var/lib/dpkg/status "$T/status"
    cat >"$T/apt.conf" <<CONF
Dir::State "$state"; Dir::State::status "$T/status"; Dir::Cache "$state"; Dir::Log "$T";
Acquire::Languages "none"; Acquire::Retries "1"; APT::Get::List-Cleanup "false";
Acquire::http::Timeout "20"; Acquire::https::Timeout "20";
#clear APT::Update::Post-Invoke;
#clear APT::Update::Post-Invoke-Success;
CONF
    $as true 2>/dev/null || {
        as=
        echo 'APT::Sandbox::User "root";' >>"$T/apt.conf"
    }
    ls "$state"/lists/*Packages* >/dev/null 2>&1 || apt update || :
    ls "$state"/lists/*Packages* >/dev/null 2>&1 ||
        skip "no package lists are to be had here: $(grep -m 1 '^[EW]:' "$T/log")"
}

apt() {
    apt-get -qq -c "$T/apt.conf" "$@" </dev/null >"$T/log" 2>&1
}

# Unpacks the packages that apt would install, and no others that the cache may hold.
unpack() {
    mkdir -p "$T/none/partial"
    apt --print-uris -o Dir::Cache::Archives="$T/none" install "$@" ||
        fail 'apt finds no way to install the packages:'
    grep -o ' [^ /]*\.deb ' "$T/log" >"$T/debs" || :
    apt --download-only install "$@" || fail 'apt could not fetch the packages:'
    while read -r deb; do
        dpkg-deb -x "$state/archives/$deb" "$T/root"
    done <"$T/debs"
}

fetch() {
    command -v apt-get >/dev/null || skip "no apt here, and the pinned packages are Debian's"
    [ -n "$pins" ] || skip "nothing is pinned for the release \"$release\""
    mkdir -p "$T/root" "$HOME"
    configure_apt
    names=$(for pin in $pins; do echo "${pin%%=*}"; done)
    # shellcheck disable=SC2086 # a list of names
    have=$(apt-cache -c "$T/apt.conf" madison $names | tr -d ' ')
    for pin in $pins; do
        case $have in
        *"${pin%%=*}|${pin#*=}|"*) ;;
        *) skip "package $pin is no longer to be had" ;;
        esac
    done
    # shellcheck disable=SC2086
    unpack -y --reinstall --allow-downgrades --allow-change-held-packages \
        --no-install-recommends $pins python3
    libraries=$(find "$T/root/usr/lib" "$T/root/lib" -maxdepth 2 \( -path '*-linux-gnu*' -type d \
        -o -path '*-linux-gnu/heimdal' \) 2>/dev/null | tr '\n' ':')
    [ -z "$as" ] || chown 65534:65534 "$T" "$HOME"
    cd "$T"
    echo "$(basename "$0" .sh) on $release: $pins"
}

on() {
    replace=
    [ "$1" != exec ] || {
        replace=$1
        shift
    }
    program=$(find "$T/root/usr/bin" "$T/root/usr/sbin" "$T/root/usr/lib/heimdal-servers" \
        -name "$1" 2>/dev/null | head -n 1)
    shift
    # shellcheck disable=SC2086 # words
    $replace $as env LD_LIBRARY_PATH="${libraries%:}" WIRESHARK_PLUGIN_DIR="$T/none" \
        WIRESHARK_DATA_DIR="$T/root/usr/share/wireshark" "$program" "$@"
}

see() {
    if [ "$2" = "$3" ]; then
        printf '  %s: %s\n' "$1" "$2"
    else
        printf '  CHANGED %s: recorded "%s", now "%s"\n' "$1" "$3" "$2"
        bad=1
    fi
}

finish() {
    exit "$bad"
}
