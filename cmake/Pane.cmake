# SPDX-License-Identifier: GPL-2.0-or-later
# The pane in Wireshark's window: a module of its own, as it alone needs C++ and Qt. It is built
# where the headers of the Qt that Wireshark uses are there; dcomauth_has_pane says whether.
set(DCOMAUTH_PANE AUTO CACHE STRING "Build the pane: AUTO, ON or OFF")
set_property(CACHE DCOMAUTH_PANE PROPERTY STRINGS AUTO ON OFF)

# The Qt that the installed Wireshark is linked with; without one, that of its series: 6 is the
# default of Wireshark's own build since 4.2.
function(dcomauth_find_qt_version result)
    find_program(DCOMAUTH_WIRESHARK wireshark)
    if(DCOMAUTH_WIRESHARK)
        file(STRINGS "${DCOMAUTH_WIRESHARK}" libraries REGEX "libQt[56]Widgets")
        if(libraries MATCHES "libQt([56])Widgets")
            set(${result} ${CMAKE_MATCH_1} PARENT_SCOPE)
            return()
        endif()
    endif()
    if(Wireshark_VERSION VERSION_LESS 4.2)
        set(${result} 5 PARENT_SCOPE)
    else()
        set(${result} 6 PARENT_SCOPE)
    endif()
endfunction()

# Sets dcomauth_qt to the major version where everything is there.
macro(dcomauth_find_qt)
    set(dcomauth_qt 0)
    if(NOT DCOMAUTH_PANE STREQUAL "OFF")
        include(CheckLanguage)
        check_language(CXX)
        dcomauth_find_qt_version(wanted_qt)
        if(CMAKE_CXX_COMPILER)
            enable_language(CXX)
            find_package(Qt${wanted_qt} QUIET COMPONENTS Widgets)
        endif()
        if(CMAKE_CXX_COMPILER AND Qt${wanted_qt}_FOUND)
            set(dcomauth_qt ${wanted_qt})
        elseif(DCOMAUTH_PANE STREQUAL "ON")
            message(FATAL_ERROR "The pane needs a C++ compiler and the headers of Qt ${wanted_qt}")
        else()
            message(STATUS "No pane: it needs a C++ compiler and the headers of Qt ${wanted_qt}")
        endif()
    endif()
endmacro()

# dcomauth_qt_module(TARGET): C++17 without exceptions, for they must not cross the C of Wireshark.
function(dcomauth_qt_module target)
    set_target_properties(${target} PROPERTIES
        AUTOMOC ON
        CXX_STANDARD 17
        CXX_STANDARD_REQUIRED ON
        CXX_VISIBILITY_PRESET hidden
        PREFIX "")
    target_compile_definitions(${target} PRIVATE
        QT_NO_CAST_FROM_ASCII QT_NO_CAST_TO_ASCII QT_NO_FOREACH QT_DEPRECATED_WARNINGS)
    target_compile_options(${target} PRIVATE -fno-exceptions)
    target_include_directories(${target} PRIVATE "${PROJECT_SOURCE_DIR}/plugin")
    target_link_libraries(${target} PRIVATE Qt${dcomauth_qt}::Widgets)
    dcomauth_warnings(${target})
    dcomauth_sanitizers(${target})
    dcomauth_hardening(${target})
endfunction()

dcomauth_find_qt()
set(dcomauth_has_pane OFF)
if(dcomauth_qt)
    set(dcomauth_has_pane ON)
    file(GLOB pane_sources CONFIGURE_DEPENDS plugin/pane/*.cpp plugin/pane/*.h)
    add_library(dcomauth_pane MODULE ${pane_sources})
    dcomauth_qt_module(dcomauth_pane)
    set_target_properties(dcomauth_pane PROPERTIES
        OUTPUT_NAME dcomauth-pane
        SUFFIX ".qt${dcomauth_qt}"
        LIBRARY_OUTPUT_DIRECTORY "${DCOMAUTH_BUILD_PLUGIN_FOLDER}")
    if(NOT DCOMAUTH_SANITIZE)
        target_link_options(dcomauth_pane PRIVATE "LINKER:--no-undefined")
    endif()
endif()
