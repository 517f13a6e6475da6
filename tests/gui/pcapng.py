# SPDX-License-Identifier: GPL-2.0-or-later
"""Cuts a pcapng file, which the captures of the corpus are, between two packets."""
import struct

ENHANCED_PACKET = 6  # pcapng, 4.3


def split(whole, frames):
    """-> the bytes up to and with that many packets, and the rest"""
    at = seen = 0
    while at < len(whole) and seen < frames:
        kind, size = struct.unpack_from("<II", whole, at)
        seen += kind == ENHANCED_PACKET
        at += size
    return whole[:at], whole[at:]
