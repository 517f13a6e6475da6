# SPDX-License-Identifier: GPL-2.0-or-later
"""table.py README.md: writes the tables of captures and differences between the README's marks."""
import csv
import pathlib
import sys
import tomllib

import differences
import scenarios

BEGIN, END = "<!-- captures: written by lab/table.py -->\n", "<!-- end of captures -->\n"
MISTAKES = "<!-- differences: written by lab/table.py -->\n"
MISTAKES_END = "<!-- end of differences -->\n"
WITHOUT_SCENARIO = pathlib.Path(__file__).with_name("without_scenario.toml")


def expected(rows):
    """The verdicts of a capture's rows, each once, in order."""
    texts = []
    for row in rows:
        ids = row["verdict_ids"].replace("|", " or ")
        if row["verdict"] == "OK":
            text = "healthy" if ids == "-" else f"note: {ids}"
        elif row["verdict"] == "CLIENT_ABANDONED":
            text = f"note: {ids}"
        elif row["verdict"] == "TRUNCATED":
            text = "nothing may be claimed"
        else:
            text = ids + (" (works by NTLM)" if row["verdict"].endswith("NTLM_OK")
                          or row["verdict"] == "NTLM_FALLBACK_OK" else "")
        texts.append(text)
    return ", ".join(f"{texts.count(t)} × {t}" if texts.count(t) > 1 else t
                     for t in dict.fromkeys(texts)) or "no finding"


def made_by(producers):
    """The producers in short: client, KDC, server."""
    words = {"GSSAPI client": "MIT client", "impacket": "impacket", "rpcclient": "rpcclient",
             "Wine": "Wine", "node-dcom": "node-dcom", "KDC: MIT": "MIT KDC",
             "KDC: Heimdal": "Heimdal KDC", "KDC: Samba": "Samba KDC",
             "rpc_server.py": "rpc_server.py", "RPC layer scripted, acceptor real MIT GSSAPI 1.21":
             "scripted server", "RPC server: Samba": "Samba server"}
    return ", ".join(short for long, short in words.items() if long in producers)


def described(rows):
    """Every capture of the corpus by name: what it is about, and who made it."""
    captures = {name: dict(scenario, producers=scenarios.producers(scenario, scenarios.DEBIAN_12))
                for name, scenario in scenarios.load().items()}
    others = tomllib.loads(WITHOUT_SCENARIO.read_text())
    captures |= {name: {"about": about} for name, about in others["recorded"].items()}
    captures |= others["rebuilt"]
    for name in [*others["recorded"], *others["rebuilt"]]:
        captures[name]["producers"] = "; ".join(row["producers"] for row in rows
                                                if row["capture"] == f"{name}.pcapng")
    return captures


def table(folder):
    with open(folder / "TRUTH.tsv", newline="") as file:
        rows = list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))
    lines = ["| capture | scenario | made by | synthetic | expected |",
             "| --- | --- | --- | --- | --- |"]
    for name, scenario in described(rows).items():
        mine = [r for r in rows if r["capture"] == f"{name}.pcapng"]
        lines.append(f"| {name} | {scenario['about']} | {made_by(scenario['producers'])} | "
                     f"{scenario.get('synthetic', '')} | {expected(mine)} |")
    return "\n".join(lines) + "\n"


def between(text, begin, end, what):
    before, rest = text.split(begin)
    return before + begin + "\n" + what + "\n" + end + rest.split(end)[1]


def main():
    readme = pathlib.Path(sys.argv[1])
    text = between(readme.read_text(), BEGIN, END, table(readme.parent))
    mistakes = "\n".join(differences.page_lines()) + "\n"
    readme.write_text(between(text, MISTAKES, MISTAKES_END, mistakes))


if __name__ == "__main__":
    main()
