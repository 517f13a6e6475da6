# SPDX-License-Identifier: GPL-2.0-or-later
# What an installation consists of, and cpack's packages of it: a .deb of the component "system",
# one of the pane where it is built, as it alone needs Qt, and a .tar.gz of "personal" with a script
# that copies it into a home folder.
set(dcomauth_doc "${PROJECT_SOURCE_DIR}/plugin/doc")
set(dcomauth_profile "${PROJECT_SOURCE_DIR}/plugin/profile/")
set(dcomauth_name wireshark-dcomauth)
set(packed "${PROJECT_BINARY_DIR}/package")
set(CMAKE_INSTALL_DEFAULT_DIRECTORY_PERMISSIONS
    OWNER_READ OWNER_WRITE OWNER_EXECUTE GROUP_READ GROUP_EXECUTE WORLD_READ WORLD_EXECUTE)

# install_dcomauth(COMPONENT MODULE-FOLDER PROFILE-FOLDER [OPTION])
function(install_dcomauth component modules profile)
    install(TARGETS dcomauth LIBRARY DESTINATION "${modules}" COMPONENT ${component} ${ARGN}
            PERMISSIONS OWNER_READ OWNER_WRITE GROUP_READ WORLD_READ)
    install(DIRECTORY "${dcomauth_profile}" DESTINATION "${profile}" COMPONENT ${component} ${ARGN})
endfunction()

if(DCOMAUTH_INSTALL_USER)
    set(profiles "$ENV{HOME}/.config/wireshark/profiles")
else()
    set(profiles "${Wireshark_INSTALL_PREFIX}/share/wireshark/profiles")
endif()
install_dcomauth(system "${DCOMAUTH_INSTALL_FOLDER}" "${profiles}/DCOM auth")

if(dcomauth_has_pane)
    install(TARGETS dcomauth_pane LIBRARY DESTINATION "${DCOMAUTH_INSTALL_FOLDER}" COMPONENT pane
            PERMISSIONS OWNER_READ OWNER_WRITE GROUP_READ WORLD_READ)
endif()

install_dcomauth(personal . profile EXCLUDE_FROM_ALL)
configure_file("${CMAKE_CURRENT_LIST_DIR}/personal.sh.in" "${packed}/install.sh" @ONLY)
install(FILES "${packed}/install.sh" "${dcomauth_doc}/dcomauth.7" "${PROJECT_SOURCE_DIR}/README.md"
              "${PROJECT_SOURCE_DIR}/COPYING"
        DESTINATION . COMPONENT personal EXCLUDE_FROM_ALL)

# --- cpack ---

set(CPACK_PACKAGE_NAME ${dcomauth_name})
set(CPACK_PACKAGE_VENDOR dcomauth)
set(CPACK_PACKAGE_CONTACT "dcomauth contributors <dcomauth@users.noreply.github.com>")
set(CPACK_PACKAGE_DESCRIPTION_SUMMARY "Wireshark plugin that explains failed DCOM authentication")
set(CPACK_PACKAGE_DESCRIPTION
    "A plugin for Wireshark and tshark that says why a DCOM or MSRPC call failed
to authenticate. It ties the failing RPC bind to the KRB-ERROR behind it, or to
the silence of the KDC, names the cause, shows which encryption types were
offered and chosen on the way, and says what to do next.")
set(CPACK_GENERATOR DEB TGZ)
set(CPACK_PACKAGE_FILE_NAME
    "dcomauth-${PROJECT_VERSION}-wireshark-${dcomauth_series}-${CMAKE_SYSTEM_PROCESSOR}")
set(CPACK_STRIP_FILES ON)
set(CPACK_VERBATIM_VARIABLES ON)
set(CPACK_INSTALL_DEFAULT_DIRECTORY_PERMISSIONS ${CMAKE_INSTALL_DEFAULT_DIRECTORY_PERMISSIONS})
set(CPACK_PROJECT_CONFIG_FILE "${CMAKE_CURRENT_LIST_DIR}/PackageKind.cmake")
set(CPACK_COMPONENTS_ALL system personal debian)
if(dcomauth_has_pane)
    list(APPEND CPACK_COMPONENTS_ALL pane)
endif()

set(CPACK_DEBIAN_PACKAGE_VERSION ${PROJECT_VERSION})
set(CPACK_DEBIAN_PACKAGE_RELEASE "1~ws${dcomauth_series}")
set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
set(CPACK_DEBIAN_PACKAGE_SECTION net)
set(CPACK_DEBIAN_PACKAGE_SHLIBDEPS ON)
set(CPACK_DEBIAN_PACKAGE_RECOMMENDS "wireshark | tshark")
set(CPACK_DEBIAN_PACKAGE_ENHANCES "tshark, wireshark")
set(CPACK_DEBIAN_PLUGIN_PACKAGE_NAME ${dcomauth_name})
set(CPACK_DEBIAN_PANE_PACKAGE_NAME ${dcomauth_name}-pane)
set(CPACK_DEBIAN_PANE_PACKAGE_DEPENDS
    "${dcomauth_name} (= ${PROJECT_VERSION}-${CPACK_DEBIAN_PACKAGE_RELEASE}), wireshark")
set(CPACK_DEBIAN_PANE_PACKAGE_RECOMMENDS "")
set(CPACK_COMPONENT_PANE_DESCRIPTION "Pane of the plugin that explains failed DCOM authentication
 A pane for Wireshark's window: the causes of failed DCOM and MSRPC calls and
 their findings, the way of each as a ladder, its evidence and what to do next.")

# Debian wants these compressed, and the changelog to name the package's own version.
find_program(DCOMAUTH_GZIP gzip)
if(DCOMAUTH_GZIP AND NOT DCOMAUTH_INSTALL_USER)
    configure_file("${dcomauth_doc}/changelog.in" "${packed}/changelog.Debian" @ONLY)
    foreach(file IN ITEMS "${dcomauth_doc}/dcomauth.7" "${packed}/changelog.Debian")
        get_filename_component(name "${file}" NAME)
        set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS "${file}")
        execute_process(COMMAND "${DCOMAUTH_GZIP}" -9nc "${file}"
                        OUTPUT_FILE "${packed}/${name}.gz")
    endforeach()
    install(FILES "${packed}/dcomauth.7.gz" DESTINATION share/man/man7 COMPONENT system)
    install(FILES "${packed}/changelog.Debian.gz" "${dcomauth_doc}/copyright"
            DESTINATION share/doc/${dcomauth_name} COMPONENT debian EXCLUDE_FROM_ALL)
    if(dcomauth_has_pane)
        install(FILES "${packed}/changelog.Debian.gz" "${dcomauth_doc}/copyright"
                DESTINATION share/doc/${dcomauth_name}-pane COMPONENT pane)
    endif()
    install(FILES "${PROJECT_SOURCE_DIR}/README.md" DESTINATION share/doc/${dcomauth_name}
            COMPONENT system)
endif()

include(CPack)
cpack_add_component(system GROUP plugin)
cpack_add_component(debian GROUP plugin)
cpack_add_component(pane GROUP pane)
