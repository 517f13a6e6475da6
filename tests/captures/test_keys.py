#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""What scripts find below the dcomauth layer: in -T json keys that are registered fields, and the
client and the codes among them; in -T ek values of the types that -G elastic-mapping announces.
"""
import datetime
import functools
import ipaddress
import json
import sys

import harness

# tshark adds this to the key of a field that has a value, for what is below it.
BELOW = "_tree"
LAYER = "dcomauth"
ALWAYS = {"dcomauth.finding", "dcomauth.role", "dcomauth.client", "dcomauth.server",
          "dcomauth.verdict", "dcomauth.call", "dcomauth.evidence_list"}


def is_a(convert, value):
    try:
        convert(value)
    except ValueError:
        return False
    return True


# What Elasticsearch takes for a type.
TYPES = {
    "short": lambda value: is_a(int, value) and -2**15 <= int(value) < 2**15,
    "integer": lambda value: is_a(int, value) and -2**31 <= int(value) < 2**31,
    "long": lambda value: is_a(int, value) and -2**63 <= int(value) < 2**63,
    "float": lambda value: is_a(float, value),
    "ip": lambda value: is_a(ipaddress.ip_address, value),
    "date": lambda value: is_a(datetime.datetime.fromisoformat, value),
}


def registered(bench):
    """-> the names of all fields and protocols"""
    lines = bench.tshark("-G", "fields").out.decode().splitlines()
    return {line.split("\t")[2] for line in lines if line.count("\t") > 1}


def announced(bench):
    """-> {key: type} of our fields; a string has none"""
    mapping = json.loads(bench.tshark("-G", "elastic-mapping", "--elastic-mapping-filter",
                                      LAYER).out)
    mapping = mapping.get("mappings", mapping.get("template", mapping))
    layers = mapping.get("doc", mapping)["properties"]["layers"]["properties"]
    return {key: value["type"] for key, value in layers[LAYER]["properties"].items()}


def pairs_below(value):
    """All (key, value) of a JSON object that was read as lists of pairs, at every depth."""
    if isinstance(value, list):
        for key, below in value:
            yield key, below
            yield from pairs_below(below)


def layers_of(bench, capture):
    """-> the dcomauth layers of all packets, as lists of pairs: tshark repeats keys"""
    out = bench.tshark("-2", "-r", bench.copy(capture), "-Y", LAYER, "-T", "json").out
    packets = json.loads(out, object_pairs_hook=lambda pairs: [tuple(pair) for pair in pairs])
    for packet in packets:
        yield from (value for key, value in dict(dict(packet)["_source"])["layers"]
                    if key == LAYER)


def check_json(bench, names, capture):
    problems = []
    for layer in layers_of(bench, capture):
        top = {key for key, _ in layer}
        keys = {key.removesuffix(BELOW) for key, _ in pairs_below(layer)}
        problems += [f"{key!r} is no field" for key in sorted(keys - names)]
        if "dcomauth.summary" in top:
            problems += [f"no {key}" for key in sorted(ALWAYS - top)]
        if "dcomauth.krb_error_frame" in keys and "dcomauth.krb_error_code" not in keys:
            problems.append("no code of a KRB-ERROR")
    return problems


def check_ek(bench, types, capture):
    out = bench.tshark("-2", "-r", bench.copy(capture), "-Y", LAYER, "-T", "ek").out
    problems = []
    for line in out.splitlines():
        layers = json.loads(line).get("layers", {}).get(LAYER, {})
        for layer in layers if isinstance(layers, list) else [layers]:
            for key, values in layer.items():
                wrong = [value for value in (values if isinstance(values, list) else [values])
                         if key in types and not TYPES[types[key]](value)]
                problems += [f"{key} is announced as {types[key]}: {value}" for value in wrong]
    return problems


def check_origin(bench):
    """The values of the case that the README tells."""
    pairs = [pair for layer in layers_of(bench, harness.CAPTURES
                                         / "origin_tgt_rejected_by_dc2.pcapng")
             for pair in pairs_below(layer)]
    wanted = [("dcomauth.client", "10.20.30.101"), ("dcomauth.status", "5"),
              ("dcomauth.krb_error_code", "14"), ("dcomauth.evidence_kind", "kdc-refused")]
    return [f"no {pair}" for pair in wanted if pair not in pairs]


def check_announced(types):
    wanted = {"status": "long", "hresult": "long", "nt_status": "long", "clock_skew": "float",
              "client_ip": "ip", "answer_frame": "long", "auth_type": "short"}
    got = {name: types.get(f"dcomauth_dcomauth_{name}") for name in wanted}
    return [] if got == wanted else [f"announced are {got}"]


def main():
    with harness.Bench() as bench:
        names, types = registered(bench), announced(bench)
        checks = [("types that are announced", functools.partial(check_announced, types)),
                  ("the origin case", functools.partial(check_origin, bench))]
        for capture in harness.captures():
            checks += [(f"{capture.stem}: json",
                        functools.partial(check_json, bench, names, capture)),
                       (f"{capture.stem}: ek", functools.partial(check_ek, bench, types, capture))]
        return harness.run_checks(checks)


if __name__ == "__main__":
    sys.exit(main())
