/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "limits.h"

enum { CLIENTS_NAMED_MAX = 16, SERVICES_NAMED_MAX = 8 };

#define NS_PER_S 1e9

/* Wireshark puts segments in order only if told so: tcp.reassemble_out_of_order. */
#define OUT_OF_ORDER_ADVICE "(then set the TCP preference \"Reassemble out-of-order segments\")"

static void say(GPtrArray *sentences, const char *format, ...) G_GNUC_PRINTF(2, 3);

static void say(GPtrArray *sentences, const char *format, ...)
{
    va_list args;

    va_start(args, format);
    g_ptr_array_add(sentences, g_strdup_vprintf(format, args));
    va_end(args);
}

static void say_count(GPtrArray *sentences, unsigned count, const char *one, const char *many,
                      const char *format, ...) G_GNUC_PRINTF(5, 6);

/* "1 connection shows …", "2 connections show …": the beginning goes by the number. */
static void say_count(GPtrArray *sentences, unsigned count, const char *one, const char *many,
                      const char *format, ...)
{
    va_list args;

    va_start(args, format);
    g_autofree char *rest = g_strdup_vprintf(format, args);
    va_end(args);
    say(sentences, "%u %s %s", count, count == 1 ? one : many, rest);
}

static bool stop_at_first(struct kdc_exchange *exchange, void *user_data)
{
    (void)exchange;
    *(bool *)user_data = true;
    return false;
}

static bool has_kerberos(const struct ledger *ledger, const struct host_addr *client)
{
    bool found = false;

    exchanges_of_client(ledger_exchanges(ledger), client, stop_at_first, &found);
    return found;
}

static bool stop_at_logon(struct kdc_exchange *exchange, void *user_data)
{
    *(bool *)user_data |= exchange->has_request && exchange->request_type == KRB_AS_REQ;
    return !*(bool *)user_data;
}

static bool has_logon(const struct ledger *ledger, const struct host_addr *client)
{
    bool found = false;

    exchanges_of_client(ledger_exchanges(ledger), client, stop_at_logon, &found);
    return found;
}

/* A connection of the client in which it may have asked a KDC proxy (MS-KKDCP 2.1), or NULL. */
static const struct wrapped_pair *maybe_kdc_proxy(const struct ledger *ledger,
                                                  const struct host_addr *client)
{
    const GArray *pairs = ledger_wrapped(ledger);

    for (guint i = 0; i < pairs->len; i++) {
        const struct wrapped_pair *pair = &g_array_index(pairs, struct wrapped_pair, i);

        if (pair->wrapping == WRAPPING_HTTPS && host_addr_equal(&pair->one, client))
            return pair;
    }
    return NULL;
}

static void say_no_kerberos(const struct ledger *ledger, const struct finding *finding,
                            const char *client, GPtrArray *limits)
{
    const struct wrapped_pair *proxy = maybe_kdc_proxy(ledger, &finding->client);
    g_autofree char *maybe = NULL;

    if (proxy) {
        char other[HOST_ADDR_TEXT_SIZE];

        maybe = g_strdup_printf(", or it asked a KDC proxy (MS-KKDCP) inside TLS, which cannot be "
                                "seen (frame %u connects to port %u of %s)",
                                proxy->frame, wrapping_row(WRAPPING_HTTPS)->port,
                                host_addr_format(&proxy->other, other));
    }
    say(limits,
        "no Kerberos traffic of %s: its tickets were cached, or the capture point does not see "
        "its KDC%s; run `klist purge` there (for services `klist -li 0x3e7 purge`) and capture "
        "again",
        client, maybe ? maybe : "");
}

static void say_client_limit(const struct ledger *ledger, const struct finding *finding,
                             GPtrArray *limits)
{
    char client[HOST_ADDR_TEXT_SIZE];

    host_addr_format(&finding->client, client);
    /* The secure channel has keys of its own: MS-NRPC 3.1.4.3. */
    if (finding->verdict == VERDICT_NETLOGON_REFUSED)
        return;
    if (finding->exchange.as_rep_frame != 0 || finding->exchange.as_req_frame != 0)
        return;
    if (finding->etypes.tgt != FINDING_ETYPE_UNKNOWN && has_logon(ledger, &finding->client))
        say(limits,
            "the logon of the user whose ticket %s presented is not in the capture, only that of "
            "another account",
            client);
    else if (finding->etypes.tgt != FINDING_ETYPE_UNKNOWN)
        say(limits, "capture starts after the logon: no AS exchange of %s", client);
    else if (!has_kerberos(ledger, &finding->client))
        say_no_kerberos(ledger, finding, client, limits);
}

