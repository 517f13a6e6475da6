#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# Builds the lab and makes the captures:
#
#     run.sh [--root RELEASE] [-o DIR] [-k] [-l] [SCENARIO...]
#     run.sh [--root RELEASE] [-k] [-l] differences [MISTAKE...]
#     run.sh [--root RELEASE] [-k] [-l] two-points [SCENARIO...]
#
# --root: with the software of another Debian release (trixie, sid), in a root of its own.
# Everything happens inside network, mount and process namespaces of its own: no packet can leave
# them, no file outside the work folder and DIR changes, and with them ends whatever still runs.
set -eu

here=$(cd "$(dirname "$0")" && pwd)

if [ "$(id -u)" -ne 0 ]; then
    echo "run.sh: namespaces need root" >&2
    exit 1
fi

if [ "${1-}" = --root ]; then
    shift
    exec sh "$here/elsewhere.sh" "$@"
fi

# command or file that shows a package is there : package
needs="/usr/sbin/samba:samba-ad-dc
/usr/share/samba/setup/ad-schema:samba-ad-provision
/usr/lib/$(uname -m)-linux-gnu/samba/ldb/samldb.so:samba-dsdb-modules
/usr/lib/$(uname -m)-linux-gnu/samba/vfs/acl_xattr.so:samba-vfs-modules
/usr/sbin/winbindd:winbind
/usr/bin/smbclient:smbclient
/usr/sbin/krb5kdc:krb5-kdc
/usr/sbin/kadmin.local:krb5-admin-server
/usr/bin/kinit:krb5-user
/usr/lib/$(uname -m)-linux-gnu/krb5/plugins/preauth/pkinit.so:krb5-pkinit
/usr/lib/$(uname -m)-linux-gnu/gssntlmssp/gssntlmssp.so:gss-ntlmssp
/usr/share/doc/python3-impacket:python3-impacket
/usr/share/doc/python3-gssapi:python3-gssapi
/usr/share/doc/python3-samba:python3-samba
/usr/share/doc/python3-pyasn1:python3-pyasn1
/usr/bin/faketime:faketime
/usr/bin/openssl:openssl
/usr/sbin/ethtool:ethtool
/usr/sbin/ip:iproute2
/usr/sbin/tc:iproute2
/usr/sbin/nft:nftables
/usr/bin/dumpcap:wireshark-common
/usr/bin/tshark:tshark"

missing=""
for need in $needs; do
    [ -e "${need%%:*}" ] || missing="$missing ${need##*:}"
done
if [ -n "$missing" ]; then
    echo "run.sh: installing$missing"
    # The lab starts its own daemons; those of the packages must not start by themselves.
    policy=/usr/sbin/policy-rc.d
    made_policy=no
    if [ ! -e "$policy" ]; then
        printf '#!/bin/sh\nexit 101\n' >"$policy"
        chmod 755 "$policy"
        made_policy=yes
    fi
    status=0
    # shellcheck disable=SC2086 # a list of words
    DEBIAN_FRONTEND=noninteractive apt-get -o DPkg::Lock::Timeout=600 install -y \
        --no-install-recommends $missing >/dev/null || status=$?
    [ "$made_policy" = no ] || rm -f "$policy"
    [ "$status" -eq 0 ] || exit "$status"
fi

# Heimdal's KDC cannot be installed beside MIT's; its libraries can, and its programs are unpacked.
heimdal=/var/cache/dcomauth-lab/heimdal
if [ ! -e "$heimdal" ]; then
    echo "run.sh: unpacking Heimdal's KDC"
    libraries=$(apt-cache depends heimdal-kdc heimdal-clients | grep -o 'lib[a-z0-9-]*-heimdal')
    # shellcheck disable=SC2086 # a list of words
    DEBIAN_FRONTEND=noninteractive apt-get -o DPkg::Lock::Timeout=600 install -y \
        --no-install-recommends $libraries >/dev/null
    mkdir -p "$heimdal.new/debs"
    (cd "$heimdal.new/debs" && apt-get -q download heimdal-kdc heimdal-clients >/dev/null)
    for deb in "$heimdal.new"/debs/*.deb; do
        dpkg-deb -x "$deb" "$heimdal.new"
    done
    rm -r "$heimdal.new/debs"
    mv "$heimdal.new" "$heimdal"
fi

LAB_WORK=$(mktemp -d -t dcomauth-lab.XXXXXX)
export LAB_WORK
lab=""

# shellcheck disable=SC2317 # called by the trap
clean_up() {
    # With its parent ends the first process of the namespace, and with that one all others.
    [ -z "$lab" ] || kill -KILL "$lab" 2>/dev/null || true
    [ -e "$LAB_WORK/keep" ] || rm -rf "$LAB_WORK"
    rmdir /etc/netns 2>/dev/null || true
}
trap clean_up EXIT
trap 'exit 130' INT
trap 'exit 143' TERM HUP

unshare --net --mount --pid --uts --ipc --fork --kill-child --mount-proc \
    /usr/bin/python3 -B "$here/lab.py" "$@" &
lab=$!
status=0
wait "$lab" || status=$?
lab=""
exit "$status"
