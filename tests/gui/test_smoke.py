#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""What an engineer does with a capture, in Wireshark's window on a screen of its own.

Each step looks at what is on the screen; Wireshark must neither crash nor complain. Ends with 77
where a program is missing. A picture of the screen at a failed step goes to $DCOMAUTH_GUI_PICTURES,
if set.
"""
import os
import pathlib
import sys

import desktop
import tour

SKIPPED = 77
CAPTURES = desktop.PROJECT / "captures"
# Four findings; the first has its answer in frame 121 and its bind in frame 100, the second in 149.
FIRST = CAPTURES / "three_clients_interleaved.pcapng"
# A warning; its answer is in frame 53.
SECOND = CAPTURES / "spn_unknown_ntlm_ok.pcapng"


class Visit:
    """The steps, in this order; each builds on those before."""

    def __init__(self, screen):
        self.screen = screen
        self.tour = None
        self.report = None

    def open_a_capture(self):
        self.tour = tour.Tour(self.screen, FIRST)
        self.screen.see("Packets: 226", "Profile: DCOM auth", area=tour.STATUS)

    def select_the_answer(self):
        self.tour.go_to(121)
        self.screen.see("DCOM auth diagnosis: The server 10.20.30.21 cannot decrypt",
                        area=tour.DETAILS)
        self.tour.unfold()
        self.screen.see("Verdict: server-key-mismatch", area=tour.DETAILS)

    def jump_to_the_bind_and_back(self):
        self.tour.follow("Bind in frame: 100")
        self.tour.is_at(100)
        self.screen.see("this bind ends in frame 121", area=tour.DETAILS)
        self.tour.back()
        self.screen.key("alt+Left")
        self.tour.is_at(121)

    def open_the_report(self):
        self.report = self.tour.open_report()
        self.screen.see("Finding 1 of 4, frame 121", area=tour.DIALOG)

    def read_the_whole_report(self):
        self.screen.click_on("Whole report", area=tour.BUTTONS)
        self.screen.see("Next goes to the first finding", "4 failing RPC binds",
                        area=tour.DIALOG)

    def go_to_the_next_finding(self):
        for number, frame in ((1, 121), (2, 149)):
            self.screen.click_on("Next", area=tour.BUTTONS)
            self.screen.see(f"Finding {number} of 4, frame {frame}", area=tour.DIALOG)

    def filter_on_the_finding(self):
        self.screen.click_on("Filter", area=tour.BUTTONS)
        self.screen.see("dcomauth.finding ==", area=tour.FILTER)
        self.screen.see("Displayed: 10", area=tour.STATUS)
        self.tour.close(self.report)
        self.tour.is_at(149)
        self.screen.see("The domain controller 10.20.30.12 cannot", area=tour.LIST)

    def clear_the_filter(self):
        self.screen.key("ctrl+slash", "ctrl+a", "BackSpace", "Return")
        self.screen.wait_until_gone("Displayed: 10", area=tour.STATUS)

    def open_the_table_of_findings(self):
        window = self.tour.open_table("findings")
        self.screen.see("token-rejected", "bob@CORP.EXAMPLE", area=tour.DIALOG)
        self.tour.close(window)

    def open_the_table_of_kdcs(self):
        window = self.tour.open_table("kdcs")
        self.screen.see("10.20.30.11", "10.20.30.12", "TGTs refused", area=tour.DIALOG)
        self.tour.close(window)

    def open_the_expert_information(self):
        window = self.tour.open_expert()
        self.screen.see("A KDC cannot use ticket-granting tickets", area=tour.DIALOG)
        self.tour.close(window)

    def choose_a_finding_in_the_toolbar(self):
        self.screen.see("4 findings: choose one to go to it", area=tour.LIST)
        self.screen.click_on("4 findings: choose one", area=tour.LIST)
        self.screen.see("2: frame 149:", area=tour.LIST)
        self.screen.key("Down", "Return")
        self.tour.is_at(121)

    def reload(self):
        self.tour.back()
        self.screen.key("ctrl+r")
        self.tour.go_to(149)
        self.screen.see("DCOM auth diagnosis: The domain controller 10.20.30.12",
                        area=tour.DETAILS)

    def close_the_report_with_its_file(self):
        self.tour.back()
        report = self.tour.open_report()
        self.tour.back()
        self.screen.key("ctrl+w")
        self.screen.wait(lambda: report not in self.screen.windows().values(), "closed report")

    def open_another_file(self):
        self.screen.wait(lambda: not any(FIRST.name in name for name in self.screen.windows()),
                         "closed file")
        other = self.screen.copy(SECOND)
        self.tour.main = self.screen.window("Wireshark")
        self.tour.back()
        self.screen.key("ctrl+o")
        dialog = self.screen.window("Open Capture File")
        self.screen.focus(dialog)
        self.screen.type(other)

        def opened():  # the first Return may only close the list of proposals
            self.screen.key("Return")
            return dialog not in self.screen.windows().values()

        self.screen.wait(opened, "closed dialog")
        self.tour.file_is(SECOND.name)
        self.tour.go_to(53)
        self.screen.see("DCOM auth diagnosis: The domain controller 10.20.30.11",
                        area=tour.DETAILS)

    def change_a_preference(self):
        window = self.tour.open_preferences()
        self.screen.click_on("Report warnings", area=tour.DIALOG)
        self.screen.click_on("OK", area=tour.BUTTONS)
        self.screen.wait(lambda: window not in self.screen.windows().values(), "closed window")
        self.screen.wait_until_gone("DCOM auth diagnosis", area=tour.DETAILS)

    def quit(self):
        self.tour.back()
        self.screen.key("ctrl+q")
        status = self.screen.ended()
        if status:
            raise desktop.Surprise(f"Wireshark ended with {status}")

    def have_no_complaint(self):
        complaints = self.screen.complaints()
        if complaints:
            raise desktop.Surprise("; ".join(complaints[:5]))

    def steps(self):
        return [self.open_a_capture, self.select_the_answer,
                self.jump_to_the_bind_and_back,
                self.open_the_report, self.read_the_whole_report,
                self.go_to_the_next_finding, self.filter_on_the_finding,
                self.clear_the_filter, self.open_the_table_of_findings,
                self.open_the_table_of_kdcs, self.open_the_expert_information,
                self.choose_a_finding_in_the_toolbar, self.reload,
                self.close_the_report_with_its_file, self.open_another_file,
                self.change_a_preference, self.quit, self.have_no_complaint]


def keep_picture(screen, step):
    folder = os.environ.get("DCOMAUTH_GUI_PICTURES")
    if folder:
        screen.shot(pathlib.Path(folder) / f"{step.__name__}.png")


def main():
    missing = desktop.missing_programs()
    if missing:
        print(f"skipped: there is no {', '.join(missing)}")
        return SKIPPED
    with desktop.Desktop() as screen:
        for number, step in enumerate(Visit(screen).steps(), 1):
            name = step.__name__.replace("_", " ")
            try:
                step()
            except desktop.Surprise as surprise:
                print(f"not ok {number} - {name}\n#     {surprise}")
                keep_picture(screen, step)
                return 1
            print(f"ok {number} - {name}", flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
