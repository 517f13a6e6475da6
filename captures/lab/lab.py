# SPDX-License-Identifier: GPL-2.0-or-later
"""run.sh [--root RELEASE] [-o DIR] [-k] [-l] [SCENARIO...] | run.sh [...] differences [MISTAKE...]
| run.sh [...] two-points [SCENARIO...]

Makes the captures of the scenarios (default: all of them) in DIR, then their TRUTH.tsv; or those of
the mistakes of differences.toml in lab/differences, then differences.tsv; or those of
two_points.toml, two of each, in lab/two_points, then two_points.tsv."""
import argparse
import os
import pathlib
import shutil
import signal
import socket
import sys
import time
import tomllib

import differences
import heimdal_kdc
import mit_kdc
import pki
import samba_dc
import scenarios
import truth
import two_points
import world as lab
from steps import Steps
from world import World, ipv4, ipv6, run

HERE = pathlib.Path(__file__).parent
CLIENTS = ("ws1", "ws2", "ws3")
SETUP_VERBS = ("serve", "relay", "mtu", "become", "rule", "translate")

# Where is captured: the namespace, the card, and what of it.
CAPTURE_POINTS = {
    "bridge": (lab.WIRE, lab.BRIDGE,
               " or ".join(f"host {a(h)}" for h in CLIENTS for a in (ipv4, ipv6))),
    "client": (lab.BRANCH, "eth0", f"host {lab.BRANCH_ADDRESS}"),
    "server": (lab.WIRE, "app", f"host {ipv4('app')}"),
}


def point_of(step):
    """-> the capture point that a step starts, or None"""
    words = step.split()
    return (words[1:] or ["bridge"])[0] if words[0] == "capture" else None


class Lab:
    def __init__(self, work, out, say):
        self.out, self.say = out, say
        self.world = World(work)
        self.kdcs = {}

    def build(self):
        self.world.build()
        pki.build(self.world)
        self.kdcs = samba_dc.build(self.world, self.say) | mit_kdc.build(self.world, self.say)
        self.kdcs |= heimdal_kdc.build(self.world, self.say)
        self.make_keytabs()

    def make_keytabs(self):
        """Keytabs that go wrong: other keys, and other key versions, for the same names."""
        listing = run("klist", "-k", self.world.work / "domain.keytab").splitlines()[3:]
        version = next(int(line.split()[0]) for line in listing if "APP$" in line)
        computers = tomllib.loads((HERE / "accounts.toml").read_text())["computers"]
        names = [f"{spn}@{lab.REALM}" for c in computers.values() for spn in c["spn"]]
        for keytab, shift in (("wrong", 0), ("wrong-version", 7)):
            entries = "".join(
                f"addent -password -p {name} -k {version + shift} -e {kind}\n"
                "Another-Passw0rd!\n"
                for name in names
                for kind in ("aes256-cts", "aes128-cts", "arcfour-hmac"))
            run("ktutil", input=f"{entries}wkt {self.world.work / keytab}.keytab\nquit\n")
        entries = "addent -password -p host/elsewhere@CORP.EXAMPLE -k 1 -e aes256-cts\n"
        run("ktutil", input=f"{entries}Another-Passw0rd!\n"
                            f"wkt {self.world.work / 'elsewhere'}.keytab\nquit\n")

    def record(self, name, scenario, post=None):
        """One scenario from its clean start to its capture file, or to what post makes of it."""
        folder = self.world.work / "run"
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir()
        for kdc in self.kdcs:
            default = "healthy" if kdc == "dc1" else "off"
            self.kdcs[kdc].be(scenario.get(kdc, default))
        steps = Steps(self.world, self.kdcs, folder)
        explicit = any(point_of(step) for step in scenario["steps"])
        capturing = False
        try:
            for step in scenario["steps"]:
                words = step.split()
                setup = len(words) > 1 and words[1] in SETUP_VERBS
                if point_of(step) or not (explicit or capturing or setup):
                    self.start_capture(folder, point_of(step) or "bridge", scenario)
                    capturing = True
                if step == "capture-end":
                    self.stop_captures()
                elif not point_of(step):
                    steps.do(step)
            steps.join()
            self.stop_captures()
        finally:
            steps.clean_up()
            self.stop_scenario()
        (post or self.post)(folder, scenario, self.out / f"{name}.pcapng")

    def start_capture(self, folder, point, scenario):
        space, card, filter_ = CAPTURE_POINTS[point]
        log = self.world.work / f"dumpcap-{point}.log"
        log.unlink(missing_ok=True)
        self.world.start(f"dumpcap-{point}", space,
                         ["dumpcap", "-q", "-P", "-i", card, "-f", filter_,
                          "-w", folder / f"{point}.pcap", "-s", scenario.get("snaplen", 262144)],
                         ready=lambda: log.exists() and "File:" in log.read_text())
        time.sleep(0.3)

    def stop_captures(self):
        running = [name for name in self.world.running if name.startswith("dumpcap-")]
        if running:
            time.sleep(0.8)
        for name in running:
            self.world.stop(name, signal.SIGINT)

    def stop_scenario(self):
        for name in list(self.world.running):
            if name not in self.kdcs:
                self.world.stop(name)

    def post(self, folder, scenario, target):
        """What some scenarios do to the file: see every packet twice, cut it."""
        raw = folder / "bridge.pcap"
        if scenario.get("twice"):
            late, merged = raw.with_suffix(".late"), raw.with_suffix(".merged")
            run("editcap", "-t", "0.00004", raw, late)
            run("mergecap", "-F", "pcap", "-w", merged, raw, late)
            raw = merged
        # Written anew, because dumpcap's own pcapng names the processor and kernel it ran on.
        run("editcap", "-F", "pcapng", raw, target)


