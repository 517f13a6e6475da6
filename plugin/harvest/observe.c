/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "observe.h"

#include "completion.h"
#include "pending.h"
#include "primed.h"

#include <epan/epan_dissect.h>
#include <epan/exceptions.h>

static bool is_observing;

struct view {
    epan_dissect_t *private; /* NULL where there is a tree anyway */
    proto_tree *tree;
    proto_node *last_before;
    bool is_primed;
};

bool observing(void)
{
    return is_observing;
}

static struct view open_view(const packet_info *pinfo, proto_tree *tree)
{
    struct view view = {.tree = tree};

    is_observing = true;
    view.is_primed = !(tree && PTREE_DATA(tree)->visible);
    if (view.is_primed)
        primed_set();
    if (tree) {
        view.last_before = tree->last_child;
    } else {
        view.private = epan_dissect_new((epan_t *)pinfo->epan, TRUE, FALSE);
        view.tree = view.private->tree;
    }
    return view;
}

static void close_view(const struct view *view)
{
    if (view->private)
        epan_dissect_free(view->private);
    if (view->is_primed)
        primed_restore();
    is_observing = false;
}

static proto_node *first_node(const struct view *view)
{
    return view->last_before ? view->last_before->next : view->tree->first_child;
}

/* An exception that nobody has caught yet is shown behind all that is there now. */
static struct pdu *collect(const struct view *view, const packet_info *pinfo, bool is_thrown)
{
    struct pdu *pdus = pdus_collect(first_node(view), pinfo->pool);
    struct pdu *last = pdus;

    while (last && last->next)
        last = last->next;
    if (last && is_thrown)
        last->malformed = true;
    return pdus;
}

static void harvest(const struct view *view, packet_info *pinfo, bool is_thrown)
{
    const struct pdu *pdus = collect(view, pinfo, is_thrown);

    while (completion_find(pinfo, pdus))
        pdus = collect(view, pinfo, is_thrown);
    emit_pdus(pending_emitter(pinfo), pdus);
}

/* Apart from observe(): an exception comes back to where TRY stands. */
static int call_in_view(const struct view *view, const struct original *original, tvbuff_t *tvb,
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
        harvest(view, pinfo, is_thrown);
        close_view(view);
    }
    ENDTRY;
    return result;
}

int observe(const struct original *original, tvbuff_t *tvb, packet_info *pinfo, proto_tree *tree,
            void *data)
{
    struct view view;

    if (is_observing || !pending_begin(pinfo))
        return original_call(original, tvb, pinfo, tree, data);
    view = open_view(pinfo, tree);
    return call_in_view(&view, original, tvb, pinfo, data);
}
