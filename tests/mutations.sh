#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# Breaks the rules on purpose: applies each fault of mutations.list to a copy of the tree, one at a
# time, rebuilds the core and its unit tests, and prints which test caught it. Fails where none did.
set -eu

project=$(CDPATH='' cd -- "$(dirname -- "$0")/.." && pwd)
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
trap 'exit 1' HUP INT TERM
tree=$folder/tree
build=$folder/build

say_and_stop() {
    cat "$folder/log"
    echo "mutations: $1" >&2
    exit 1
}

rebuild() {
    cmake --build "$build" --target unit_tests --parallel "$(nproc)" >"$folder/log" 2>&1
}

# The failing checks, one a line: "test_x.c: case: test".
failures() {
    ctest --test-dir "$build" -R '^unit_' -E '^unit_bounds$' --parallel "$(nproc)" \
        --output-on-failure 2>&1 |
        sed -En 's|.*/(test_[a-z_0-9]*\.c):[0-9]*:[FE]:[^:]*:([^:]*):([0-9]*):.*|\1: \2 \3|p' |
        LC_ALL=C sort -u
}

mkdir "$tree"
(cd "$project" && tar cf - CMakeLists.txt cmake plugin tests/CMakeLists.txt tests/unit) |
    tar xf - -C "$tree"
echo 'add_subdirectory(unit)' >"$tree/tests/CMakeLists.txt"
# A fault may leave something unused: that alone must not stop the compiler.
cmake -S "$tree" -B "$build" -DCMAKE_BUILD_TYPE=Debug -DCMAKE_C_FLAGS=-O0 -DDCOMAUTH_WERROR=OFF \
    >"$folder/log" 2>&1 ||
    say_and_stop 'the copy cannot be configured'
rebuild || say_and_stop 'the copy cannot be built'
failures >"$folder/before"

faults=0
caught=0
printf '%-46s %s\n' 'fault' 'caught by'
while IFS='|' read -r about file script; do
    case $about in '#'*) continue ;; esac
    file=$tree/$(echo "$file" | tr -d ' ')
    faults=$((faults + 1))
    cp "$file" "$folder/original"
    sed -i "$script" "$file"
    if cmp -s "$file" "$folder/original"; then
        by='(does not apply)'
    elif ! rebuild; then
        by='(does not compile)'
    else
        failures >"$folder/after"
        by=$(LC_ALL=C comm -13 "$folder/before" "$folder/after" | head -n 1)
        count=$(LC_ALL=C comm -13 "$folder/before" "$folder/after" | wc -l)
        if [ -n "$by" ]; then
            caught=$((caught + 1))
            by="$by, $count in all"
        else
            by='NOTHING'
        fi
    fi
    printf '%-46s %s\n' "$about" "$by"
    cp "$folder/original" "$file"
done <"$project/tests/mutations.list"

echo "$caught of $faults faults caught"
[ "$caught" -eq "$faults" ]
