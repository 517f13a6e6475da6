/* What differs between Wireshark 4.0, 4.4 and 4.6; the only place that may ask for a version.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef DCOMAUTH_COMPAT_H
#define DCOMAUTH_COMPAT_H

#include <epan/packet.h>
#include <epan/tap.h>
#include <ws_version.h>

#define COMPAT_IS_AT_LEAST(minor)                                                                  \
    (WIRESHARK_VERSION_MAJOR > 4 ||                                                                \
     (WIRESHARK_VERSION_MAJOR == 4 && WIRESHARK_VERSION_MINOR >= (minor)))

/* Wireshark's own truth value: an int in 4.0, a C bool later. Callbacks must use this one. */
typedef __typeof__(have_tap_listener(0)) compat_bool;

/* The init callback of register_stat_tap_ui() says from 4.6 on whether it liked its argument. */
#if COMPAT_IS_AT_LEAST(6)
typedef bool compat_stat_init_result;
#define COMPAT_STAT_INIT_OK return true
#define COMPAT_STAT_INIT_FAILED return false
#else
typedef void compat_stat_init_result;
#define COMPAT_STAT_INIT_OK return
#define COMPAT_STAT_INIT_FAILED exit(1)
#endif

/* The callbacks of a conversation filter get data of their own from 4.4 on. */
#if COMPAT_IS_AT_LEAST(4)
#define COMPAT_CONVERSATION_ARGUMENTS (packet_info * pinfo, void *user_data _U_)
#define compat_register_conversation_filter(name, title, is_valid, build)                          \
    register_conversation_filter(name, title, is_valid, build, NULL)
#else
#define COMPAT_CONVERSATION_ARGUMENTS (packet_info * pinfo)
#define compat_register_conversation_filter(name, title, is_valid, build)                          \
    register_conversation_filter(name, title, is_valid, build)
#endif

/* 4.0 keeps the list in packet_info, later versions in frame_data. */
static inline void compat_depend_on_frame(packet_info *pinfo, uint32_t frame)
{
    /* clang-format off */
    mark_frame_as_depended_upon(_Generic(&mark_frame_as_depended_upon,
                                         void (*)(packet_info *, uint32_t): pinfo,
                                         void (*)(frame_data *, uint32_t): pinfo->fd),
                                frame);
    /* clang-format on */
}

/* From 4.4 on TCP leaves its stream in packet_info, which is much cheaper than to look up the
 * conversation. Only for a frame whose innermost transport is TCP; false where it is not there. */
static inline bool compat_tcp_stream(const packet_info *pinfo, uint32_t *stream)
{
#if COMPAT_IS_AT_LEAST(4)
    *stream = pinfo->stream_id;
    return true;
#else
    (void)pinfo;
    (void)stream;
    return false;
#endif
}

/* A field_info holds its value in 4.0 and points to it later. */
static inline fvalue_t *compat_fvalue(field_info *finfo)
{
    /* clang-format off */
    return _Generic(&finfo->value, fvalue_t *: &finfo->value, fvalue_t **: finfo->value);
    /* clang-format on */
}

#endif