static void say_client_limits(const struct ledger *ledger, const GPtrArray *findings,
                              GPtrArray *limits)
{
    g_autoptr(GHashTable) seen = g_hash_table_new(host_addr_hash, host_addr_hash_equal);

    for (guint i = 0; i < findings->len; i++) {
        const struct finding *finding = findings->pdata[i];

        if (g_hash_table_size(seen) >= CLIENTS_NAMED_MAX)
            return;
        if (g_hash_table_add(seen, (gpointer)&finding->client))
            say_client_limit(ledger, finding, limits);
    }
}

static void say_gaps(const struct ledger *ledger, GPtrArray *limits)
{
    struct connections_gaps gaps = connections_gaps(ledger_connections(ledger));

    if (gaps.without_client > 0)
        say_count(limits, gaps.without_client, "RPC connection shows", "RPC connections show",
                  "only the answers of the server, the first in frame %u: the capture holds one "
                  "direction only, or began later",
                  gaps.without_client_frame);
    if (gaps.without_server > 0)
        say_count(limits, gaps.without_server, "RPC connection shows", "RPC connections show",
                  "no frame of the server, the first ends in frame %u: the capture holds one "
                  "direction only",
                  gaps.without_server_frame);
    if (gaps.without_pdu > 0)
        say_count(limits, gaps.without_pdu, "connection to an RPC port", "connections to RPC ports",
                  "carried bytes in which no RPC PDU can be read, the first ends in frame %u: "
                  "packets are missing from the capture, or came out of "
                  "order " OUT_OF_ORDER_ADVICE ", or it was not RPC",
                  gaps.without_pdu_frame);
    if (gaps.disordered > 0)
        say_count(
            limits, gaps.disordered, "connection is", "connections are",
            "in the capture twice, by two clocks, and the copies of the one "
            "that is behind come first (frame %u repeats a SYN %.3f s later): what came before a "
            "call may stand after it; move the times of that file with `editcap -t` and merge "
            "again",
            gaps.disordered_frame, (double)gaps.disordered_ns / NS_PER_S);
}

static void say_reversed(const struct ledger *ledger, GPtrArray *limits)
{
    struct reversed calls = connections_gaps(ledger_connections(ledger)).reversed;
    struct reversed tickets = exchanges_reversed(ledger_exchanges(ledger));
    uint32_t frame = calls.count == 0 || (tickets.count > 0 && tickets.frame < calls.frame)
                         ? tickets.frame
                         : calls.frame;

    if (calls.count + tickets.count > 0)
        say_count(limits, calls.count + tickets.count, "answer comes", "answers come",
                  "out of turn, the first in frame %u, by %.3f s at most: the capture was merged "
                  "from files whose clocks differ by more than that, so what belongs together may "
                  "not be linked, and what looks healthy may not be; move the times of one file "
                  "with `editcap -t` and merge again",
                  frame, (double)MAX(calls.ns, tickets.ns) / NS_PER_S);
}

static void say_kdc_directions(const struct ledger *ledger, GPtrArray *limits)
{
    uint32_t frame;
    uint32_t orphans = exchanges_orphans(ledger_exchanges(ledger), &frame);
    uint32_t unseen_frame;
    uint32_t unseen = exchanges_unseen_answers(ledger_exchanges(ledger), &unseen_frame);

    if (orphans > 0)
        say_count(limits, orphans, "answer of a KDC has", "answers of KDCs have",
                  "no request in the capture, the first in frame %u: the capture holds one "
                  "direction only, or began later",
                  frame);
    if (unseen > 0)
        say_count(limits, unseen, "request to a KDC was", "requests to KDCs were",
                  "answered, as TCP tells, but no answer can be read, the first is in frame %u: "
                  "packets are missing from the capture, or came out of order " OUT_OF_ORDER_ADVICE,
                  unseen_frame);
    if (exchanges_total(ledger_exchanges(ledger)) > 0 &&
        !exchanges_kdc_seen(ledger_exchanges(ledger)))
        say(limits,
            "no frame of any KDC is in the capture, only requests: either the KDCs are silent "
            "or the capture holds one direction only");
}

