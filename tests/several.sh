#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# Several captures: those of one case by diagnose.sh --together, and a folder of them. Prints TAP.
set -u

project=$(CDPATH='' cd -- "$(dirname -- "$0")/.." && pwd)
. "$project/cmake/common.sh"
make_scratch

origin=$project/captures/origin_tgt_rejected_by_dc2.pcapng
number=0
failed=0

# expect WHAT COMMAND...
expect() {
    number=$((number + 1))
    what=$1
    shift
    if "$@" >"$scratch/log" 2>&1; then
        echo "ok $number - $what"
    else
        failed=$((failed + 1))
        echo "not ok $number - $what"
        sed 's/^/#     /' "$scratch/log"
    fi
}

# Another machine that helps is this one by way of ssh: a server of the test's own on loopback, with
# keys and a port of its own. Prints what DCOMAUTH_SSHLOGIN has to be.
start_sshd() {
    mkdir "$scratch/ssh"
    chmod 700 "$scratch/ssh"
    ssh-keygen -q -t ed25519 -N '' -f "$scratch/ssh/host"
    ssh-keygen -q -t ed25519 -N '' -f "$scratch/ssh/user"
    cp "$scratch/ssh/user.pub" "$scratch/ssh/authorized"
    port=$(python3 -c 'import socket
with socket.create_server(("127.0.0.1", 0)) as free: print(free.getsockname()[1])')
    cat >"$scratch/ssh/config" <<END
ListenAddress 127.0.0.1:$port
HostKey $scratch/ssh/host
AuthorizedKeysFile $scratch/ssh/authorized
PidFile $scratch/ssh/pid
PasswordAuthentication no
PermitRootLogin prohibit-password
StrictModes no
UsePAM no
END
    [ "$(id -u)" -ne 0 ] || mkdir -p /run/sshd
    /usr/sbin/sshd -f "$scratch/ssh/config" -E "$scratch/ssh/log" || return
    echo "2/ssh -p $port -i $scratch/ssh/user -o BatchMode=yes -o StrictHostKeyChecking=no \
-o UserKnownHostsFile=/dev/null -o LogLevel=ERROR $(id -un)@127.0.0.1"
}

says() {
    grep -q -- "$1" "$2" || { cat "$2"; return 1; }
}

diagnose() {
    DCOMAUTH_BUILD=$build sh "$project/cmake/diagnose.sh" "$@"
}

cp "$origin" "$scratch/client.pcapng"
editcap -t 3.7 "$origin" "$scratch/server.pcapng"
diagnose --together --json "$scratch/case.json" --html "$scratch/case.html" \
    "$scratch/client.pcapng" "$scratch/server.pcapng" \
    >"$scratch/case.txt" 2>"$scratch/case.err"
expect 'two captures of one case: one finding' says '^1 failing RPC bind' "$scratch/case.txt"
expect 'its frames have the names of their captures' says 'server.pcapng #' "$scratch/case.txt"
expect 'they stand where a frame is named' \
    says 'frame [0-9]* (server.pcapng #[0-9]*)' "$scratch/case.txt"
expect 'in the page too' says '>frame [0-9]* (server.pcapng #[0-9]*)</a>' "$scratch/case.html"
expect 'but not in its diagram' sh -c "! grep -q '#[0-9]*)</text>' '$scratch/case.html'"
expect 'the clocks agree after the shift' jq -e '[.capture.sources[].clock // empty |
    .offset | fabs < 0.005] | length == 1 and all' "$scratch/case.json"

points=$project/captures/lab/two_points
for side in client server; do
    editcap -F netmon2 "$points/origin.$side.pcapng" "$scratch/$side.cap"
done
diagnose --together "$scratch/client.cap" "$scratch/server.cap" \
    >"$scratch/netmon.txt" 2>"$scratch/netmon.err"
expect 'two files of Network Monitor: their clocks are put right' \
    says 'the clock of server.cap: -3.70' "$scratch/netmon.err"
expect 'one finding, whose frames have their names' \
    says 'in frame [0-9]* (server.cap #[0-9]*)' "$scratch/netmon.txt"

mkdir "$scratch/many"
cp "$origin" "$project/captures/spn_unknown_no_bind.pcapng" "$scratch/many"
echo 'no capture' >"$scratch/many/bad.pcap"
diagnose "$scratch/many" --json="$scratch/many.json" >"$scratch/many.txt" 2>"$scratch/many.err"
expect 'a folder: its causes are those of its captures, no more and no less' jq -e \
    '([.causes[].count] | add) == ([.captures[].report | values | .findings[]] | length) and
    ([.causes[] | [.verdict, .culprit]] | unique)
        == ([.captures[].report | values | .causes[] | [.verdict, .culprit]] | unique)' \
    "$scratch/many.json"
expect 'a folder: the causes of all captures' jq -e \
    '[.causes[].verdict] | sort == ["spn-unknown", "tgt-rejected-by-kdc"]' "$scratch/many.json"
expect 'a folder: one report in words' says '^2 causes, 2 findings' "$scratch/many.txt"
expect 'a bad file costs a line' says 'bad.pcap' "$scratch/many.err"

editcap -t 3600 "$origin" "$scratch/many/later.pcapng"
diagnose --json "$scratch/two.json" "$scratch/many" >"$scratch/two.txt" 2>"$scratch/two.err"
expect 'one cause in two captures is told once, and by which its sentence is' jq -e '.causes[]
    | select(.verdict == "tgt-rejected-by-kdc")
    | .count == 2 and (.captures | length) == 2 and .client_count == 1
    and (.summary | test("^In .*later.pcapng: "))' "$scratch/two.json"
expect 'it says between whom' says '10.20.30.101 → 10.20.30.20' "$scratch/two.txt"
rm "$scratch/many/later.pcapng"

need_packages openssh-server openssh-client
diagnose_by_ssh() {
    login=$(start_sshd) || return
    DCOMAUTH_SSHLOGIN=$login diagnose --json "$scratch/ssh.json" "$scratch/many" \
        >"$scratch/ssh.txt" 2>"$scratch/ssh.err"
    kill "$(cat "$scratch/ssh/pid")"
    says 'Accepted publickey' "$scratch/ssh/log" || { cat "$scratch/ssh.err"; return 1; }
    diff "$scratch/many.json" "$scratch/ssh.json"
}
expect 'a folder by way of ssh: the same report' diagnose_by_ssh
[ "$failed" -eq 0 ]
