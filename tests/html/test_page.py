#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""The HTML report of a capture with hostile names: as a file, and in a headless Chromium.

Ends with 77 where there is no Chromium.
"""
import collections
import html.parser
import json
import os
import re
import shutil
import subprocess
import sys
import unicodedata

import hostile  # first: it knows where the others are
import harness

SKIPPED = 77
BROWSERS = ("chromium", "chromium-browser", "google-chrome")
TITLE = "DCOM auth diagnosis"
TAGS = {"html", "head", "meta", "title", "style", "body", "header", "footer", "section", "h1", "h2",
        "h3", "p", "span", "a", "code", "bdi", "table", "tbody", "tr", "th", "td", "dl", "dt", "dd",
        "ul", "ol", "li", "div", "details", "summary",
        "svg", "g", "line", "text", "polygon", "path"}
EMPTY = {"meta", "line", "polygon", "path"}
LONGEST = 1100  # what the report leaves of a name, and the sentence around it
PAPER = 718  # A4 less margins of 10 mm, at 96 pixels for an inch
# Reads the page as wide as paper, and says in its title how wide that made it.
FRAME = """<iframe src="{url}" style="border:0;width:{width}px" onload="document.title =
this.contentDocument.documentElement.scrollWidth"></iframe>"""
# Directions that a name could give to the text around it: UAX 9.
DIRECTIONS = ("LRE", "RLE", "LRO", "RLO", "PDF", "LRI", "RLI", "FSI", "PDI")


class Page(html.parser.HTMLParser):
    """What a page consists of."""

    def __init__(self, text):
        super().__init__()
        self.elements = collections.Counter()
        self.attributes = []
        self.texts = []
        self.style = ""
        self.title = ""
        self.problems = []
        self._open = []
        self.feed(text)
        self.close()
        if self._open:
            self.problems.append(f"not closed: {self._open}")

    def handle_starttag(self, tag, attrs):
        self.elements[tag] += 1
        self.attributes += [(tag, name, value or "") for name, value in attrs]
        if tag not in EMPTY:
            self._open.append(tag)

    def handle_startendtag(self, tag, attrs):
        self.handle_starttag(tag, attrs)
        if tag not in EMPTY:
            self.handle_endtag(tag)

    def handle_endtag(self, tag):
        if tag in EMPTY:
            return
        if not self._open or self._open[-1] != tag:
            self.problems.append(f"</{tag}> inside {self._open[-1:]}")
        else:
            self._open.pop()

    def handle_comment(self, data):
        self.problems.append(f"comment {data[:40]!r}")

    def handle_data(self, data):
        inside = self._open[-1] if self._open else ""
        if inside == "style":
            self.style += data
        elif inside == "title":
            self.title += data
        else:
            self.texts.append(data)

    @property
    def text(self):
        return "".join(self.texts)


def check_elements(page):
    strange = set(page.elements) - TAGS
    problems = page.problems + [f"element {tag}" for tag in sorted(strange)]
    for tag, name, value in page.attributes:
        if name.startswith("on") or name in ("src", "style", "xlink:href", "srcset", "action"):
            problems.append(f"<{tag} {name}={value[:40]!r}>")
        if name == "href" and not re.fullmatch(r"#(cause-\d+|finding-\d+(-frame-\d+)?)", value):
            problems.append(f"link to {value[:40]!r}")
    if re.search(r"@import|url\(|expression", page.style):
        problems.append("the style loads something")
    return problems


def check_policy(page):
    """Nothing may load and nothing may run, even if a name got through."""
    policy = [value for tag, name, value in page.attributes
              if tag == "meta" and name == "content" and "default-src" in value]
    return [] if policy == ["default-src 'none'; style-src 'unsafe-inline'"] else [str(policy)]


def check_names(page):
    """The names are there, to be read."""
    shown = [hostile.NAMES[name] for name in ("script", "image", "style", "quotes", "comment")]
    return [f"not to be read: {name}" for name in shown if name not in page.text]


def check_characters(text):
    bad = {f"U+{ord(character):04X}" for character in text
           if unicodedata.bidirectional(character) in DIRECTIONS
           or (unicodedata.category(character) == "Cc" and character != "\n")}
    return [f"{character} in the page" for character in sorted(bad)]


