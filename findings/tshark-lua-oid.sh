#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# Surprise: the value of an OID field in Lua is the DER below it, in hexadecimal, while display
# and filter have the dotted form
# Software: tshark 4.0.17 (bookworm), 4.4.19 (trixie), 4.6.9 (sid)
# Guess: the dotted text
# Seen: a ByteArray: 2A864886F712010202
set -eu
. "$(dirname "$0")/prelude.sh"

pin_tshark
fetch
python3 - <<'PYTHON'
from kerberos_bytes import *
def oid(hexadecimal):
    return tlv(6, bytes.fromhex(hexadecimal))
token = tlv(0x60, oid("2b0601050502") + tlv(0xA0, fields(
    _0=sequence(oid("2a864886f712010202")), _2=octets(b"x"))))
uuid = bytes.fromhex("a001000000000000c000000000000046")
ndr = bytes.fromhex("045d888aeb1cc9119fe808002b10486002000000")
token_with_trailer = struct.pack("<BBBBI", 9, 6, 0, 0, 0) + token
body = (struct.pack("<HHIBBHHBB", 4280, 4280, 0, 1, 0, 0, 0, 1, 0)
        + uuid + struct.pack("<HH", 0, 0) + ndr)
bind = struct.pack("<BBBBIHHI", 5, 0, 11, 3, 0x10, 16 + len(body + token_with_trailer), len(token),
                   1) + body + token_with_trailer
pcap("in.pcap", [(1, tcp("10.0.0.1", 1000, "10.0.0.2", 135, 1, 1, bind))])
PYTHON
cat >oid.lua <<'LUA'
local mechanism = Field.new("spnego.MechType")
local listener = Listener.new("frame")
function listener.packet()
    local info = mechanism()
    print("text", tostring(info))
    print("value", tostring(info.value))
end
LUA
on tshark -q -r in.pcap -X lua_script:oid.lua 2>log >out
see 'tostring(field)' "$(sed -n 's/^text.//p' out)" 1.2.840.113554.1.2.2
see 'tostring(field.value)' "$(sed -n 's/^value.//p' out)" 2A864886F712010202
finish
