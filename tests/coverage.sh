#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# Builds the core and its unit tests with --coverage in a temporary folder, runs them, and prints
# which lines and branches of the core they reach. Fails below 97 % of the lines or 92 % of the
# branches. With --missed it also lists what was not reached.
set -eu

project=$(CDPATH='' cd -- "$(dirname -- "$0")/.." && pwd)
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
trap 'exit 1' HUP INT TERM

# -O0: an optimised branch is not one that somebody wrote.
cmake -S "$project" -B "$folder" -DCMAKE_BUILD_TYPE=Debug -DBUILD_TESTING=ON \
    -DCMAKE_C_FLAGS='--coverage -O0' >"$folder/log" || {
    cat "$folder/log"
    exit 1
}
cmake --build "$folder" --target unit_tests --parallel "$(nproc)" >"$folder/log" || {
    cat "$folder/log"
    exit 1
}
# A failing test is for tests/run.sh to report; what it reached counts all the same.
ctest --test-dir "$folder" -R '^unit_' 2>&1 | tail -n 3

find "$folder/CMakeFiles/dcomauth_core.dir" -name '*.gcda' -exec \
    gcov --branch-probabilities --branch-counts --json-format --stdout {} + |
    python3 "$project/tests/coverage.py" "$project/plugin" "$@"
