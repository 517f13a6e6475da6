# SPDX-License-Identifier: GPL-2.0-or-later
"""Cuts a capture between two packets: pcapng, as the corpus is, and pcap, as the benchmark is."""
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


def split_pcap(whole, frames):
    """-> the same of a pcap file of this machine"""
    at = 24
    for _ in range(frames):
        at += 16 + struct.unpack_from("<I", whole, at + 8)[0]
    return whole[:at], whole[at:]
