# SPDX-License-Identifier: GPL-2.0-or-later
# The plugin as part of a Wireshark source tree, where Wireshark's own build does the rest; see
# CMakeListsCustom.txt.example beside this file.
include(WiresharkPlugin)
set_module_info(dcomauth
    ${PROJECT_VERSION_MAJOR} ${PROJECT_VERSION_MINOR} ${PROJECT_VERSION_PATCH} 0)

# plugin.c is the project's own: register_plugin_files() is for plugins that let it be written.
file(GLOB top_files CONFIGURE_DEPENDS plugin/*.c)
file(GLOB_RECURSE room_files CONFIGURE_DEPENDS
     plugin/event/*.c plugin/vocabulary/*.c plugin/wire/*.c plugin/ledger/*.c plugin/diagnose/*.c
     plugin/harvest/*.c plugin/render/*.c)
set(PLUGIN_FILES ${top_files} ${room_files})
add_wireshark_plugin_library(dcomauth epan)
target_include_directories(dcomauth PRIVATE "${CMAKE_CURRENT_SOURCE_DIR}/plugin")
target_compile_definitions(dcomauth PRIVATE DCOMAUTH_VERSION="${PROJECT_VERSION}")
set_target_properties(dcomauth PROPERTIES C_STANDARD 11 C_VISIBILITY_PRESET hidden)
target_link_libraries(dcomauth epan)
install_plugin(dcomauth epan)
