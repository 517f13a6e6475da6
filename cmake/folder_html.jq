# SPDX-License-Identifier: GPL-2.0-or-later
# The merged report of folder.jq as a page that needs nothing else: jq -r -f folder_html.jq MERGED.

"<!DOCTYPE html>",
"<html lang=\"en\"><head><meta charset=\"utf-8\"><title>DCOM auth diagnosis</title>",
"<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">",
"<style>body{font-family:sans-serif;max-width:60em;margin:2em auto;padding:0 1em}"
    + "td,th{text-align:left;padding:.2em 1em .2em 0}.error{color:#a00}</style></head><body>",
"<h1>DCOM auth diagnosis of \(.captures | length) captures</h1>",
"<p>\(.causes | length) causes, \(.causes | map(.count) | add // 0) findings.</p>",
(.captures[] | select(.report | not) | "<p>Not read: \(.name | @html)</p>"),
(.causes[] |
    "<h2 class=\"\(.severity | @html)\">\(.id). \(.verdict | @html)</h2>",
    "<p>\(.summary | @html)</p>",
    "<p>\(.count) findings, \(.first_time | @html) to \(.last_time | @html).</p>",
    "<ul>", (.next_steps[] | "<li>\(. | @html)</li>"), "</ul>",
    "<details><summary>\(.captures | length) captures</summary><ul>",
    (.captures[] | "<li>\(. | @html)</li>"), "</ul></details>"),
"<h2>Captures</h2><table><tr><th>Capture</th><th>Findings</th></tr>",
(.captures[] | select(.report)
    | "<tr><td>\(.name | @html)</td><td>\(.report.findings | length)</td></tr>"),
"</table></body></html>"
