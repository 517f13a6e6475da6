# SPDX-License-Identifier: GPL-2.0-or-later
"""The machine, the programs and the captures, for whoever reads the numbers."""
import os
import pathlib
import platform


def _processor():
    for line in pathlib.Path("/proc/cpuinfo").read_text().splitlines():
        if line.startswith("model name"):
            return line.split(":", 1)[1].strip()
    return platform.machine()


def _capture(name, facts):
    share = 100 * facts["authentication"] / facts["frames"]
    return (f"- `{name}`: {facts['frames']:,} frames, {facts['bytes'] / 1e6:,.0f} MB, "
            f"{facts['seconds']:,.0f} s, a Kerberos or RPC PDU ends in {share:.1f} % of the "
            "frames")


def machine_facts(tshark, bench):
    """-> Markdown"""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    names = [path.stem for path in sorted(bench.folder.glob("*.pcap"))
             if not path.stem.startswith("grow-")]
    return "\n".join([
        f"- {tshark.version().rstrip('.')}",
        f"- {_processor()}, {os.cpu_count()} cores, {memory:.0f} GiB; Linux {platform.release()}",
        *(_capture(name, bench.facts(name)) for name in names)])