void limits_fill_faults(const struct stray_faults *faults, GPtrArray *limits)
{
    char server[HOST_ADDR_TEXT_SIZE];

    if (faults->count == 0)
        return;
    host_addr_format(&faults->server, server);
    const char *name = fault_name(faults->status);
    say_count(limits, faults->count, "RPC call was", "RPC calls were",
              "refused with a security fault on a context whose bind is not in the capture, the "
              "first in frame %u by %s (0x%08x%s%s): capture from before the connection",
              faults->frame, server, faults->status, name ? " " : "", name ? name : "");
}

static void say_cut_datagrams(const struct ledger *ledger, GPtrArray *limits)
{
    uint32_t frame;
    uint32_t count = datagrams_cut(ledger_datagrams(ledger), &frame);
    g_autofree char *missing =
        count > 0 ? datagrams_missing(ledger_datagrams(ledger), frame) : NULL;

    if (count > 0)
        say(limits,
            "%u IP datagram%s of Kerberos cannot be read, for fragments are missing, the first is "
            "that of frame %u%s%s%s: capture without a filter for ports, which later fragments do "
            "not have, or have the client use TCP",
            count, count == 1 ? "" : "s", frame, missing ? " (" : "", missing ? missing : "",
            missing ? ")" : "");
}

static bool is_party(const GPtrArray *findings, const struct host_addr *address)
{
    for (guint i = 0; i < findings->len; i++) {
        const struct finding *finding = findings->pdata[i];

        if (host_addr_equal(&finding->client, address) ||
            host_addr_equal(&finding->server, address))
            return true;
    }
    return false;
}

static bool is_call(const struct finding *finding, const struct host_addr *client,
                    const struct host_addr *server)
{
    return host_addr_equal(&finding->client, client) && host_addr_equal(&finding->server, server);
}

/* Who opens a connection is its client; messages go both ways. */
static bool is_of_one_call(const GPtrArray *findings, const struct wrapped_pair *pair)
{
    bool both_ways = wrapping_row(pair->wrapping)->form == WRAPPING_IN_MESSAGES;

    for (guint i = 0; i < findings->len; i++)
        if (is_call(findings->pdata[i], &pair->one, &pair->other) ||
            (both_ways && is_call(findings->pdata[i], &pair->other, &pair->one)))
            return true;
    return false;
}

static bool is_told(const struct wrapped_pair *pair, const GPtrArray *findings, bool is_all)
{
    enum wrapping_scope scope = wrapping_row(pair->wrapping)->scope;

    if (scope != WRAPPING_OF_ONE_CALL && is_all)
        return true;
    if (scope != WRAPPING_OF_A_PARTY)
        return is_of_one_call(findings, pair);
    return is_party(findings, &pair->one) || is_party(findings, &pair->other);
}

static void say_pair(const struct wrapped_pair *pair, GPtrArray *limits)
{
    const struct wrapping_row *row = wrapping_row(pair->wrapping);
    char one[HOST_ADDR_TEXT_SIZE], other[HOST_ADDR_TEXT_SIZE];

    host_addr_format(&pair->one, one);
    host_addr_format(&pair->other, other);
    switch (row->form) {
    case WRAPPING_IN_PACKETS:
        say(limits,
            "%u packets between %s and %s are %s, the first in frame %u; what they carry "
            "cannot be seen: %s",
            pair->packets, one, other, row->name, pair->frame, row->advice);
        break;
    case WRAPPING_IN_CONNECTIONS:
        say(limits,
            "frame %u opens a connection of %s to port %u of %s: %s; what it carries cannot be "
            "seen: %s",
            pair->frame, one, row->port, other, row->name, row->advice);
        break;
    case WRAPPING_IN_MESSAGES:
        say(limits,
            "from frame %u on messages between %s and %s are %s; what they carry cannot be seen: "
            "%s",
            pair->frame, one, other, row->name, row->advice);
        break;
    }
}

