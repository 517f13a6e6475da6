# SPDX-License-Identifier: GPL-2.0-or-later
"""The ways through Wireshark's window that the smoke test and the screenshots have in common."""
import re

import desktop

BORDER = desktop.UPPER_PANE + 90
LIST = (0, 0, desktop.WIDTH, BORDER)
STATUS = (0, desktop.HEIGHT - 30, desktop.WIDTH, 30)
DETAILS = (0, BORDER, desktop.WIDTH, desktop.HEIGHT - BORDER - 30)
FRAME = (0, BORDER - 20, 700, 70)  # the first lines of the details
MENU = (0, 0, desktop.WIDTH // 2, desktop.HEIGHT)
GO_TO = (900, 85, 500, 65)
FILTER = (0, 60, desktop.WIDTH, 40)
DIALOG = (100, 130, 1000, 560)  # below the filter, above the status
BUTTONS = (100, 630, 1000, 60)
SUBTREE = "DCOM auth diagnosis"
REPORT = "DCOM auth diagnosis"
TABLE = {"findings": "DCOM auth diagnosis: findings", "kdcs": "DCOM auth diagnosis: KDCs"}


class Tour:
    """Wireshark with a capture open."""

    def __init__(self, screen, capture, *options):
        self.screen = screen
        screen.start("-r", screen.copy(capture), *options)
        self.main = screen.window(capture.name)
        screen.focus(self.main)
        # Before a first click into the window, menus do not follow the mouse (Qt 6).
        screen.click(desktop.WIDTH // 2, desktop.HEIGHT - 60)

    def file_is(self, name):
        """Waits until the main window names that file."""
        self.main = self.screen.window(name)
        self.screen.focus(self.main)

    def back(self):
        self.screen.focus(self.main)

    def _press(self, key, phrase, area=MENU):
        """-> where the phrase is that the key brings"""
        def press():
            self.screen.key("Escape")
            self.back()
            self.screen.key(key)

        return self.screen.find_after(press, phrase, area)

    def go_to(self, frame):
        """By Go, Go to Packet."""
        self._press("ctrl+g", "Packet:", GO_TO)
        self.screen.type(frame)
        self.screen.key("Return")
        self.is_at(frame)

    def is_at(self, frame):
        self.screen.see(f"Frame {frame}:", area=FRAME)

    def unfold(self):
        """Opens the whole subtree of the selected frame."""
        self.screen.click_on(SUBTREE, area=DETAILS)
        self.screen.key("shift+Right")

    def follow(self, link):
        self.screen.click_on(link, area=DETAILS, times=2)

    def open_report(self):
        """-> its window"""
        self._press("alt+s", "Capture File Properties")
        self.screen.key("Up", "Right", "Return")  # the last entry of the menu, and its first
        return self._opened(REPORT)

    def open_table(self, kind):
        """-> its window"""
        return self._choose("alt+s", TABLE[kind], f"{TABLE[kind]}.*")

    def open_expert(self):
        """-> its window"""
        return self._choose("alt+a", "Expert Information", "Expert Information.*")

    def open_preferences(self):
        """Opens the page of the plugin. -> the window"""
        window = self._choose("alt+e", "Preferences", "Preferences")
        self.screen.click_on("Protocols", area=DIALOG)
        self.screen.key("Right")
        self.screen.type("DCOM auth")
        self.screen.see("Time window", area=DIALOG)
        return window

    def _choose(self, key, entry, title):
        """Chooses from the menu of that key what opens a dialog. -> its window"""
        self.screen.click(*self._press(key, entry))
        return self._opened(title)

    def _opened(self, title):
        """Waits for the dialog. -> its window"""
        def found():
            return next((window for name, window in self.screen.windows().items()
                         if re.search(f"{title}$", name)), None)

        window = self.screen.wait(found, f"window {title!r}")
        self.screen.place(window, *DIALOG)
        return window

    def close(self, window):
        """Closes a dialog."""
        self.screen.focus(window)
        self.screen.key("Escape")
        self.screen.wait(lambda: window not in self.screen.windows().values(), "closed window")
        self.back()
