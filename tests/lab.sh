#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# Makes the captures anew in the lab and compares the reports on them with the truth that goes with
# them: other frames, ports and times, the same diagnosis. Root only; all scenarios take half an
# hour. Installs what is missing.
#
#     lab.sh [SCENARIO...]
set -eu

project=$(CDPATH='' cd -- "$(dirname -- "$0")/.." && pwd)
. "$project/cmake/common.sh"

need_build_packages
need_packages python3 python3-jsonschema
build_plugin -DBUILD_TESTING=OFF || fail 'the build failed'
make_scratch

mkdir "$scratch/lab"
sh "$project/captures/lab/run.sh" -o "$scratch/lab" "$@"
python3 -B "$project/captures/lab/check.py" "$scratch/lab/TRUTH.tsv"
DCOMAUTH_PLUGINS=$build/plugins python3 -B "$project/tests/captures/test_truth.py" "$scratch/lab"
