# SPDX-License-Identifier: GPL-2.0-or-later
"""What the plugin promises."""

# Instructions relative to tshark without the plugin, fast source.
RATIO_MAX = {"mixed-5": 1.05, "mixed-1": 1.03}

# Instructions on ten times the frames.
GROWTH_MAX = 10.5

# MiB that the plugin may add to the peak. What it keeps has an upper bound: the exchanges, connections,
# names and tickets of the window by number, the findings by their number in the report.
MEMORY_MAX = {"mixed-5": 32, "day": 32, "errors": 96, "binds": 512, "refusals": 512}
