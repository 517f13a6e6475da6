# SPDX-License-Identifier: GPL-2.0-or-later
"""Shows that clean.py leaves no name and no address, and the messages as they were.

    check_clean.py CAPTURE...

tests/captures/test_clean.py compares the findings of the plugin as well."""
import argparse
import pathlib
import sys
import tempfile

import wire

sys.path.insert(0, str(pathlib.Path(__file__).parent.parent))
import clean  # noqa: E402, the path has to be set first


def shape(path):
    """The capture without names: frames, messages, codes, encryption types."""
    out = []
    for frame in wire.read(path):
        for message in frame.kerberos + [p.token for p in frame.rpc if p.token]:
            message.sname, message.cname = len(message.sname), len(message.cname)
        out.append((frame.number, frame.ports, frame.stream, sorted(frame.tcp),
                    str(frame.kerberos), str(frame.rpc), frame.smb_setup))
    return out


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("capture", nargs="+", type=pathlib.Path)
    args = parser.parse_args()
    bad = 0
    with tempfile.TemporaryDirectory() as folder:
        cleaned = pathlib.Path(folder, "clean.pcapng")
        for capture in args.capture:
            names, addresses = clean.clean(capture, cleaned)
            problems = clean.leftovers(cleaned, names.words, addresses)
            if shape(capture) != shape(cleaned):
                problems.append("other messages than before")
            bad += bool(problems)
            if problems:
                print(f"{capture.name}: {', '.join(problems)}")
    print(f"{len(args.capture)} captures cleaned, {bad} not as they should be")
    return bad > 0


if __name__ == "__main__":
    sys.exit(main())