static void say_wrapped(const struct ledger *ledger, const GPtrArray *findings, GPtrArray *limits)
{
    bool is_all = findings->len == 0 && exchanges_total(ledger_exchanges(ledger)) == 0 &&
                  connections_attempts(ledger_connections(ledger)) == 0;

    for (guint i = 0; i < ledger_wrapped(ledger)->len; i++) {
        const struct wrapped_pair *pair =
            &g_array_index(ledger_wrapped(ledger), struct wrapped_pair, i);

        if (is_told(pair, findings, is_all))
            say_pair(pair, limits);
    }
}

static void say_switched_off(const struct ledger *ledger, GPtrArray *limits)
{
    static const char *const kinds[] = {[SETTING_PREFERENCE] = "preference",
                                        [SETTING_PROTOCOL] = "protocol",
                                        [SETTING_HEURISTIC] = "heuristic"};
    static const char *const places[] = {
        [SETTING_PREFERENCE] = "Edit, Preferences, Protocols",
        [SETTING_PROTOCOL] = "Analyze, Enabled Protocols",
        [SETTING_HEURISTIC] = "Analyze, Enabled Protocols",
    };
    settings_set left =
        settings_that_cost(ledger_facts(ledger)->switched_off, ledger_facts(ledger)->fragments > 0);

    for (unsigned i = 0; i < SETTING_COUNT; i++) {
        const struct setting_row *row = setting_row((enum setting)i);

        if (left >> i & 1)
            say(limits, "the %s %s is %s: %s; switch it %s (%s) and open the capture again",
                kinds[row->kind], row->name, row->wanted ? "off" : "on", row->cost,
                row->wanted ? "on" : "off", places[row->kind]);
    }
}

void limits_fill(const struct ledger *ledger, const GPtrArray *findings, GPtrArray *limits)
{
    const struct ledger_facts *facts = ledger_facts(ledger);

    say_switched_off(ledger, limits);
    say_client_limits(ledger, findings, limits);
    say_gaps(ledger, limits);
    say_reversed(ledger, limits);
    say_kdc_directions(ledger, limits);
    say_cut_datagrams(ledger, limits);
    say_wrapped(ledger, findings, limits);
    if (facts->back_frame > 0)
        say(limits,
            "frame %u is %.3f s earlier than the frame before it: the clock was set back, or files "
            "were joined out of order (then put them in order with `reordercap`); what lies on "
            "both sides of it may not be linked",
            facts->back_frame, (double)facts->back_ns / NS_PER_S);
    if (facts->cut_frames > 0)
        say_count(limits, facts->cut_frames, "authentication PDU is in a frame that was",
                  "authentication PDUs are in frames that were",
                  "cut short, the first in frame %u: capture whole packets", facts->cut_frame);
    if (facts->untimed_pdus > 0)
        say_count(limits, facts->untimed_pdus,
                  "authentication PDU is in a packet without time stamp",
                  "authentication PDUs are in packets without time stamps",
                  "(the first in frame %u): their order stands for the time, and clocks cannot be "
                  "compared",
                  facts->untimed_frame);
    if (facts->unreadable_pdus > 0)
        say_count(limits, facts->unreadable_pdus, "RPC or Kerberos PDU", "RPC or Kerberos PDUs",
                  "cannot be read, the first in frame %u", facts->unreadable_frame);
}

void notes_fill(const struct ledger *ledger, GPtrArray *notes)
{
    if (ledger_facts(ledger)->rc4_tgts > 0)
        say_count(notes, ledger_facts(ledger)->rc4_tgts, "ticket-granting ticket uses",
                  "ticket-granting tickets use",
                  "RC4: the accounts or KDCs behind it fail once RC4 is off (CVE-2026-20833)");
    if (ledger_facts(ledger)->rc4_tickets == 0)
        return;
    g_autoptr(GList) services = ledger_rc4_services(ledger);
    GString *names = g_string_new(NULL);
    guint named = 0;
    for (GList *link = services; link && named < SERVICES_NAMED_MAX; link = link->next, named++)
        g_string_append_printf(names, "%s%s", named ? ", " : "", (const char *)link->data);
    say_count(notes, ledger_facts(ledger)->rc4_tickets, "service ticket uses",
              "service tickets use",
              "RC4: these services break once RC4 is off by default (CVE-2026-20833): %s%s",
              names->str, g_list_length(services) > SERVICES_NAMED_MAX ? ", …" : "");
    g_string_free(names, TRUE);
}
