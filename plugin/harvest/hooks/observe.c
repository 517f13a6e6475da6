/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "observe.h"

#include "../read/undissected.h"
#include "frame_events.h"
#include "primed.h"
#include "private_tree.h"

#include <epan/exceptions.h>

/* What a dissector adds to a tree. */
struct view {
    epan_dissect_t *private; /* NULL where there is a tree anyway */
    proto_tree *tree;
    proto_node *last_before;
    proto_node *last;
    enum primed_fields primed;
    bool is_malformed; /* the dissector ended with an exception */
    unsigned place;    /* how many events came before */
};

enum { WAITING_MAX = 64 };

static bool is_observing;
static struct view waiting[WAITING_MAX];
static unsigned waiting_count;
static unsigned waiting_done;

bool observing(void)
{
    return is_observing;
}

static void prime(const struct view *view)
{
    is_observing = true;
    primed_set(view->primed);
}

static void restore(const struct view *view)
{
    primed_restore(view->primed);
    is_observing = false;
}

/* A visible tree keeps everything by itself. */
static struct view open_view(enum primed_fields fields, const packet_info *pinfo, proto_tree *tree)
{
    bool is_visible = tree && PTREE_DATA(tree)->visible;
    struct view view = {.tree = tree, .primed = is_visible ? PRIMED_NONE : fields};

    prime(&view);
    if (tree) {
        view.last_before = tree->last_child;
    } else {
        view.private = private_tree_new(pinfo);
        view.tree = view.private->tree;
    }
    return view;
}

/* A private tree must be gone before what it holds is no longer primed. */
static void free_tree(const struct view *view)
{
    if (view->private)
        private_tree_free(view->private);
}

/* What show_exception() of Wireshark calls malformed, or short. */
static bool shows_malformed(unsigned long code, const packet_info *pinfo)
{
    return code != FragmentBoundsError &&
           !(pinfo->fragmented && (code == ReportedBoundsError || code == ContainedBoundsError));
}

/* An exception that nobody has caught yet is shown behind all that is there now. */
static struct pdu *collect(const struct view *view, const packet_info *pinfo)
{
    proto_node *first = view->last_before ? view->last_before->next : view->tree->first_child;
    struct pdu *pdus =
        view->last == view->last_before ? NULL : pdus_collect(first, view->last, pinfo->pool);
    struct pdu *last = pdus;

    while (last && last->next)
        last = last->next;
    if (last && view->is_malformed)
        last->malformed = true;
    return pdus;
}

/* False where it has to wait. */
static bool harvest(struct view *view, packet_info *pinfo)
{
    const struct pdu *pdus;

    view->last = view->tree->last_child;
    pdus = collect(view, pinfo);
    if (waiting_count < WAITING_MAX && undissected_is_due(pinfo, pdus)) {
        view->place = frame_events_count();
        waiting[waiting_count++] = *view;
        return false;
    }
    emit_pdus(frame_events_emitter(pinfo), pdus);
    return true;
}

static void finish(const struct view *view, const struct emitter *emitter)
{
    const struct pdu *pdus;

    prime(view);
    pdus = collect(view, emitter->pinfo);
    while (undissected_find(emitter->pinfo, pdus))
        pdus = collect(view, emitter->pinfo);
    emit_pdus(emitter, pdus);
    free_tree(view);
    restore(view);
}

void observe_finish(const struct emitter *emitter, unsigned before)
{
    while (waiting_done < waiting_count && waiting[waiting_done].place <= before)
        finish(&waiting[waiting_done++], emitter);
    if (waiting_done == waiting_count)
        waiting_done = waiting_count = 0;
}

void observe_drop(void)
{
    while (waiting_done < waiting_count) {
        const struct view *view = &waiting[waiting_done++];

        prime(view);
        free_tree(view);
        restore(view);
    }
    waiting_done = waiting_count = 0;
}

/* Apart from observe(): an exception comes back to where TRY stands. */
static int call_in_view(struct view *view, const struct original *original, tvbuff_t *tvb,
                        packet_info *pinfo, void *data)
{
    volatile int result = 0;
    volatile bool is_thrown = true;

    TRY
    {
        result = original_call(original, tvb, pinfo, view->tree, data);
        is_thrown = false;
    }
    FINALLY
    {
        view->is_malformed = is_thrown && shows_malformed(EXCEPT_CODE, pinfo);
        if (harvest(view, pinfo))
            free_tree(view);
        restore(view);
    }
    ENDTRY;
    return result;
}

static int observe_fields(enum primed_fields fields, const struct original *original, tvbuff_t *tvb,
                          packet_info *pinfo, proto_tree *tree, void *data)
{
    struct view view;

    if (is_observing || !frame_events_begin(pinfo))
        return original_call(original, tvb, pinfo, tree, data);
    view = open_view(fields, pinfo, tree);
    return call_in_view(&view, original, tvb, pinfo, data);
}

int observe(const struct original *original, tvbuff_t *tvb, packet_info *pinfo, proto_tree *tree,
            void *data)
{
    return observe_fields(PRIMED_ALL, original, tvb, pinfo, tree, data);
}

int observe_kerberos(const struct original *original, tvbuff_t *tvb, packet_info *pinfo,
                     proto_tree *tree, void *data)
{
    return observe_fields(PRIMED_KERBEROS, original, tvb, pinfo, tree, data);
}
