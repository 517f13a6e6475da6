# SPDX-License-Identifier: GPL-2.0-or-later
# A module for the official Wireshark of 64-bit Windows, which Microsoft's compiler has built: clang
# with Microsoft's ABI and LLVM's linker. Headers of mingw-w64, set to the C library of today
# (UCRT), stand in for Microsoft's. -DDCOMAUTH_WINDOWS_ROOT=FOLDER is what root.sh has made.
set(CMAKE_SYSTEM_NAME Windows)
set(CMAKE_SYSTEM_PROCESSOR AMD64)
list(APPEND CMAKE_TRY_COMPILE_PLATFORM_VARIABLES DCOMAUTH_WINDOWS_ROOT)
set(CMAKE_TRY_COMPILE_TARGET_TYPE STATIC_LIBRARY)

find_program(CMAKE_C_COMPILER NAMES clang-19 clang REQUIRED)
find_program(CMAKE_RC_COMPILER NAMES llvm-rc-19 llvm-rc REQUIRED)
find_program(CMAKE_AR NAMES llvm-ar-19 llvm-ar REQUIRED)
set(CMAKE_C_COMPILER_TARGET x86_64-pc-windows-msvc)
set(CMAKE_MSVC_RUNTIME_LIBRARY "")
set(CMAKE_C_STANDARD_LIBRARIES "" CACHE STRING "")

# Without a version of Microsoft's compiler, and with one of gcc's, the headers and GLib take the
# compiler for what it is. Functions of mingw's own library are not to be had.
string(JOIN " " CMAKE_C_FLAGS_INIT
    -fms-compatibility-version=0 -fgnuc-version=14
    -D_UCRT -D__MSVCRT_VERSION__=0xE00 -D_WIN32_WINNT=0x0A00 -DWIN32_LEAN_AND_MEAN
    -D__CRT__NO_INLINE -D__USE_MINGW_ANSI_STDIO=0
    -isystem /usr/share/mingw-w64/include)
foreach(kind IN ITEMS MODULE EXE)
    set(CMAKE_${kind}_LINKER_FLAGS_INIT "-Xlinker /Brepro -Xlinker /opt:ref")
endforeach()

set(CMAKE_FIND_ROOT_PATH "${DCOMAUTH_WINDOWS_ROOT}")
set(CMAKE_FIND_ROOT_PATH_MODE_PACKAGE ONLY)
set(CMAKE_FIND_ROOT_PATH_MODE_LIBRARY ONLY)
set(CMAKE_FIND_ROOT_PATH_MODE_INCLUDE ONLY)
set(CMAKE_FIND_ROOT_PATH_MODE_PROGRAM NEVER)
if(DCOMAUTH_WINDOWS_ROOT) # try_compile() does not always have it, and has the same environment
    set(ENV{PKG_CONFIG_LIBDIR} "${DCOMAUTH_WINDOWS_ROOT}/lib/pkgconfig")
endif()
set(Wireshark_DIR "${CMAKE_CURRENT_LIST_DIR}")
