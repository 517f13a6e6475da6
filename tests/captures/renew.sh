#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# Builds the plugin and writes the golden files of tests/captures/test_golden.py anew. What they say
# is then the truth for the tests: look at the differences before you keep them.
set -eu

project=$(CDPATH='' cd -- "$(dirname -- "$0")/../.." && pwd)
. "$project/cmake/common.sh"

need_build_packages
need_packages python3 python3-jsonschema
build_plugin -DBUILD_TESTING=OFF || fail 'the build failed'
DCOMAUTH_PLUGINS=$build/plugins python3 "$project/tests/captures/test_golden.py" --renew
