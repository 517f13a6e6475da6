#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Takes the pictures of the README into a folder: screenshots.py FOLDER

The names begin with the version of Wireshark. Look at them before you keep them.
"""
import pathlib
import re
import shutil
import subprocess
import sys
import time

import desktop
import tour

CAPTURES = desktop.PROJECT / "captures"
ORIGIN = CAPTURES / "origin_tgt_rejected_by_dc2.pcapng"
SEVERAL = CAPTURES / "three_clients_interleaved.pcapng"
ANSWER = 59
COLOURS = 64
BROWSER = "chromium"
DOWN = 5  # the mouse wheel
PAGE = (1000, 1150)
SCHEMES = {"html-report-dark": 0, "html-report": 1}  # as Chromium numbers them


class Album:
    """Where the pictures go."""

    def __init__(self, folder):
        said = subprocess.run(["wireshark", "--version"], capture_output=True, text=True,
                              check=True).stdout
        self.version = re.search(r"(\d+\.\d+)\.\d+", said)[1]
        self.folder = folder

    def take(self, screen, name, area=None):
        time.sleep(1)  # the last change is on its way to the screen
        left, top, width, height = area or (0, 0, desktop.WIDTH, desktop.HEIGHT)
        whole = screen.folder / "whole.png"
        screen.shot(whole)
        self.keep(whole, f"{self.version}-{name}", f"{width}x{height}+{left}+{top}")

    def keep(self, picture, name, part):
        subprocess.run(["convert", picture, "-crop", part, "+repage", "+dither",
                        "-colors", str(COLOURS), "-strip", "-define", "png:compression-level=9",
                        f"PNG8:{self.folder / name}.png"], check=True)


def of_the_origin_case(album):
    with desktop.Desktop() as screen:
        visit = tour.Tour(screen, ORIGIN)
        visit.go_to(ANSWER)
        visit.unfold()
        screen.see("Verdict: tgt-rejected-by-kdc", area=tour.DETAILS)
        album.take(screen, "details")
        screen.click(desktop.WIDTH // 2, desktop.HEIGHT // 2, DOWN, 50)
        album.take(screen, "evidence")
        report = visit.open_report()
        screen.click_on("Next", area=tour.BUTTONS)
        screen.see("Finding 1 of 1", area=tour.DIALOG)
        album.take(screen, "report")
        visit.close(report)
        visit.open_preferences()
        album.take(screen, "preferences", tour.DIALOG)


def of_several_findings(album):
    with desktop.Desktop() as screen:
        visit = tour.Tour(screen, SEVERAL)
        for kind in tour.TABLE:
            table = visit.open_table(kind)
            album.take(screen, kind, tour.DIALOG)
            visit.close(table)
        expert = visit.open_expert()
        album.take(screen, "expert", tour.DIALOG)
        visit.close(expert)
        screen.click_on("4 findings: choose one", area=tour.LIST)
        album.take(screen, "toolbar", (0, 0, desktop.WIDTH, 340))


def of_the_html_report(album):
    with desktop.Desktop() as screen:
        page = screen.home / "report.html"
        screen.unprivileged("tshark", "-q", "-r", screen.copy(ORIGIN),
                            "-z", f"dcomauth,html,{page}")
        picture = screen.home / "page.png"
        for name, scheme in SCHEMES.items():
            screen.unprivileged(BROWSER, "--headless", "--no-sandbox", "--disable-gpu",
                                "--disable-dev-shm-usage", "--hide-scrollbars",
                                f"--blink-settings=preferredColorScheme={scheme}",
                                f"--user-data-dir={screen.home / 'browser'}",
                                f"--window-size={PAGE[0]},{PAGE[1]}", f"--screenshot={picture}",
                                f"file://{page}")
            album.keep(picture, name, f"{PAGE[0]}x{PAGE[1]}+0+0")


def main():
    missing = desktop.missing_programs()
    if missing or len(sys.argv) != 2:
        sys.exit(f"there is no {', '.join(missing)}" if missing else __doc__)
    album = Album(pathlib.Path(sys.argv[1]))
    of_the_origin_case(album)
    of_several_findings(album)
    if shutil.which(BROWSER):
        of_the_html_report(album)


if __name__ == "__main__":
    main()
