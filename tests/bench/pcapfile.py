# SPDX-License-Identifier: GPL-2.0-or-later
"""Writes and slices pcap files of any size (draft-ietf-opsawg-pcap, nanoseconds)."""
import struct

MAGIC = 0xA1B23C4D
ETHERNET = 1
SNAP_LENGTH = 262144
FILE_HEADER = struct.pack("<I2HiI2I", MAGIC, 2, 4, 0, 0, SNAP_LENGTH, ETHERNET)
RECORD = struct.Struct("<4I")


class Writer:
    """A pcap file that grows; counts its frames and bytes."""

    def __init__(self, path):
        self._file = open(path, "wb")
        self._file.write(FILE_HEADER)
        self.frames = 0
        self.bytes = 0

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self._file.close()

    def add(self, time, data):
        """time: in nanoseconds"""
        seconds, fraction = divmod(time, 10**9)
        self._file.write(RECORD.pack(seconds, fraction, len(data), len(data)))
        self._file.write(data)
        self.frames += 1
        self.bytes += len(data)


def slice_file(source, target, first, count):
    """Copies count frames, the first of them number first; -> how many there were"""
    copied = 0
    with open(source, "rb") as given, open(target, "wb") as taken:
        taken.write(given.read(len(FILE_HEADER)))
        number = 0
        while copied < count and (header := given.read(RECORD.size)):
            length = RECORD.unpack(header)[2]
            number += 1
            if number < first:
                given.seek(length, 1)
                continue
            taken.write(header + given.read(length))
            copied += 1
    target.chmod(0o644)
    return copied
