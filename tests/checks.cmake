# SPDX-License-Identifier: GPL-2.0-or-later
# What needs no capture: the sources as they are, and with DCOMAUTH_LONG_TESTS the packages (cpack
# and lintian; tests/package.sh alone also installs them in roots, which takes root and a network).
add_test(NAME static_checks COMMAND sh "${CMAKE_CURRENT_LIST_DIR}/static.sh" --quick)
set_tests_properties(static_checks PROPERTIES
    ENVIRONMENT "DCOMAUTH_BUILD=${PROJECT_BINARY_DIR}"
    LABELS static
    TIMEOUT 600)
add_test(NAME several_captures COMMAND sh "${CMAKE_CURRENT_LIST_DIR}/several.sh")
set_tests_properties(several_captures PROPERTIES
    ENVIRONMENT "DCOMAUTH_BUILD=${PROJECT_BINARY_DIR}"
    TIMEOUT 600)
add_test(NAME progress COMMAND sh "${CMAKE_CURRENT_LIST_DIR}/progress.sh")
set_tests_properties(progress PROPERTIES TIMEOUT 120)
add_test(NAME windows_quick COMMAND sh "${CMAKE_CURRENT_LIST_DIR}/windows.sh" --quick)
set_tests_properties(windows_quick PROPERTIES
    ENVIRONMENT "DCOMAUTH_BUILD=${PROJECT_BINARY_DIR}"
    SKIP_RETURN_CODE 77
    LABELS windows
    TIMEOUT 1200)
if(DCOMAUTH_LONG_TESTS)
    add_test(NAME packages COMMAND sh "${CMAKE_CURRENT_LIST_DIR}/package.sh" --build-only)
    set_tests_properties(packages PROPERTIES LABELS package TIMEOUT 1800)
endif()
