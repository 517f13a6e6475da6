# SPDX-License-Identifier: GPL-2.0-or-later
"""A screen of its own (Xvfb), Wireshark with the freshly built plugin on it, and somebody who reads
what is on the screen (tesseract) and uses keyboard and mouse (xdotool).

Needs Xvfb, wireshark, xdotool, ImageMagick and tesseract; missing_programs() names those that are
not there.
"""
import csv
import os
import pathlib
import re
import shutil
import subprocess
import tempfile
import time
from dataclasses import dataclass

HERE = pathlib.Path(__file__).resolve().parent
PROJECT = HERE.parent.parent
PROFILE = PROJECT / "plugin" / "profile"
PROFILE_NAME = "DCOM auth"
NOBODY = ["setpriv", "--reuid", "65534", "--regid", "65534", "--clear-groups", "--"]
PROGRAMS = ("Xvfb", "wireshark", "xdotool", "import", "convert", "tesseract")
WIDTH, HEIGHT = 1400, 900
UPPER_PANE = 250
GEOMETRY = (f"gui.geometry_main_x: 0\ngui.geometry_main_y: 0\ngui.geometry_main_width: {WIDTH}\n"
            f"gui.geometry_main_height: {HEIGHT}\n")
LAYOUT = f"gui.byte_view_show: FALSE\ngui.geometry_main_upper_pane: {UPPER_PANE}\n"
SCALE = 2  # tesseract wants letters that are higher than those of a screen
PATIENCE = 60  # seconds; a busy machine is slow

# What Wireshark and Qt say on a machine without a desktop, and 4.6 whenever a text window closes.
USUAL_COMPLAINTS = re.compile(
    r"nl80211|QStandardPaths|XDG_RUNTIME_DIR|Running as user|dbus|Session DBus|libEGL|MESA|"
    r"propagateSizeHints|xkbcommon|XKB|QThreadStorage|Failed to initialize|qt\.qpa|iconv|"
    r"destroyed signal of FunnelTextDialog|There are no interfaces on which|^\s*$")


class Surprise(Exception):
    """The screen does not show what it should."""


@dataclass(frozen=True)
class Word:
    """A word on the screen and where its middle is."""

    text: str
    x: int
    y: int


def missing_programs():
    return [program for program in PROGRAMS if not shutil.which(program)]


def _plugins():
    folder = pathlib.Path(os.environ.get("DCOMAUTH_PLUGINS", PROJECT / "build" / "plugins"))
    if not list(folder.glob("*/epan/dcomauth.so")):
        raise SystemExit(f"no plugin in {folder}: set DCOMAUTH_PLUGINS")
    return folder


def simple(text):
    """What tesseract cannot tell apart is the same; blanks and dots it sees or not."""
    return re.sub(r"[^a-z0-9]", "", text.lower().translate(str.maketrans("il|!os", "111105")))


