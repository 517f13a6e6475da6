/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "fields.h"

struct field_definition {
    const char *filter;
    const char *title;
    enum ftenum type;
    int display;
    const char *names_from; /* Wireshark's own field that has the names of the values */
    enum ft_framenum_type arrow;
    const char *text;
};

static const struct field_definition definitions[FIELD_COUNT] = {
#define FIELD(name, filter, title, type, display, text)                                            \
    [FIELD_##name] = {"dcomauth." filter, title, type, display, NULL, FT_FRAMENUM_NONE, text},
#define NAMED(name, filter, title, type, display, source, text)                                    \
    [FIELD_##name] = {"dcomauth." filter, title, type, display, source, FT_FRAMENUM_NONE, text},
#define FRAME(name, filter, title, arrow, text)                                                    \
    [FIELD_##name] = {"dcomauth." filter, title, FT_FRAMENUM, BASE_NONE, NULL, arrow, text},
#include "fields.def"
#undef FIELD
#undef NAMED
#undef FRAME
};

static int dcomauth_proto = -1;
static int hf[FIELD_COUNT];
static int ett[SUBTREE_COUNT];

static expert_field ei_verdicts[VERDICT_COUNT] = {
#define VERDICT(name, id, text) [VERDICT_##name] = EI_INIT,
#include "../../vocabulary/verdicts.def"
#undef VERDICT
};
static expert_field ei_ntlm_fallback = EI_INIT;
static expert_field ei_note = EI_INIT;
static expert_field ei_explains = EI_INIT;

static void register_fields(void)
{
    static hf_register_info infos[FIELD_COUNT];

    for (int i = 0; i < FIELD_COUNT; i++) {
        const struct field_definition *definition = &definitions[i];
        header_field_info *info = &infos[i].hfinfo;

        hf[i] = -1;
        infos[i].p_id = &hf[i];
        *info = (header_field_info){definition->title,
                                    definition->filter,
                                    definition->type,
                                    definition->display,
                                    NULL,
                                    0,
                                    definition->text,
                                    HFILL};
        if (definition->type == FT_FRAMENUM)
            info->strings = FRAMENUM_TYPE(definition->arrow);
        if (definition->names_from) {
            const header_field_info *source = proto_registrar_get_byname(definition->names_from);

            if (source) {
                info->strings = source->strings;
                info->display |= source->display & ~FIELD_DISPLAY_E_MASK;
            }
        }
    }
    proto_register_field_array(dcomauth_proto, infos, FIELD_COUNT);
}

static void register_subtrees(void)
{
    static int *pointers[SUBTREE_COUNT];

    for (int i = 0; i < SUBTREE_COUNT; i++) {
        ett[i] = -1;
        pointers[i] = &ett[i];
    }
    proto_register_subtree_array(pointers, SUBTREE_COUNT);
}

static void register_expert_items(void)
{
    static ei_register_info infos[] = {
#define VERDICT(name, id, text)                                                                    \
    {&ei_verdicts[VERDICT_##name], {"dcomauth.expert." id, PI_SECURITY, PI_ERROR, text, EXPFILL}},
#include "../../vocabulary/verdicts.def"
#undef VERDICT
        {&ei_ntlm_fallback,
         {"dcomauth.expert.ntlm_fallback", PI_SECURITY, PI_WARN,
          "Kerberos failed, NTLM was used instead", EXPFILL}},
        {&ei_note,
         {"dcomauth.expert.note", PI_SECURITY, PI_NOTE, "DCOM authentication note", EXPFILL}},
        {&ei_explains,
         {"dcomauth.expert.explains", PI_SECURITY, PI_NOTE, "This KRB-ERROR explains a failure",
          EXPFILL}},
    };

    expert_register_field_array(expert_register_protocol(dcomauth_proto), infos,
                                array_length(infos));
}

void fields_register(int proto)
{
    dcomauth_proto = proto;
    register_fields();
    register_subtrees();
    register_expert_items();
}

int fields_proto(void)
{
    return dcomauth_proto;
}

int fields_hf(enum field field)
{
    return hf[field];
}

int fields_ett(enum field_subtree subtree)
{
    return ett[subtree];
}

expert_field *fields_expert(const struct finding *finding)
{
    switch (finding->severity) {
    case SEVERITY_ERROR:
        return &ei_verdicts[finding->verdict];
    case SEVERITY_WARNING:
        return &ei_ntlm_fallback;
    default:
        return &ei_note;
    }
}

expert_field *fields_expert_explains(void)
{
    return &ei_explains;
}
