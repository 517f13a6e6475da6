# SPDX-License-Identifier: GPL-2.0-or-later
# The merged report of folder.jq for people: jq -r -f folder_text.jq MERGED.

def addresses($all): "\(.[:5] | join(", "))\(if $all > 5 then " and \($all - 5) more" else "" end)";
def many($one): if . == 1 then "1 \($one)" else "\(.) \($one)s" end;

"DCOM auth diagnosis of \(.captures | length | many("capture"))",
"",
"\(.causes | length | many("cause")), \(.causes | map(.count) | add // 0 | many("finding")).",
(.captures | map(select(.report | not) | .name)
    | if length > 0 then "Not read: \(join(", "))" else empty end),
(.causes[] |
    "",
    "Cause \(.id): \(.severity | ascii_upcase), \(.verdict) (confidence \(.confidence))",
    "  \(.summary)",
    "  \(.count | many("finding")) from \(.first_time // "?") to \(.last_time // "?")"
        + " in \(.captures | length | many("capture")): \(.captures[:5] | join(", "))"
        + (if (.captures | length) > 5 then " and \((.captures | length) - 5) more" else "" end),
    "  \(.client_count as $n | .clients | addresses($n)) → "
        + (.server_count as $n | .servers | addresses($n)),
    "  Next steps",
    (.next_steps[] | "    - \(.)")),
"",
"By capture",
(.captures[] | select(.report)
    | "  \(.name): \(.report.findings | length | many("finding"))")
