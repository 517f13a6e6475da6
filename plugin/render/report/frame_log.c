/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "frame_log.h"

struct frame_log {
    GHashTable *frames; /* GUINT_TO_POINTER(frame) -> struct logged_frame * */
};

struct frame_log *frame_log_new(void)
{
    struct frame_log *log = g_new(struct frame_log, 1);

    log->frames = g_hash_table_new_full(g_direct_hash, g_direct_equal, NULL, g_free);
    return log;
}

void frame_log_free(struct frame_log *log)
{
    g_hash_table_destroy(log->frames);
    g_free(log);
}

void frame_log_clear(struct frame_log *log)
{
    g_hash_table_remove_all(log->frames);
}

void frame_log_add(struct frame_log *log, uint32_t frame, const struct logged_frame *seen)
{
    g_hash_table_replace(log->frames, GUINT_TO_POINTER(frame), g_memdup2(seen, sizeof *seen));
}

const struct logged_frame *frame_log_find(const struct frame_log *log, uint32_t frame)
{
    return g_hash_table_lookup(log->frames, GUINT_TO_POINTER(frame));
}
