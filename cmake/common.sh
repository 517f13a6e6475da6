# shellcheck shell=sh
# SPDX-License-Identifier: GPL-2.0-or-later
# What the scripts share; to be read with "." after $project has been set to the project's folder.

build=${DCOMAUTH_BUILD:-$project/build}

say() {
    printf 'dcomauth: %s\n' "$*" >&2
}

fail() {
    say "$*"
    exit 2
}

as_root() {
    if [ "$(id -u)" -eq 0 ]; then
        "$@"
    elif command -v sudo >/dev/null; then
        sudo "$@"
    else
        fail "this needs root, and there is no sudo: $*"
    fi
}

# Prints those of the packages that are not installed.
missing_packages() {
    for package in "$@"; do
        status=$(dpkg-query -W -f '${Status}' "$package" 2>/dev/null) || status=
        case $status in
        *' installed') ;;
        *) printf '%s ' "$package" ;;
        esac
    done
}

apt_install() {
    as_root env DEBIAN_FRONTEND=noninteractive apt-get -o DPkg::Lock::Timeout=600 -q -y \
        --no-install-recommends install "$@" >&2
}

# Installs what is missing of the packages.
need_packages() {
    if ! command -v dpkg-query >/dev/null; then
        say "no Debian system; expecting that the equivalents of these are there: $*"
        return
    fi
    missing=$(missing_packages "$@")
    [ -n "$missing" ] || return 0
    say "installing $missing"
    # shellcheck disable=SC2086 # a list of names
    apt_install $missing && return
    say 'trying again with new package lists'
    as_root apt-get -o DPkg::Lock::Timeout=600 -q update >&2
    # shellcheck disable=SC2086
    apt_install $missing || fail "could not install $missing"
}

# Prints where this machine's apt has Debian from.
debian_mirror() {
    # shellcheck disable=SC2016 # the $ is apt's
    apt-get indextargets --format '$(REPO_URI)' \
        'Created-By: Packages' 'Origin: Debian' 'Label: Debian' | head -n 1
}

need_build_packages() {
    need_packages gcc libc6-dev cmake ninja-build pkgconf libglib2.0-dev wireshark-dev \
        libwireshark-dev libwiretap-dev libwsutil-dev tshark
}

# What the pane needs besides, for the Qt that the Wireshark of this system is linked with.
need_pane_packages() {
    need_packages g++ wireshark xvfb
    case $(dpkg-query -W -f '${Depends}' wireshark wireshark-qt 2>/dev/null) in
    *libqt5widgets5*) need_packages qtbase5-dev ;;
    *) need_packages qt6-base-dev ;;
    esac
}

# Builds into $build; the arguments are for cmake.
build_plugin() {
    generator=
    [ -e "$build/CMakeCache.txt" ] || ! command -v ninja >/dev/null || generator=-GNinja
    if ! mkdir -p "$build" || [ ! -w "$build" ]; then
        fail "$build cannot be written; set DCOMAUTH_BUILD to a folder of yours"
    fi
    say "building in $build"
    cmake -S "$project" -B "$build" ${generator:+"$generator"} "$@" >&2 &&
        cmake --build "$build" --parallel >&2
}

# Wireshark does not look at WIRESHARK_PLUGIN_DIR for root.
unprivileged() {
    if [ "$(id -u)" -eq 0 ]; then
        setpriv --reuid=nobody --regid=nogroup --clear-groups env HOME="$scratch/home" "$@"
    else
        "$@"
    fi
}

# Makes the folder $scratch, which goes when the script ends.
make_scratch() {
    scratch=$(mktemp -d)
    trap 'rm -rf "$scratch"' EXIT
    trap 'exit 130' INT
    trap 'exit 143' TERM
    chmod 755 "$scratch"
    mkdir "$scratch/home"
    chmod 777 "$scratch/home"
}

# Prints the path of the file or folder if everybody may read it, else that of a copy.
readable() {
    if unprivileged test -r "$1"; then
        printf '%s\n' "$1"
    else
        mkdir -p "$scratch/copy"
        cp -R -- "$1" "$scratch/copy/"
        chmod -R a+rX "$scratch/copy"
        printf '%s/copy/%s\n' "$scratch" "$(basename -- "$1")"
    fi
}

# Prints what WIRESHARK_PLUGIN_DIR has to be.
plugin_folder() {
    module=$(find "$build/plugins" -name dcomauth.so | head -n 1)
    if unprivileged test -r "$module"; then
        printf '%s\n' "$build/plugins"
    else
        readable "$build/plugins"
    fi
}
