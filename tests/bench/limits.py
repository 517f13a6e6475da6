# SPDX-License-Identifier: GPL-2.0-or-later
"""What the plugin promises."""

# Instructions relative to tshark without the plugin, fast source.
RATIO_MAX = {"mixed-5": 1.05, "mixed-1": 1.03}

# The same where only the report is wanted, so that frames may be left undissected.
SKIPPING_MAX = {"mixed-5": 0.42, "real-mix-60k.pcap.gz": 0.48}

# Peak memory then, relative to tshark without the plugin, on captures of 200 MB and more.
SKIPPING_PEAK_MAX = 0.6

# Instructions of a report after the last frame, for each finding; and bytes of a page. JSON holds
# every finding in full, some 4 KiB each; the text only the first of each cause.
AFTER_LAST_MAX = {"text": 20_000, "JSON": 150_000}
PAGE_MAX = 1_000_000

# Instructions on ten times the frames.
GROWTH_MAX = 10.5

# MiB that the plugin may add to the peak. What it keeps is bounded: exchanges, connections, names
# and tickets by the window and by number (65,536 and less), findings by the 100,000 of a report,
# some 4 KiB each, which is what the last two files fill up.
MEMORY_MAX = {"mixed-5": 32, "day": 32, "errors": 96, "binds": 768, "refusals": 768}