class Desktop:
    """Use it in a with statement: what it starts ends there."""

    def __init__(self):
        self._folder = tempfile.TemporaryDirectory(prefix="dcomauth-gui-")
        self.folder = pathlib.Path(self._folder.name)
        self.folder.chmod(0o755)
        self.home = self.folder / "home"
        profile = self.home / ".config" / "wireshark" / "profiles" / PROFILE_NAME
        profile.parent.mkdir(parents=True)
        shutil.copytree(PROFILE, profile)
        with open(profile / "recent", "a", encoding="utf-8") as recent:
            recent.write(LAYOUT)
        (profile.parent.parent / "recent_common").write_text(GEOMETRY, encoding="utf-8")
        shutil.copytree(_plugins(), self.folder / "plugins")
        for path in self.folder.rglob("*"):
            path.chmod(0o755)
        self._give_away(self.home)
        self.log = self.folder / "log"
        self.wireshark = None
        self.display = None
        self._screen = None

    @staticmethod
    def _give_away(folder):
        folder.chmod(0o700)
        if os.getuid() == 0:
            for path in [folder, *folder.rglob("*")]:
                os.chown(path, 65534, 65534)

    def __enter__(self):
        reader, writer = os.pipe()
        self._screen = subprocess.Popen(
            ["Xvfb", "-displayfd", str(writer), "-screen", "0", f"{WIDTH}x{HEIGHT}x24",
             "-nolisten", "tcp"], pass_fds=[writer], stderr=subprocess.DEVNULL)
        os.close(writer)
        with os.fdopen(reader) as said:
            number = said.readline().strip()
        if not number:
            raise Surprise("Xvfb does not start")
        self.display = f":{number}"
        return self

    def __exit__(self, *_):
        for process in (self.wireshark, self._screen):
            if process and process.poll() is None:
                process.terminate()
                try:
                    process.wait(10)
                except subprocess.TimeoutExpired:
                    process.kill()
                    process.wait()
        self._folder.cleanup()

    def copy(self, path):
        """-> where Wireshark may read the file"""
        target = self.folder / path.name
        shutil.copyfile(path, target)
        target.chmod(0o644)
        return target

    # --- Wireshark ---

    def command(self, program, *arguments):
        return [*(NOBODY if os.getuid() == 0 else []), program, *map(str, arguments)]

    def variables(self):
        return {
            "PATH": os.environ["PATH"], "HOME": str(self.home), "DISPLAY": self.display,
            "XDG_CONFIG_HOME": str(self.home / ".config"), "XDG_RUNTIME_DIR": str(self.home),
            "LC_ALL": "C.UTF-8", "TZ": "UTC", "QT_LOGGING_RULES": "qt.*=false",
            "WIRESHARK_PLUGIN_DIR": str(self.folder / "plugins"),
        }

    def start(self, *arguments):
        """Starts Wireshark as it was before it had a pane, which would move everything about."""
        self.run_wireshark({}, "-C", PROFILE_NAME, "-o", "dcomauth.open_pane:FALSE", *arguments)

    def run_wireshark(self, variables, *arguments):
        """Starts Wireshark with more environment variables."""
        self.start_under([], variables, *arguments)

    def start_under(self, tool, variables, *arguments):
        """Starts Wireshark as an argument of another program."""
        program, *before = [*tool, "wireshark"]
        with open(self.log, "wb") as log:
            self.wireshark = subprocess.Popen(
                self.command(program, *before, *arguments),
                env={**self.variables(), **variables}, stdin=subprocess.DEVNULL,
                stdout=log, stderr=log, cwd=self.folder)

    def unprivileged(self, program, *arguments):
        """Runs another program as the user that Wireshark runs as."""
        done = subprocess.run(self.command(program, *arguments), env=self.variables(),
                              cwd=self.folder, capture_output=True, check=False)
        if done.returncode:
            raise Surprise(f"{program}: {done.stderr.decode(errors='replace')[-300:]}")

    def complaints(self):
        """-> what Wireshark wrote, on either output, that it does not say everywhere"""
        lines = self.log.read_text(errors="replace").splitlines()
        return [line for line in lines if not USUAL_COMPLAINTS.search(line)]

    def running(self):
        return self.wireshark.poll() is None

    def ended(self):
        """Waits for the end of Wireshark. -> its exit status"""
        try:
            return self.wireshark.wait(PATIENCE)
        except subprocess.TimeoutExpired:
            raise Surprise("Wireshark does not end") from None

    # --- the screen ---

    def _run(self, *command, check=True):
        done = subprocess.run(command, env={**os.environ, "DISPLAY": self.display,
                                            "OMP_THREAD_LIMIT": "1"},
                              capture_output=True, check=False)
        if check and done.returncode:
            raise Surprise(f"{' '.join(command)}: {done.stderr.decode(errors='replace').strip()}")
        return done.stdout.decode(errors="replace").strip()

    def xdotool(self, *arguments, check=True):
        return self._run("xdotool", *map(str, arguments), check=check)

    def windows(self):
        """-> {title: window} of what is to be seen; the later one of the same title wins"""
        found = self.xdotool("search", "--onlyvisible", "--name", ".", check=False).split()
        titles = {}
        for window in found:
            titles[self.xdotool("getwindowname", window, check=False)] = window
        return titles

    def shot(self, path):
        self._run("import", "-window", "root", str(path))

    def words(self, area=None):
        """-> the words in the area (left, top, width, height) of the screen, by lines"""
        left, top, width, height = area or (0, 0, WIDTH, HEIGHT)
        picture = self.folder / "screen.png"
        self.shot(picture)
        # Red or green, whichever is lighter: black on red or green becomes black on white, and a
        # blue link stays.
        self._run("convert", str(picture), "-crop", f"{width}x{height}+{left}+{top}", "+repage",
                  "-channel", "RG", "-separate", "-evaluate-sequence", "Max",
                  "-resize", f"{100 * SCALE}%", str(picture))
        table = self._run("tesseract", str(picture), "-", "--psm", "11", "tsv", check=False)
        words = []
        for row in csv.DictReader(table.splitlines(), delimiter="\t", quoting=csv.QUOTE_NONE):
            if row.get("text") and row["text"].strip():
                box = {key: int(row[key]) for key in ("left", "top", "width", "height")}
                words.append(Word(row["text"], left + (box["left"] + box["width"] // 2) // SCALE,
                                  top + (box["top"] + box["height"] // 2) // SCALE))
        return words

    def text(self, area=None):
        """-> what is written there, in one line"""
        return " ".join(word.text for word in self.words(area))

    def see(self, *phrases, area=None, patience=PATIENCE):
        """Waits until all of the phrases are to be read there."""
        def all_there():
            nonlocal text
            text = self.text(area)
            return all(simple(phrase) in simple(text) for phrase in phrases)

        text = ""
        try:
            self.wait(all_there, f"{phrases} on the screen", patience)
        except Surprise as surprise:
            raise Surprise(f"{surprise}, but {text}") from None

    def find_after(self, action, phrase, area=None):
        """Does it again until the phrase is there: a window that has just opened may miss a key.

        -> where the phrase is
        """
        def acted():
            action()
            for _ in range(3):
                place = self.find(phrase, area)
                if place:
                    return place
                time.sleep(1)
            return None

        return self.wait(acted, f"{phrase!r} on the screen")

    def wait_until_gone(self, phrase, area=None):
        self.wait(lambda: simple(phrase) not in simple(self.text(area)), f"screen without {phrase}")

    def find(self, phrase, area=None):
        """-> where the phrase is, or None"""
        words = self.words(area)
        wanted = simple(phrase)
        for start, word in enumerate(words):
            text, xs = "", []
            first = len(simple(word.text))
            for follower in words[start:]:
                if abs(follower.y - word.y) > 8 or len(text) > first + len(wanted):
                    break
                text += simple(follower.text)
                xs.append(follower.x)
                if wanted in text[:first - 1 + len(wanted)]:
                    return sum(xs) // len(xs), word.y
        return None

    def wait(self, condition, what, patience=PATIENCE):
        """Waits until it is true. -> what it gives"""
        end = time.monotonic() + patience
        while True:
            if self.wireshark and not self.running():
                raise Surprise(f"Wireshark ended with {self.wireshark.returncode} before {what}: "
                               + self.log.read_text(errors="replace")[-500:])
            result = condition()
            if result:
                return result
            if time.monotonic() > end:
                raise Surprise(f"no {what}")
            time.sleep(0.3)

    # --- keyboard and mouse ---

    def key(self, *keys):
        self.xdotool("key", "--delay", "60", *keys)

    def type(self, text):
        self.xdotool("type", "--delay", "15", text)

    def click(self, x, y, button=1, times=1):
        # A menu wants to see the mouse come before it takes a click.
        for near in (4, 2):
            self.xdotool("mousemove", x - near, y)
            time.sleep(0.2)
        self.xdotool("mousemove", x, y, "click", "--repeat", times, "--delay", "80", button)

    def click_on(self, phrase, area=None, button=1, times=1):
        x, y = self.wait(lambda: self.find(phrase, area), f"{phrase!r} to click on")
        self.click(x, y, button, times)

    # --- windows ---

    def window(self, title):
        """Waits for a window whose title has this in it. -> the window"""
        def found():
            return next((window for name, window in self.windows().items() if title in name), None)

        return self.wait(found, f"window {title!r}")

    def place(self, window, left, top, width, height):
        """There is no window manager: whoever wants the keys has to take them."""
        self.xdotool("windowmove", window, left, top)
        self.xdotool("windowsize", "--sync", window, width, height, check=False)
        self.focus(window)

    def focus(self, window):
        self.xdotool("windowfocus", "--sync", window, check=False)
