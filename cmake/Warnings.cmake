# SPDX-License-Identifier: GPL-2.0-or-later
function(dcomauth_warnings target)
    target_compile_options(${target} PRIVATE -Wall -Wextra)
    if(DCOMAUTH_WERROR)
        target_compile_options(${target} PRIVATE -Werror)
    endif()
endfunction()
