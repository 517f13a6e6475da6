# SPDX-License-Identifier: GPL-2.0-or-later
"""What a network carries besides authentication: web pages, TLS, file reads, names."""
import struct

from talk import MICROSECOND, MILLISECOND, Connection, datagram, ephemeral, length_prefixed, letters

POOL_SIZE = 1 << 22
TLS_RECORD_MAX = 16384  # RFC 8446 5.1
SMB_READ_SIZE = 65536


class Background:
    """Makes talks between the hosts of a site and servers."""

    def __init__(self, rng):
        self._rng = rng
        self._pool = rng.randbytes(POOL_SIZE)
        self._text = bytes(32 + byte % 95 for byte in self._pool[:POOL_SIZE // 4])
        self._servers = [bytes([rng.randrange(128, 190), *rng.randbytes(2), rng.randrange(1, 250)])
                         for _ in range(500)]

    def make(self, site):
        """-> a talk, weighted as in an office: mostly TLS and files by bytes, DNS by number"""
        kind = self._rng.choices((self.tls, self.http, self.smb, self.dns), (24, 10, 6, 60))[0]
        return kind(site)

    def _take(self, pool, size):
        start = self._rng.randrange(len(pool) - size)
        return pool[start:start + size]

    def _size(self, typical, largest):
        """Most transfers are small, most bytes are in large ones."""
        return min(int(self._rng.paretovariate(1.1) * typical), largest)

    def _client(self, site):
        return site.host(self._rng.randrange(100, 250))

    def http(self, site):
        rng = self._rng
        talk = Connection(rng, self._client(site), rng.choice(self._servers), 80).open()
        host = letters(rng, 8) + b".example"
        for _ in range(rng.randrange(1, 5)):
            talk.say(0, b"GET /" + letters(rng, 12) + b" HTTP/1.1\r\nHost: " + host +
                     b"\r\nUser-Agent: Mozilla/5.0\r\nAccept: */*\r\nCookie: " +
                     letters(rng, 120) + b"\r\n\r\n")
            body = self._take(self._text, self._size(4000, 200000))
            talk.say(1, b"HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: %d\r\n"
                     b"Cache-Control: no-cache\r\n\r\n" % len(body) + body)
            talk.wait(rng.randrange(5, 500) * MILLISECOND)
        return talk.close()

    def tls(self, site):
        rng = self._rng
        talk = Connection(rng, self._client(site), rng.choice(self._servers), 443).open()
        talk.say(0, self._client_hello(letters(rng, 10) + b".example"))
        talk.say(1, self._server_hello() + b"\x14\x03\x03\x00\x01\x01" + self._sealed(3200))
        talk.say(0, b"\x14\x03\x03\x00\x01\x01" + self._sealed(53))
        for _ in range(rng.randrange(1, 6)):
            talk.say(0, self._sealed(rng.randrange(200, 1500)))
            talk.say(1, self._sealed(self._size(3000, 300000)))
            talk.wait(rng.randrange(5, 500) * MILLISECOND)
        return talk.close()

    def _sealed(self, size):
        records = []
        while size > 0:
            part = min(size, TLS_RECORD_MAX)
            records.append(b"\x17\x03\x03" + length_prefixed("!H", self._take(self._pool, part)))
            size -= part
        return b"".join(records)

    @staticmethod
    def _handshake(kind, body):
        message = bytes([kind]) + len(body).to_bytes(3, "big") + body
        return b"\x16\x03\x01" + length_prefixed("!H", message)

    def _client_hello(self, host):
        """RFC 8446 4.1.2"""
        name = length_prefixed("!H", b"\0" + length_prefixed("!H", host))
        share = struct.pack("!2H", 29, 32) + self._rng.randbytes(32)
        extensions = [(0, name), (43, b"\x02\x03\x04"), (10, b"\x00\x02\x00\x1d"),
                      (13, b"\x00\x04\x04\x03\x08\x04"), (16, b"\x00\x03\x02h2"),
                      (51, length_prefixed("!H", share))]
        body = (b"\x03\x03" + self._rng.randbytes(32) + b"\x20" + self._rng.randbytes(32) +
                b"\x00\x06\x13\x01\x13\x02\x13\x03" + b"\x01\x00" +
                length_prefixed("!H", b"".join(struct.pack("!H", number) +
                                               length_prefixed("!H", data)
                                               for number, data in extensions)))
        return self._handshake(1, body)

    def _server_hello(self):
        share = struct.pack("!2H", 29, 32) + self._rng.randbytes(32)
        extensions = (struct.pack("!3H", 43, 2, 0x0304) +
                      struct.pack("!H", 51) + length_prefixed("!H", share))
        body = (b"\x03\x03" + self._rng.randbytes(32) + b"\x20" + self._rng.randbytes(32) +
                b"\x13\x01\x00" + length_prefixed("!H", extensions))
        return self._handshake(2, body)

    @staticmethod
    def _smb2(command, message, response, body):
        """MS-SMB2 2.2.1.2; the connection was set up before the capture began"""
        header = struct.pack("<4s2HI2H2IQ2IQ16s", b"\xfeSMB", 64, 1, 0, command, 64,
                             int(response), 0, message, 0xFEFF, 1, 0x1234, b"")
        return length_prefixed("!I", header + body)

    def smb(self, site):
        rng = self._rng
        talk = Connection(rng, self._client(site), site.host(20 + rng.randrange(5)), 445)
        file_id = rng.randbytes(16)
        for message in range(1, 1 + rng.randrange(1, 9)):
            offset = message * SMB_READ_SIZE
            size = rng.choice((4096, 16384, SMB_READ_SIZE))
            read = struct.pack("<H2BIQ16s3I2HB", 49, 80, 0, size, offset, file_id, 0, 0, 0, 0, 0, 0)
            talk.say(0, self._smb2(8, message, False, read))
            answer = struct.pack("<H2B3I", 17, 80, 0, size, 0, 0) + self._take(self._pool, size)
            talk.say(1, self._smb2(8, message, True, answer))
            talk.wait(rng.randrange(1, 50) * MILLISECOND)
        return talk.talk

    def dns(self, site):
        rng = self._rng
        client, server = self._client(site), site.host(11)
        port = ephemeral(rng)
        labels = (letters(rng, rng.randrange(4, 14)), letters(rng, 8), b"example")
        question = b"".join(length_prefixed("!B", label) for label in labels) + b"\0\0\x01\0\x01"
        number = rng.getrandbits(16)
        query = struct.pack("!6H", number, 0x0100, 1, 0, 0, 0) + question
        answers = b"".join(struct.pack("!3HIH", 0xC00C, 1, 1, 300, 4) + rng.choice(self._servers)
                           for _ in range(rng.randrange(1, 4)))
        answer = struct.pack("!6H", number, 0x8180, 1, len(answers) // 16, 0, 0)
        return [(0, datagram(client, server, (port, 53), query), False),
                (rng.randrange(300, 20000) * MICROSECOND,
                 datagram(server, client, (53, port), answer + question + answers), False)]
