#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# Whether diagnose.sh shows on a terminal, and only there, how far a capture has been read. In the
# place of tshark stands what reads half of its file and waits. Prints TAP.
set -u

project=$(CDPATH='' cd -- "$(dirname -- "$0")/.." && pwd)
. "$project/cmake/common.sh"
command -v script >/dev/null || {
    echo '1..0 # SKIP no script(1): package bsdutils'
    exit 0
}
make_scratch
number=0
failed=0

# expect WHAT COMMAND...
expect() {
    number=$((number + 1))
    if "$@" >"$scratch/log" 2>&1; then
        echo "ok $number - $*"
    else
        echo "not ok $number - $*"
        failed=1
        sed 's/^/#     /' "$scratch/log"
    fi
}

says() {
    grep -q -- "$1" "$2" || { od -c "$2"; return 1; }
}

says_not() {
    ! says "$1" "$2"
}

mkdir "$scratch/bin"
cat >"$scratch/bin/tshark" <<'END'
#!/bin/sh
exec <"$1"
dd bs=1000000 count=2 of=/dev/null 2>/dev/null
sleep 3
echo the report
exit 3
END
cat >"$scratch/run" <<'END'
. "$1/cmake/common.sh"
. "$1/cmake/progress.sh"
scratch=$2
with_progress "$2/capture" tshark "$2/capture"
echo "status $?"
END
chmod +x "$scratch/bin/tshark"
head -c 4000000 /dev/zero >"$scratch/capture"
PATH=$scratch/bin:$PATH
export PATH

script -qec "sh $scratch/run $project $scratch" /dev/null </dev/null >"$scratch/terminal"
sh "$scratch/run" "$project" "$scratch" >"$scratch/out" 2>"$scratch/err"
expect says 'dcomauth: 50 %, 2 of 4 MB read' "$scratch/terminal"
expect says "$(printf '\033')\\[Kthe report" "$scratch/terminal"
expect says '^status 3' "$scratch/terminal"
expect says '^the report$' "$scratch/out"
expect says '^status 3$' "$scratch/out"
expect says_not . "$scratch/err"
[ "$failed" -eq 0 ]
