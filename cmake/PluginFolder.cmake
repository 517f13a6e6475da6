# SPDX-License-Identifier: GPL-2.0-or-later
# Wireshark looks for dissector plugins in <folder>/<major.minor>/epan. The build keeps that shape,
# so that WIRESHARK_PLUGIN_DIR=<build>/plugins finds the module without an installation.
set(dcomauth_series "${Wireshark_MAJOR_VERSION}.${Wireshark_MINOR_VERSION}")
set(DCOMAUTH_BUILD_PLUGIN_FOLDER "${CMAKE_CURRENT_BINARY_DIR}/plugins/${dcomauth_series}/epan")

if(DCOMAUTH_INSTALL_USER)
    set(DCOMAUTH_INSTALL_FOLDER "$ENV{HOME}/.local/lib/wireshark/plugins/${dcomauth_series}/epan")
else()
    set(DCOMAUTH_INSTALL_FOLDER "${Wireshark_PLUGIN_INSTALL_DIR}/epan")
endif()
