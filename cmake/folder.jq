# SPDX-License-Identifier: GPL-2.0-or-later
# From many reports to one: jq -n -f folder.jq --argjson names '["a.pcapng", …]' JOBS. The input is
# {"job": N, "report": {…}} for each capture; what could not be read has null for a report.

# Numbers and frames are those of one capture.
def causes_of($name):
    .causes | map(del(.id, .findings, .krb_errors) + {captures: [$name]});

def rank: {"error": 0, "warning": 1, "note": 2}[.severity];

# The lists of one report hold a hundred addresses at most: of longer ones the union is not known,
# but it is no smaller than the longest.
def hosts($list; $number):
    (map(.[$list][]) | unique) as $all
    | {($list): $all[:100], ($number): ([($all | length), map(.[$number])[]] | max)};

# The worst case speaks for all; its sentence counts and names frames, which are those of its capture.
def joined:
    . as $cases | sort_by(rank)
    | .[0] + hosts("clients"; "client_count") + hosts("servers"; "server_count") + {
        count: (map(.count) | add), also_worked: (map(.also_worked) | add),
        captures: (map(.captures[]) | unique),
        first_time: (map(.first_time | values) | min), last_time: (map(.last_time | values) | max)}
    | if ($cases | length) > 1 then
        .summary = "In \($cases | sort_by(rank) | .[0].captures[0]): \(.summary)"
      else . end;

[inputs] | sort_by(.job) | map({name: $names[.job - 1], report}) as $captures
| {
    schema: 2,
    captures: $captures,
    causes: ([$captures[] | select(.report) | .name as $name | .report | causes_of($name)[]]
        | group_by([.verdict, .culprit]) | map(joined) | sort_by([rank, -.count, .first_time])
        | to_entries | map({id: (.key + 1)} + .value))
}
