#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# Builds, and takes the pictures in tests/gui/screenshots anew with the installed Wireshark:
#
#     sh tests/gui/screenshots.sh [FOLDER]
#
# Their names begin with its version; those of another version come from a root of that Debian.
set -eu

project=$(CDPATH='' cd -- "$(dirname -- "$0")/../.." && pwd)
. "$project/cmake/common.sh"

folder=${1:-$project/tests/gui/screenshots}

need_build_packages
need_packages python3 wireshark xvfb xdotool imagemagick tesseract-ocr chromium
build_plugin -DBUILD_TESTING=OFF || fail 'the build failed'
mkdir -p "$folder"
DCOMAUTH_PLUGINS=$build/plugins python3 -B "$project/tests/gui/screenshots.py" "$folder"
