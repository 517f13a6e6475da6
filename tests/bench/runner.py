# SPDX-License-Identifier: GPL-2.0-or-later
"""Runs tshark as an unprivileged user, with or without the plugin, here or in another root.

The plugin lies in the user's own plugin folder, so that Wireshark's own plugins (TRANSUM) stay
loaded.
"""
import os
import pathlib
import re
import shutil
import subprocess
import tempfile
from dataclasses import dataclass

import pcapfile

NOBODY = 65534
PLUGIN = "dcomauth.so"
USER_PLUGINS = re.compile(r"^Personal Plugins:\s*(\S+)", re.MULTILINE)
COLLECTED = re.compile(rb"^(?:summary|totals): (\d+)", re.MULTILINE)


@dataclass(frozen=True)
class Variant:
    """A way to run tshark: with the plugin or without, and with which options."""

    name: str
    plugin: bool
    options: tuple = ()


@dataclass(frozen=True)
class Usage:
    """What a run took: user time in seconds, peak memory in MiB."""

    user: float
    peak: float

    def __add__(self, other):
        return Usage(self.user + other.user, self.peak + other.peak)


class Failed(Exception):
    """tshark or valgrind did not end well."""


class Tshark:
    """tshark of this system, or of a root folder (a Debian made by tests/matrix.sh)."""

    def __init__(self, plugins, root=None, program="tshark"):
        self._root = root.resolve() if root else None
        self._program = program
        base = self._root / "var/tmp" if self._root else pathlib.Path("/var/tmp")
        self._folder = tempfile.TemporaryDirectory(prefix="dcomauth-bench-", dir=base)
        self.folder = pathlib.Path(self._folder.name)
        self.folder.chmod(0o755)
        for name in ("with", "without", "out"):
            (self.folder / name).mkdir()
            (self.folder / name).chmod(0o777)
        self._install(plugins)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self._folder.cleanup()

    def _install(self, plugins):
        modules = list(plugins.glob(f"*/epan/{PLUGIN}"))
        if len(modules) != 1:
            raise SystemExit(f"no plugin, or several, in {plugins}")
        # Which folder it is differs between versions; it is asked for with the version at its end.
        folders = USER_PLUGINS.search(self._text(Variant("", True), "-G", "folders"))
        home = self._outside(folders[1]) / "epan"
        home.mkdir(parents=True)
        shutil.copyfile(modules[0], home / PLUGIN)
        for path in (self.folder / "with").rglob("*"):
            path.chmod(0o755)
        if PLUGIN not in self._text(Variant("", True), "-G", "plugins"):
            raise SystemExit(f"{self.version()} does not load the plugin of {plugins}")
        if PLUGIN in self._text(Variant("", False), "-G", "plugins"):
            raise SystemExit("the plugin is installed for everybody: nothing to compare with")

    def _inside(self, path):
        """-> the path as tshark sees it"""
        return f"/{path.relative_to(self._root)}" if self._root else str(path)

    def _outside(self, path):
        return self._root / path.lstrip("/") if self._root else pathlib.Path(path)

    def _command(self, variant, tool, arguments):
        enter = []
        if self._root:
            enter = ["unshare", "--mount", "--propagation", "private", "--pid", "--fork",
                     "--kill-child", f"--mount-proc={self._root}/proc", "chroot", self._root]
        drop = []
        if os.getuid() == 0:
            drop = ["setpriv", f"--reuid={NOBODY}", f"--regid={NOBODY}", "--clear-groups"]
        home = self._inside(self.folder / ("with" if variant.plugin else "without"))
        environment = ["env", "-i", "PATH=/usr/bin:/bin:/usr/local/bin", f"HOME={home}",
                       "LC_ALL=C.UTF-8", "TZ=UTC"]
        return [*map(str, [*enter, *drop, *environment, *tool, self._program, *variant.options,
                           *arguments])]

    def _start(self, variant, arguments, tool=(), out=subprocess.DEVNULL):
        return subprocess.Popen(self._command(variant, tool, arguments), stdout=out,
                                stdin=subprocess.DEVNULL, stderr=subprocess.PIPE)

    def _text(self, variant, *arguments):
        process = self._start(variant, arguments, out=subprocess.PIPE)
        return process.communicate()[0].decode()

    def version(self):
        return self._text(Variant("", False), "--version").splitlines()[0]

    def take(self, path, first=None, count=None):
        """-> the capture, or a slice of it, where tshark may read it"""
        if count:
            taken = self.folder / f"{path.stem}-{first}-{count}.pcap"
            if not taken.exists():
                pcapfile.slice_file(path, taken, first, count)
            return taken
        taken = self.folder / path.name
        if not taken.exists():
            try:
                taken.hardlink_to(path)
            except OSError:
                shutil.copyfile(path, taken)
            taken.chmod(0o644)
        return taken

    def run(self, variant, capture, options, out=subprocess.DEVNULL, reader=None):
        """-> Usage, of tshark and of the program that reads its output"""
        arguments = ["-r", self._inside(capture), *options]
        if not reader:
            return _wait(self._start(variant, arguments, out=out))
        tshark = self._start(variant, arguments, out=subprocess.PIPE)
        script = subprocess.Popen(reader, stdin=tshark.stdout, stdout=out, stderr=subprocess.PIPE)
        tshark.stdout.close()
        return _wait(tshark) + _wait(script)

    def count(self, capture):
        """-> how many frames it has"""
        return len(self.matching(self.take(capture), "frame"))

    def matching(self, capture, display_filter):
        """-> the numbers of the frames that match"""
        numbers = self._text(Variant("", False), "-r", self._inside(capture), "-Y", display_filter,
                             "-T", "fields", "-e", "frame.number")
        return [int(number) for number in numbers.split()]

    def save(self, variant, capture, options, target):
        """Writes what tshark says into a file."""
        with open(target, "wb") as out:
            self.run(variant, capture, options, out)

    def instructions(self, variant, capture, options, keep=None, inside=None):
        """-> how many were executed, start-up included; keep: for callgrind_annotate; inside: a
        function, of which alone they are counted"""
        profile = self.folder / "out" / "callgrind"
        tool = ["valgrind", "--tool=callgrind", "--vgdb=no",
                f"--callgrind-out-file={self._inside(profile)}"]
        if inside:
            tool.append(f"--toggle-collect={inside}")
        _wait(self._start(variant, ["-r", self._inside(capture), *options], tool))
        counted = COLLECTED.search(profile.read_bytes())
        if keep:
            shutil.copyfile(profile, keep)
        profile.unlink()
        return int(counted[1])


def _wait(process):
    try:
        complaint = process.stderr.read()
        _, status, used = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    finally:
        process.stderr.close()
        if process.returncode is None:
            process.kill()
            process.wait()
    if process.returncode:
        raise Failed(f"{process.args} ended with {process.returncode}: "
                     f"{complaint[-500:].decode(errors='replace')}")
    return Usage(used.ru_utime, used.ru_maxrss / 1024)
