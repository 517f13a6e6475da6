#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""The pane, played by a driver inside Wireshark (driver/) on a screen of its own.

    test_pane.py [SCENARIO...]        all of them if none is named

Nothing is read from the screen: the driver looks at models and widgets. Ends with 77 where a
program is missing. $DCOMAUTH_CYCLES: how often files are opened and closed; $DCOMAUTH_CROWD_FRAMES:
the least frames of the capture with very many findings.
"""
import json
import os
import pathlib
import re
import shutil
import subprocess
import sys
import threading
import time

import desktop
import pcapng

SKIPPED = 77
PROGRAMS = ("Xvfb", "wireshark", "tshark")
CAPTURES = desktop.PROJECT / "captures"
FILE = CAPTURES / "three_clients_interleaved.pcapng"  # four findings
SECOND = CAPTURES / "origin_tgt_rejected_by_dc2.pcapng"  # one
OTHER = CAPTURES / "healthy_samba_tcp.pcapng"
ANSWER = 121  # of the first finding; the next one's is in frame 149
CYCLES = os.environ.get("DCOMAUTH_CYCLES", "8")
DRIVER = pathlib.Path(os.environ.get("DCOMAUTH_DRIVER_LIBRARY",
                                     desktop.PROJECT / "build/tests/gui/dcomauth_driver.so"))
CROWD_PATIENCE = 1800
CROWD_FRAMES = os.environ.get("DCOMAUTH_CROWD_FRAMES", "0")  # at least
CROWD_SHARE = 0.02  # of what a reset of the list costs
MEMCHECK_PATIENCE = 3600
# Whoever asked these for memory, or had them read it, is to blame.
SERVANTS = re.compile(r"\(in [^)]*/(?:vgpreload|ld-linux|libc\.|libstdc|libglib|libQt)")
FRAME = re.compile(r"(?m)^==\d+== +(?:at|by) 0x[0-9A-F]+: (.*)$")
LOST_ONCE = re.compile(r"bytes in 1 blocks are definitely lost")
OURS = re.compile(r"\(in [^)]*/dcomauth(?:\.so|-pane)")
NO_PANE = "dcomauth: there is no pane: "


class Failure(Exception):
    """A scenario did not go as it should."""


def variables(screen, scenario, **more):
    files = {"FILE": screen.copy(FILE), "SECOND": screen.copy(SECOND),
             "OTHER": screen.copy(OTHER), "FOLDER": screen.home, "CYCLES": CYCLES, **more}
    return {"LD_PRELOAD": str(screen.copy(DRIVER)), "DCOMAUTH_DRIVER": scenario,
            **{f"DCOMAUTH_DRIVER_{name}": str(value) for name, value in files.items()}}


def drive(screen, scenario, *options, **more):
    """Plays the scenario to its end. -> what Wireshark said that it does not say everywhere"""
    screen.run_wireshark(variables(screen, scenario, **more), *options)
    return finish(screen)


def finish(screen, patience=desktop.PATIENCE * 8):
    status = screen.wireshark.wait(patience)
    said = screen.log.read_text(errors="replace")
    print("".join(f"#   {line}\n" for line in said.splitlines() if line.startswith("not ok")),
          end="")
    if status:
        raise Failure(f"Wireshark ended with {status}: {said[-800:]}")
    if "driver: 0 failed" not in said:
        raise Failure("the driver found faults, or did not come to its end: " + said[-800:])
    ours = re.compile(r"^(ok \d|driver: 0 failed)")
    return [line for line in screen.complaints() if not ours.match(line)]


def expect_silence(complaints):
    if complaints:
        raise Failure("; ".join(complaints[:5]))


def play(scenario):
    def run(screen):
        expect_silence(drive(screen, scenario))

    return run


def places(screen):
    expect_silence(drive(screen, "places"))
    expect_silence(drive(screen, "return"))


def damaged_place(screen):
    """What is in the file of the pane's place may be anything."""
    state = screen.home / ".config" / "wireshark" / "dcomauth_pane"
    state.write_bytes(b"[General]\narea=77\nsize=@Size(-5 999999)\nacross=1, x\nvisible=maybe\n"
                      b"geometry=@ByteArray(\\0\\xff)\ncolumns=@ByteArray(\\x1\\x2)\n\xff\x00")
    state.chmod(0o666)
    drive(screen, "choices")


