/* The style of the HTML report: readable on screen, in the dark and on paper.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef DCOMAUTH_HTML_STYLE_H
#define DCOMAUTH_HTML_STYLE_H

static const char html_style[] =
    ":root{color-scheme:light dark;--ground:#fff;--ink:#1b1f24;--faint:#59636e;--rule:#d1d9e0;"
    "--panel:#f6f8fa;--error:#b3141d;--warning:#8a5a00;--note:#0a5ab8}\n"
    "@media (prefers-color-scheme:dark){:root{--ground:#14181d;--ink:#e6e9ec;--faint:#9aa4ae;"
    "--rule:#3a424b;--panel:#1d232a;--error:#ff7b72;--warning:#e3b341;--note:#79b8ff}}\n"
    "body{margin:0 auto;max-width:62rem;padding:1.5rem;background:var(--ground);color:var(--ink);"
    "font:16px/1.5 system-ui,sans-serif;overflow-wrap:anywhere}\n"
    "h1{font-size:1.6rem;margin:0}h2{font-size:1.2rem;margin:0 0 .5rem}"
    "h3{font-size:1rem;margin:1rem 0 .25rem}\n"
    "code,.host,.frame,.time{font-family:ui-monospace,monospace}\n"
    ".headline{font-size:1.15rem;font-weight:600;margin:.5rem 0}.faint{color:var(--faint)}\n"
    "section{margin:2rem 0}section.finding{border-top:3px solid var(--rule);padding-top:1rem}\n"
    "section.error{border-color:var(--error)}section.warning{border-color:var(--warning)}"
    "section.note{border-color:var(--note)}\n"
    ".badge{font-size:.8rem;font-weight:700;letter-spacing:.04em;padding:.1rem .45rem;"
    "border:1px solid currentColor;border-radius:.3rem;margin-right:.4rem}\n"
    ".error .badge{color:var(--error)}.warning .badge{color:var(--warning)}"
    ".note .badge{color:var(--note)}\n"
    ".summary{font-size:1.05rem}\n"
    "table{border-collapse:collapse;width:100%}th,td{text-align:left;vertical-align:top;"
    "padding:.35rem .5rem;border-bottom:1px solid var(--rule)}td.number{text-align:right}"
    "th,td{overflow-wrap:normal}td.free{overflow-wrap:anywhere}td code{white-space:nowrap}\n"
    "dl{display:grid;grid-template-columns:max-content 1fr;gap:.2rem 1rem;margin:1rem 0}"
    "dt{color:var(--faint)}dd{margin:0}\n"
    "a{color:inherit}li{margin:.2rem 0}\n"
    "svg{display:block;box-sizing:border-box;width:100%;height:auto;background:var(--panel);"
    "border:1px solid var(--rule);border-radius:.4rem;margin:1rem 0;unicode-bidi:isolate}\n"
    "svg text{font-size:12.5px;fill:var(--ink)}svg .lane{stroke:var(--rule);stroke-width:2}\n"
    "svg .role,svg .host,svg .label{text-anchor:middle}svg .role{font-weight:700}"
    "svg .time{fill:var(--faint);font-size:11px}svg .host{font-size:11.5px}\n"
    "svg .label{paint-order:stroke;stroke:var(--panel);stroke-width:4px}\n"
    ".message line,.message path{stroke:var(--ink);stroke-width:1.5;fill:none}"
    ".message polygon{fill:var(--ink)}\n"
    ".failed line,.failed path{stroke:var(--error);stroke-width:2.5}"
    ".failed polygon{fill:var(--error)}svg .failed .label{fill:var(--error);font-weight:700}\n"
    "@media print,(max-width:56rem){table{font-size:.85em}th,td{padding:.3rem .35rem}"
    "td code{white-space:normal}}\n"
    "@media print{:root{color-scheme:light;--ground:#fff;--ink:#000;--faint:#444;--rule:#999;"
    "--panel:#fff;--error:#a00;--warning:#640;--note:#036}section.finding{break-before:auto}"
    "svg,tr,li{break-inside:avoid}h2,h3{break-after:avoid}body{font-size:11pt;padding:0}}\n";

#endif
