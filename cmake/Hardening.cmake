# SPDX-License-Identifier: GPL-2.0-or-later
# What Debian's dpkg-buildflags asks for: the plugin reads whatever is on a network.
function(dcomauth_hardening target)
    if(MSVC OR DCOMAUTH_SANITIZE OR CMAKE_BUILD_TYPE STREQUAL "Debug")
        return()
    endif()
    target_compile_options(${target} PRIVATE -fstack-protector-strong)
    # Microsoft's C library has no such checks.
    if(NOT WIN32)
        target_compile_options(${target} PRIVATE -U_FORTIFY_SOURCE -D_FORTIFY_SOURCE=2)
    endif()
    if(NOT APPLE AND NOT WIN32)
        target_link_options(${target} PRIVATE "LINKER:-z,relro,-z,now")
    endif()
endfunction()