def uninvited(screen):
    expect_silence(drive(screen, "uninvited", "-o", "dcomauth.open_pane:FALSE"))


def no_pane(screen, reason):
    """Everything else works, and one line says why there is no pane."""
    complaints = drive(screen, "absence")
    if len(complaints) != 1 or not complaints[0].startswith(NO_PANE) or reason not in complaints[0]:
        raise Failure(f"{complaints} for {reason}")


def modules(screen):
    return list((screen.folder / "plugins").glob("*/epan/dcomauth-pane.*"))


def without_module(screen):
    for module in modules(screen):
        module.unlink()
    no_pane(screen, "not installed")


def with_other_names(screen):
    for module in modules(screen):
        whole = module.read_bytes()
        for name, reason in ((b"WiresharkMainWindow", "another name"),
                             (b"appInitialized()", "ready")):
            module.write_bytes(whole.replace(name, name[:-3] + b"???"))
            no_pane(screen, reason)


def with_damaged_module(screen):
    for module in modules(screen):
        module.write_bytes(b"\x7fELF, but not for long")
    no_pane(screen, "")


def begin(pipe, first):
    """Writes until somebody has read it all: who only looks at the pipe goes before that."""
    while True:
        out = open(pipe, "wb", buffering=0)
        try:
            if out.write(first) == len(first):
                return out
        except BrokenPipeError:
            pass
        out.close()


def feed(pipe, first, rest, folder):
    """Writes the first part of a capture into the pipe, the rest when the driver asks for it."""
    with begin(pipe, first) as out:
        for name, part in (("more", rest), ("end", b"")):
            while not (folder / name).exists():
                time.sleep(0.1)
            out.write(part)


def live(screen):
    pipe = screen.home / "pipe"
    os.mkfifo(pipe, 0o666)
    pipe.chmod(0o666)
    parts = pcapng.split(FILE.read_bytes(), ANSWER + 5)
    threading.Thread(target=feed, args=(pipe, *parts, screen.home), daemon=True).start()
    screen.run_wireshark(variables(screen, "live", FIRST=1, ALL=4), "-k", "-i", pipe)
    # Wireshark would ask what to do with the packets: what the driver says last is enough.
    screen.wait(lambda: "driver: " in screen.log.read_text(errors="replace"), "end of the scenario",
                desktop.PATIENCE * 3)
    said = screen.log.read_text(errors="replace")
    if "driver: 0 failed" not in said:
        raise Failure(said[-800:])


def crowd(screen):
    """Only if named, for it takes a minute: what a refresh costs with very many findings."""
    if not shutil.which("valgrind"):
        raise Failure("there is no valgrind")
    capture = screen.folder / "crowd.pcap"
    # What else is on a network would cost valgrind minutes, and the list nothing.
    subprocess.run([sys.executable, "-B", desktop.PROJECT / "tests/bench/crowd.py", capture,
                    "--frames", CROWD_FRAMES], check=True)
    facts = json.loads(capture.with_suffix(".json").read_text())
    pipe = screen.home / "pipe"
    os.mkfifo(pipe, 0o666)
    pipe.chmod(0o666)
    parts = pcapng.split_pcap(capture.read_bytes(), facts["before_last"])
    threading.Thread(target=feed, args=(pipe, *parts, screen.home), daemon=True).start()
    counts = screen.home / "counts"
    screen.start_under(["valgrind", "--tool=callgrind", "--instr-atstart=no",
                        f"--callgrind-out-file={counts}"],
                       {**variables(screen, "crowd", BEFORE=facts["before_last"],
                                    ALL=facts["frames"]), "QT_ENABLE_REGEXP_JIT": "0"},
                       "-k", "-i", pipe)
    screen.wait(lambda: "driver: " in screen.log.read_text(errors="replace"),
                "end of the scenario", CROWD_PATIENCE)
    said = screen.log.read_text(errors="replace")
    if "driver: 0 failed" not in said:
        raise Failure(said[-800:])
    costs = {}
    for file in screen.home.glob("counts.*"):
        text = file.read_text(errors="replace")
        name = re.search(r"^desc: Trigger: Client Request: (\w+)", text, re.MULTILINE)
        total = re.search(r"^(?:totals|summary): (\d+)", text, re.MULTILINE)
        if name and total:
            costs[name[1]] = int(total[1])
    if not {"refresh", "reset"} <= costs.keys():
        raise Failure("nothing was counted: the driver needs valgrind/callgrind.h")
    share = costs["refresh"] / costs["reset"]
    counts = ", ".join(f"{name}: {cost:,} instructions" for name, cost in costs.items())
    print(f"# {counts}; a refresh is {share:.1%} of a reset")
    if share > CROWD_SHARE:
        raise Failure(f"a refresh costs {share:.1%} of a reset")


