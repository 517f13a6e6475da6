#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""What people do without the plugin: for each refusal, the latest KRB-ERROR of the same client.

    tshark -r FILE -Y 'kerberos.error_code or dcerpc.pkt_type in {3,12,13,15}' -T json | today.py
"""
import json
import sys

FAULT, BIND_NAK = "3", "13"


def first(tree, name):
    """-> the first value of this name at any depth, or None"""
    if isinstance(tree, list):
        tree = dict(enumerate(tree))
    if not isinstance(tree, dict):
        return None
    if name in tree:
        return tree[name]
    return next((found for part in tree.values() if (found := first(part, name)) is not None), None)


def main():
    errors = {}
    for packet in json.load(sys.stdin):
        layers = packet["_source"]["layers"]
        frame = layers["frame"]["frame.number"]
        client = first(layers, "ip.dst") or first(layers, "ipv6.dst")
        code = first(layers, "kerberos.error_code")
        if code is not None:
            errors[client] = frame, code
        if first(layers, "dcerpc.pkt_type") in (FAULT, BIND_NAK):
            print(frame, client, *errors.get(client, ("-", "-")))


if __name__ == "__main__":
    main()
