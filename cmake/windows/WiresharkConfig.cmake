# SPDX-License-Identifier: GPL-2.0-or-later
# Debian's wireshark-dev brings a file of this name for Linux. This one is for the folder that
# root.sh has made: the target "epan" is what a module is compiled and linked with.
set(Wireshark_INSTALL_PREFIX "${CMAKE_INSTALL_PREFIX}")
set(Wireshark_PLUGIN_INSTALL_DIR plugins)
set(include "${DCOMAUTH_WINDOWS_ROOT}/include")
file(STRINGS "${include}/wireshark/ws_version.h" versions REGEX "WIRESHARK_VERSION_M")
foreach(part IN ITEMS MAJOR MINOR)
    string(REGEX MATCH "_${part} +([0-9]+)" _ "${versions}")
    set(Wireshark_${part}_VERSION ${CMAKE_MATCH_1})
endforeach()
set(Wireshark_VERSION "${Wireshark_MAJOR_VERSION}.${Wireshark_MINOR_VERSION}")

file(GLOB libraries "${DCOMAUTH_WINDOWS_ROOT}/lib/*.lib")
add_library(epan INTERFACE IMPORTED)
target_include_directories(epan SYSTEM INTERFACE "${include}/wireshark")
target_sources(epan INTERFACE "${CMAKE_CURRENT_LIST_DIR}/runtime.c")
set(mingw /usr/x86_64-w64-mingw32/lib)
target_link_libraries(epan INTERFACE
    ${libraries} "${mingw}/libucrt.a" "${mingw}/libkernel32.a")
