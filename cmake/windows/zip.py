#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""The ZIP of one series: zip.py PROJECT MODULE VERSION SERIES ZIP

Equal files give an equal ZIP: order, times and rights do not come from the file system.
"""
import pathlib
import sys
import zipfile

LONG_AGO = (1980, 1, 1, 0, 0, 0)  # the earliest that a ZIP can say
READABLE = 0o100644 << 16


def text(path, words):
    """With the names in place, and lines that end as on Windows."""
    content = path.read_text(encoding="utf-8")
    for name, value in words.items():
        content = content.replace(f"@{name}@", value)
    return content.replace("\n", "\r\n").encode()


def contents(project, module, words):
    """Pairs of name and bytes."""
    windows = project / "cmake/windows"
    yield "dcomauth.dll", module.read_bytes()
    for name in ("INSTALL.txt", "diagnose.ps1", "install.cmd"):
        yield name, text(windows / name, words)
    yield "COPYING.txt", text(project / "COPYING", {})
    for path in sorted((project / "plugin/profile").iterdir()):
        yield f"profile/{path.name}", path.read_bytes()


def main(project, module, version, series, target):
    words = {"version": version, "series": series}
    top = pathlib.Path(target).stem
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for name, content in contents(pathlib.Path(project), pathlib.Path(module), words):
            entry = zipfile.ZipInfo(f"{top}/{name}", LONG_AGO)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.create_system = 0
            entry.external_attr = READABLE
            archive.writestr(entry, content, compresslevel=9)


if __name__ == "__main__":
    main(*sys.argv[1:])
