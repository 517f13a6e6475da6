# SPDX-License-Identifier: GPL-2.0-or-later
# From many reports to one: jq -n -f folder.jq --argjson names '["a.pcapng", …]' JOBS. The input is
# {"job": N, "report": {…}} for each capture; what could not be read has null for a report.

# Reports of schema 1 have no causes: then one verdict on one server is one cause.
def causes_of($name):
    if .causes then .causes
    else
        [.findings | group_by([.verdict, .server])[] | {
            severity: .[0].severity, verdict: .[0].verdict, confidence: .[0].confidence,
            culprit: {server: .[0].server}, count: length,
            first_time: (map(.time) | min), last_time: (map(.time) | max),
            clients: (map(.client) | unique), servers: (map(.server) | unique),
            summary: .[0].summary, next_steps: .[0].next_steps}]
    end | map(del(.id, .findings, .krb_errors, .also_worked) + {captures: [$name]});

def rank: {"error": 0, "warning": 1, "note": 2}[.severity] // 3;

# What cases have in common is told once; lists hold a hundred at most, as in one report.
def joined:
    .[0] + {
        count: (map(.count) | add), captures: (map(.captures[]) | unique),
        first_time: (map(.first_time) | min), last_time: (map(.last_time) | max),
        clients: (map(.clients[]) | unique | .[:100]),
        servers: (map(.servers[]) | unique | .[:100])}
    | .client_count = (.clients | length) | .server_count = (.servers | length);

[inputs] | sort_by(.job) | map({name: $names[.job - 1], report}) as $captures
| {
    schema: 2,
    captures: $captures,
    causes: ([$captures[] | select(.report) | .name as $name | .report | causes_of($name)[]]
        | group_by([.verdict, .culprit]) | map(joined) | sort_by([rank, -.count, .first_time])
        | to_entries | map({id: (.key + 1)} + .value))
}
