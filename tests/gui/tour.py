# SPDX-License-Identifier: GPL-2.0-or-later
"""The ways through Wireshark's window that the smoke test and the screenshots have in common."""
import desktop

BORDER = desktop.UPPER_PANE + 90
LIST = (0, 0, desktop.WIDTH, BORDER)
STATUS = (0, desktop.HEIGHT - 30, desktop.WIDTH, 30)
DETAILS = (0, BORDER, desktop.WIDTH, desktop.HEIGHT - BORDER - 30)
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

    def file_is(self, name):
        """Waits until the main window names that file."""
        self.main = self.screen.window(name)
        self.screen.focus(self.main)

    def back(self):
        self.screen.focus(self.main)

    def _press(self, key, *phrases, area=None):
        def press():
            self.screen.key("Escape")
            self.back()
            self.screen.key(key)

        self.screen.see_after(press, *phrases, area=area)

    def go_to(self, frame):
        """By Go, Go to Packet."""
        self._press("ctrl+g", "Packet:", area=LIST)
        self.screen.type(frame)
        self.screen.key("Return")
        self.is_at(frame)

    def is_at(self, frame):
        self.screen.see(f"Frame {frame}:", area=DETAILS)

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
        return self._opened(lambda name: name.endswith(REPORT), REPORT)

    def open_table(self, kind):
        """-> its window"""
        self._press("alt+s", "Capture File Properties")
        self.screen.click_on(TABLE[kind])
        return self._opened(lambda name: TABLE[kind] in name, TABLE[kind])

    def open_expert(self):
        """-> its window"""
        self._press("alt+a", "Display Filter Macros")
        self.screen.click_on("Expert Information")
        return self._opened(lambda name: "Expert Information" in name, "Expert Information")

    def show_toolbar(self):
        self._press("alt+v", "Additional Toolbars")
        self.screen.click_on("Additional Toolbars")
        self.screen.click_on("DCOM auth", area=(300, 0, 600, 300))
        self.screen.see("DCOM auth findings:", area=LIST)

    def open_preferences(self):
        """Opens the page of the plugin. -> the window"""
        self._press("alt+e", "Preferences")
        self.screen.click_on("Preferences")
        window = self._opened(lambda name: "Preferences" in name, "Preferences")
        self.screen.click_on("Protocols", area=DIALOG)
        self.screen.key("Right")
        self.screen.type("DCOM auth")
        self.screen.see("Time window", area=DIALOG)
        return window

    def _opened(self, condition, what):
        def found():
            return next((window for name, window in self.screen.windows().items()
                         if condition(name)), None)

        window = self.screen.wait(found, f"window {what!r}")
        self.screen.place(window, *DIALOG)
        return window

    def close(self, window):
        """Closes a dialog."""
        self.screen.focus(window)
        self.screen.key("Escape")
        self.screen.wait(lambda: window not in self.screen.windows().values(), "closed window")
        self.back()
