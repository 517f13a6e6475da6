#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# Builds, and writes the table of rules in plugin/doc/verdicts.md anew.
set -eu

project=$(CDPATH='' cd -- "$(dirname -- "$0")/../.." && pwd)
. "$project/cmake/common.sh"

need_build_packages
need_packages check python3
build_plugin -DBUILD_TESTING=ON || fail 'the build failed'
make_scratch

"$build/tests/docs/rules_table" >"$scratch/table"
awk -v table="$scratch/table" '
    /^<!-- end of rules -->/ { inside = 0 }
    !inside { print }
    /^<!-- rules: / {
        inside = 1
        while ((getline line < table) > 0)
            print line
    }' "$project/plugin/doc/verdicts.md" >"$scratch/verdicts"
cat "$scratch/verdicts" >"$project/plugin/doc/verdicts.md"