def large(screen):
    """Everything half as large again, as on a screen with many points."""
    screen.run_wireshark({**variables(screen, "choices"), "QT_SCALE_FACTOR": "1.5"})
    finish(screen)


def is_ours(block):
    """Whether what valgrind complains of was done by the plugin or its pane.

    Wireshark's plugin_if_…() lose a few bytes with every call, whoever calls. What a variable of
    the plugin holds at the end, one block, is lost as Wireshark unloads the plugin.
    """
    frames = [frame for frame in FRAME.findall(block) if not SERVANTS.search(frame)]
    once = LOST_ONCE.search(block)
    return bool(frames and OURS.search(frames[0]) and not once)


def memcheck(screen):
    """Only if named, for it takes minutes: valgrind looks on while files are opened and closed."""
    log = screen.home / "memcheck"
    screen.start_under(["valgrind", "--tool=memcheck", "--leak-check=full", "--num-callers=40",
                        "--keep-debuginfo=yes", f"--log-file={log}"],
                       {**variables(screen, "cycles"), "QT_ENABLE_REGEXP_JIT": "0"})
    finish(screen, MEMCHECK_PATIENCE)
    text = log.read_text(errors="replace")
    blocks = [block for block in re.split(r"(?m)^==\d+== *\n", text) if FRAME.search(block)]
    ours = [block for block in blocks if is_ours(block)]
    print(f"# {len(blocks)} complaints of valgrind, {len(ours)} of them about the plugin")
    if ours:
        raise Failure("\n".join(block[:1500] for block in ours[:5]))


def tshark_without_qt(screen):
    """The module of the pane, and with it Qt, is never mapped into tshark."""
    said = subprocess.run(
        screen.command("tshark", "-r", screen.copy(FILE), "-q", "-z", "dcomauth"),
        env={**screen.variables(), "LD_DEBUG": "files"}, capture_output=True, check=True)
    loaded = said.stderr.decode(errors="replace")
    if "dcomauth.so" not in loaded:
        raise Failure("LD_DEBUG does not tell of dcomauth.so")
    if re.search(r"libQt|dcomauth-pane", loaded):
        raise Failure("tshark loads Qt")


SCENARIOS = {
    "first_screen": play("first-screen"), "choices": play("choices"), "actions": play("actions"),
    "keys": play("keys"), "places": places, "damaged_place": damaged_place,
    "uninvited": uninvited, "without_module": without_module,
    "with_other_names": with_other_names, "with_damaged_module": with_damaged_module,
    "walk": play("walk"), "live": live, "tshark_without_qt": tshark_without_qt,
    "large": large, "statistics": play("statistics"), "cycles": play("cycles"),
}


ON_DEMAND = {"crowd": crowd, "memcheck": memcheck}


def main():
    missing = [program for program in PROGRAMS if not shutil.which(program)]
    if missing or not DRIVER.exists():
        print(f"skipped: there is no {', '.join(missing) or DRIVER}")
        return SKIPPED
    failed = 0
    for number, name in enumerate(sys.argv[1:] or SCENARIOS, 1):
        try:
            with desktop.Desktop() as screen:
                {**SCENARIOS, **ON_DEMAND}[name](screen)
            print(f"ok {number} - {name.replace('_', ' ')}", flush=True)
        except (Failure, desktop.Surprise, subprocess.SubprocessError) as failure:
            failed += 1
            print(f"not ok {number} - {name.replace('_', ' ')}\n#     {failure}", flush=True)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