def check_lengths(page):
    longest = max(map(len, page.texts))
    return [f"a text of {longest} characters"] if longest > LONGEST else []


def check_sections(page, attempts):
    count = sum(name == "id" and bool(re.fullmatch(r"finding-\d+", value))
                for _, name, value in page.attributes)
    return [] if count == attempts else [f"{count} findings of {attempts} attempts"]


def browse(browser, bench, file, *options):
    """-> the document after the browser has read the file"""
    command = harness.NOBODY if os.getuid() == 0 else []
    done = subprocess.run(
        [*command, browser, "--headless", "--no-sandbox", "--disable-gpu",
         "--disable-dev-shm-usage", "--hide-scrollbars", "--no-first-run",
         "--disable-background-networking",
         f"--user-data-dir={bench.out_file('browser')}", *options,
         "--virtual-time-budget=3000", "--dump-dom", f"file://{file}"],
        env={"PATH": os.environ["PATH"], "HOME": str(bench.folder / "home")},
        capture_output=True, timeout=harness.TIME_LIMIT, check=False)
    if done.returncode:
        raise harness.Complaint([f"{browser} ended with {done.returncode}: "
                                 f"{done.stderr.decode(errors='replace')[-300:]}"])
    return done.stdout.decode()


def check_paper(browser, bench, file):
    """Nothing of the page is wider than paper."""
    frame = bench.folder / "frame.html"
    frame.write_text(FRAME.format(url=f"file://{file}", width=PAPER), encoding="utf-8")
    frame.chmod(0o644)
    wide = Page(browse(browser, bench, frame, "--allow-file-access-from-files")).title
    return [] if wide == str(PAPER) else [f"{wide or 'unknown'} pixels wide, not {PAPER}"]


def check_document(page, document):
    """What the browser made of the page is what the page says: no name has become an element."""
    seen = Page(document)
    problems = []
    if seen.title != TITLE:
        problems.append(f"the title is {seen.title!r}")
    if f'id="{hostile.MARK}"' in document:
        problems.append("a script has run")
    for tag in sorted(set(seen.elements) | set(page.elements)):
        if tag != "tbody" and seen.elements[tag] != page.elements[tag]:
            problems.append(f"{page.elements[tag]} elements {tag} became {seen.elements[tag]}")
    return problems


def check_network(log):
    """The page is a file, and all that its browser asked for."""
    log = log.read_text(errors="replace")
    try:
        events = json.loads(log)["events"]
    except json.JSONDecodeError:  # the browser may end before it has closed the list
        events = json.loads(log.rstrip().rstrip(",") + "]}")["events"]
    urls = {event["params"]["url"] for event in events if "url" in event.get("params", {})}
    return [f"asked for {url}" for url in sorted(urls) if "evil.example" in url]


def main():
    browser = next(filter(None, map(shutil.which, BROWSERS)), None)
    with harness.Bench() as bench:
        capture = bench.folder / "hostile.pcapng"
        attempts = hostile.write(capture)
        file = bench.out_file("report.html")
        result = bench.tshark("-q", "-r", capture, "-z", f"dcomauth,html,{file}")
        if result.status or result.complaint:
            raise SystemExit(f"tshark ended with {result.status}: {result.complaint}")
        text = file.read_bytes().decode()
        page = Page(text)
        checks = [
            ("every attempt is in the page", lambda: check_sections(page, attempts)),
            ("no element or link comes from a name", lambda: check_elements(page)),
            ("the page forbids scripts and loading", lambda: check_policy(page)),
            ("names are to be read", lambda: check_names(page)),
            ("no character turns the text round", lambda: check_characters(text)),
            ("long names are cut", lambda: check_lengths(page)),
        ]
        if browser:
            log = bench.out_file("net.json")
            document = browse(browser, bench, file, f"--log-net-log={log}")
            checks += [
                ("the browser sees what is written", lambda: check_document(page, document)),
                ("the browser loads nothing", lambda: check_network(log)),
                ("the page fits on paper", lambda: check_paper(browser, bench, file)),
            ]
        status = harness.run_checks(checks)
        if not browser:
            print(f"skipped: the checks in a browser; there is no {', '.join(BROWSERS)}")
        return status or (0 if browser else SKIPPED)


if __name__ == "__main__":
    sys.exit(main())
