# SPDX-License-Identifier: GPL-2.0-or-later
function(dcomauth_sanitizers target)
    if(DCOMAUTH_SANITIZE)
        set(flags -fsanitize=address,undefined -fno-omit-frame-pointer
            -fno-sanitize-recover=undefined)
        target_compile_options(${target} PRIVATE ${flags})
        target_link_options(${target} PUBLIC ${flags})
    endif()
endfunction()
