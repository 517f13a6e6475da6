/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "frame_log.h"

struct frame_log {
    GHashTable *frames; /* gint64 *, see key_of() -> int64_t * */
};

struct frame_log *frame_log_new(void)
{
    struct frame_log *log = g_new(struct frame_log, 1);

    log->frames = g_hash_table_new_full(g_int64_hash, g_int64_equal, g_free, g_free);
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

static gint64 key_of(unsigned part, uint32_t frame)
{
    return (gint64)((uint64_t)part << 32 | frame);
}

void frame_log_add(struct frame_log *log, unsigned part, uint32_t frame, int64_t relative_ns)
{
    gint64 key = key_of(part, frame);

    g_hash_table_replace(log->frames, g_memdup2(&key, sizeof key),
                         g_memdup2(&relative_ns, sizeof relative_ns));
}

static bool find_time(unsigned part, uint32_t frame, int64_t *relative_ns, const void *data)
{
    const struct frame_log *log = data;
    gint64 key = key_of(part, frame);
    const int64_t *found = g_hash_table_lookup(log->frames, &key);

    if (found)
        *relative_ns = *found;
    return found;
}

struct ladder_clock frame_log_clock(const struct frame_log *log)
{
    return (struct ladder_clock){find_time, log};
}
