#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# Surprise: the value of a GUID field cannot be read from Lua in tshark: finfo.value of a bind's
# interface raises an error
# Software: tshark 4.0.17 (bookworm), 4.4.19 (trixie), 4.6.9 (sid)
# Guess: a text, as tostring() of the field gives it
# Seen: "FT_ not yet supported"
set -eu
. "$(dirname "$0")/prelude.sh"

pin_tshark
fetch
python3 - <<'PYTHON'
from kerberos_bytes import *
uuid = bytes.fromhex("a001000000000000c000000000000046")
ndr = bytes.fromhex("045d888aeb1cc9119fe808002b10486002000000")
body = (struct.pack("<HHIBBHHBB", 4280, 4280, 0, 1, 0, 0, 0, 1, 0)
        + uuid + struct.pack("<HH", 0, 0) + ndr)
bind = struct.pack("<BBBBIHHI", 5, 0, 11, 3, 0x10, 16 + len(body), 0, 1) + body
pcap("in.pcap", [(1, tcp("10.0.0.1", 1000, "10.0.0.2", 135, 1, 1, bind))])
PYTHON
cat >guid.lua <<'LUA'
local uuid = Field.new("dcerpc.cn_bind_to_uuid")
local listener = Listener.new("frame")
function listener.packet()
    local info = uuid()
    local read, value = pcall(function() return info.value end)
    print("text", tostring(info))
    print("value", read and type(value) or value:gsub("^.*: ", ""))
end
LUA
on tshark -q -r in.pcap -X lua_script:guid.lua 2>log >out
see 'tostring(field)' "$(sed -n 's/^text.//p' out)" 000001a0-0000-0000-c000-000000000046
see 'field.value' "$(sed -n 's/^value.//p' out)" 'FT_ not yet supported'
finish