def make_corpus(lab, tables, wanted):
    """The captures of the scenarios, then their truth. -> the exit status"""
    names = [n for n in tables if not wanted or any(w in n for w in wanted)]
    failed = []
    for name in names:
        lab.say(name)
        try:
            lab.record(name, tables[name])
        except (RuntimeError, OSError, KeyError) as error:
            failed.append(name)
            lab.say(f"{name} FAILED: {error}")
    unresolved = truth.write(lab.out, names if wanted else ())
    print("\n".join(unresolved), end="\n" if unresolved else "")
    lab.say(f"{len(names) - len(failed)} captures made, {len(failed)} failed, "
            f"{len(unresolved)} not as expected")
    return 1 if failed or unresolved else 0


def make_differences(lab, wanted):
    """The captures of the mistakes, then their table. -> the exit status"""
    failed = differences.record(lab, wanted)
    lab.say(f"failed: {', '.join(failed)}" if failed else "differences.tsv written")
    return 1 if failed else 0


def make_two_points(lab, wanted):
    """The captures of the two points, then their table. -> the exit status"""
    failed = two_points.record(lab, wanted)
    lab.say("\n".join(failed) if failed else "two_points.tsv written")
    return 1 if failed else 0


# What else than the corpus can be made: its tables, and how.
OTHERS = {
    "differences": (differences.load, make_differences),
    "two-points": (two_points.load, make_two_points),
}


def arguments():
    parser = argparse.ArgumentParser(prog="run.sh", description=__doc__)
    parser.add_argument("-o", dest="out", type=pathlib.Path, default=HERE.parent)
    parser.add_argument("-k", dest="keep", action="store_true", help="keep the work folder")
    parser.add_argument("-l", dest="list", action="store_true", help="list the scenarios")
    parser.add_argument("scenario", nargs="*")
    return parser.parse_args()


def main():
    args = arguments()
    wanted = args.scenario
    other = OTHERS.get(wanted[0]) if wanted else None
    tables = other[0]() if other else scenarios.load()
    if args.list:
        for name, table in tables.items():
            print(f"{name}: {table['about']}")
        return 0
    wanted = wanted[1:] if other else wanted
    if wanted and not any(word in name for name in tables for word in wanted):
        raise SystemExit("no such scenario; -l lists them")
    args.out.mkdir(parents=True, exist_ok=True)
    # What NTLM clients send as their workstation.
    socket.sethostname("lab")
    work = pathlib.Path(os.environ["LAB_WORK"])
    # Daemons that drop privileges have to reach their sockets in here.
    work.chmod(0o755)
    began = time.monotonic()

    def say(text):
        print(f"{time.monotonic() - began:6.1f} {text}", flush=True)

    lab_ = Lab(work, args.out.resolve(), say)
    try:
        lab_.build()
        return other[1](lab_, wanted) if other else make_corpus(lab_, tables, wanted)
    finally:
        lab_.world.tear_down()
        if args.keep:
            (work / "keep").touch()
            say(f"work folder: {work}")


if __name__ == "__main__":
    sys.exit(main())
