# SPDX-License-Identifier: GPL-2.0-or-later
"""sameness.py: what a report on a changed capture must have in common with that on the original."""

SAME = ("severity", "outcome", "verdict", "confidence", "principal", "ntlm_user", "spn",
        "interface", "interface_uuid", "opnum", "auth_type", "auth_level", "status",
        "reject_reason", "hresult", "hresult_basis", "hresult_alternatives", "etypes",
        "server_port")
FRAMES = ("connection_frame", "bind_frame", "last_leg_frame", "answer_frame")
COUNTS = ("kerberos_exchanges", "krb_errors", "associations", "healthy_associations",
          "undetermined_associations")

# Causes that only a KRB-ERROR or a silent KDC proves.
KERBEROS_CAUSES = {
    "tgt-rejected-by-kdc", "client-etype-unsupported", "service-etype-unsupported",
    "trust-etype-unsupported", "trust-key-mismatch", "tgt-outdated",
    "spn-unknown", "spn-is-address", "spn-is-user", "spn-duplicate",
    "client-unknown", "client-revoked", "password-expired", "password-wrong", "logon-restricted",
    "delegation-refused", "preauth-unsupported", "checksum-unsupported", "wrong-realm",
    "tgt-revoked", "kdc-unavailable", "kdc-error", "clock-skew", "ticket-expired",
    "ticket-not-yet-valid", "server-key-mismatch", "server-key-missing", "replay-detected",
}

# Of these a capture with less in it may well see only the end; they say so themselves.
ADMITTED = {"truncated", "handshake-incomplete"}


def same_address(address):
    return address


def frames_now(changed):
    """-> {frame: the frames that it became}"""
    mapping = {}
    for now, (_, number) in enumerate(changed, 1):
        if number is not None:
            mapping.setdefault(number, []).append(now)
    return mapping


# --- nothing is lost ---

def frame_problems(what, before, after, mapping, first_copy):
    if before is None or after is None:
        return [] if before == after else [f"{what} {after}, was {before}"]
    became = mapping.get(before, [])
    allowed = became[:1] if first_copy else became
    return [] if after in allowed else [f"{what} {after}, was {before}, which is now {allowed}"]


def link_problems(before, after, mapping):
    """Each link is kept with its reason; a copy of one may be listed as well."""
    problems = []
    reasons = {error["frame"]: error for error in after["krb_errors"]}
    known = set()
    for error in before["krb_errors"]:
        became = mapping.get(error["frame"], [])
        known.update(became)
        mine = [reasons[frame] for frame in became if frame in reasons]
        if not mine:
            problems.append(f"link {error['frame']} (now {became}) is not in {sorted(reasons)}")
        for key in ("code", "in_band", "request", "link", "nt_status"):
            problems += [f"link {error['frame']}: {key} {one[key]}, was {error[key]}"
                         for one in mine if one[key] != error[key]]
    return problems + [f"link {frame} is new" for frame in sorted(reasons.keys() - known)]


def finding_problems(before, after, mapping, change):
    problems = [f"{key} {after[key]}, was {before[key]}" for key in SAME
                if after[key] != before[key]]
    problems += [f"{key} {after[key]}, was {before[key]}" for key in ("client", "server")
                 if after[key] != (before[key] and change.address(before[key]))]
    frames = [(key, before[key], after[key]) for key in FRAMES]
    frames += [(key, frame, after["exchange"][key]) for key, frame in before["exchange"].items()]
    for key, old, new in frames:
        problems += frame_problems(key, old, new, mapping, change.first_copy)
    problems += link_problems(before, after, mapping)
    if (before["clock_skew"] is None) != (after["clock_skew"] is None):
        problems.append(f"clock_skew {after['clock_skew']}, was {before['clock_skew']}")
    elif before["clock_skew"] is not None:
        moved = before["clock_skew"] - after["clock_skew"] - change.seconds
        if abs(moved) > 0.001:
            problems.append(f"clock_skew {after['clock_skew']}, was {before['clock_skew']}")
    return problems


def kdc_table(report, address=same_address):
    return sorted((address(kdc["address"]), kdc["as_ok"], kdc["tgs_ok"], kdc["unanswered"],
                   str(kdc["errors"])) for kdc in report["kdcs"])


def same_findings(before, after, mapping, change):
    """before, after: lists of findings"""
    if len(before) != len(after):
        told = [(finding["verdict"], finding["answer_frame"]) for finding in after]
        return [f"{len(after)} findings {told}, were {len(before)}"]
    return [f"finding {old['id']}: {what}" for old, new in zip(before, after)
            for what in finding_problems(old, new, mapping, change)]


def same_report(before, after, mapping, change):
    problems = same_findings(before["findings"], after["findings"], mapping, change)
    if change.counts:
        problems += [f"{key} {after['capture'][key]}, was {before['capture'][key]}"
                     for key in COUNTS if after["capture"][key] != before["capture"][key]]
        kdcs = kdc_table(before, change.address), kdc_table(after)
        if kdcs[0] != kdcs[1]:
            problems.append(f"KDCs {kdcs[1]}, were {kdcs[0]}")
    return problems


# --- something is lost ---

def counterpart(finding, findings, mapping):
    """The finding before the change that is about the same attempt, or None."""
    def frames(key):
        return {finding[key]} - {None}

    for other in findings:
        for key in ("answer_frame", "bind_frame", "last_leg_frame", "connection_frame"):
            if frames(key) & set(mapping.get(other[key], [])):
                return other
    return None


def links_before(finding, findings, mapping, mixed_times):
    """The frames now of what the finding was linked to, or of what any with its verdict was."""
    same = [other for other in findings if mixed_times and other["verdict"] == finding["verdict"]]
    return {now for other in (finding, *same) for error in other["krb_errors"]
            for now in mapping.get(error["frame"], [])}


def of_unseen_request(finding):
    """What a KDC refused is not in the capture: only the code of its error is to go by."""
    errors = finding["krb_errors"]
    return bool(errors) and all(error["request_frame"] is None for error in errors)


def names_no_cause(finding):
    """Only the code of the KDC's error is told, and that nothing more is known."""
    return finding["verdict"] == "kdc-error" and finding["confidence"] == "low"


def lost_problems(before, after, mapping, quiet=(), mixed_times=False):
    problems = []
    limits = set(after["limits"])
    for finding in after["findings"]:
        if finding["severity"] == "note":
            continue
        label = f"{finding['verdict']} ({finding['confidence']}), answer {finding['answer_frame']}"
        other = counterpart(finding, before["findings"], mapping)
        if other is None:
            problems.append(f"invented: {label}")
            continue
        known = links_before(other, before["findings"], mapping, mixed_times)
        problems += [f"{label}: link {error['frame']} is new" for error in finding["krb_errors"]
                     if error["frame"] not in known]
        if finding["verdict"] in {other["verdict"], *ADMITTED}:
            continue
        if of_unseen_request(finding) and finding["confidence"] != "high":
            continue
        if names_no_cause(finding):
            continue
        if finding["verdict"] in KERBEROS_CAUSES:
            problems.append(f"{label}, was {other['verdict']}: another cause")
        elif finding["confidence"] == "high" and (mixed_times or not limits):
            problems.append(f"{label}, was {other['verdict']}: no limit stated")
    errors = [finding for finding in before["findings"] if finding["severity"] == "error"
              and finding["outcome"] not in quiet]
    silent = not after["findings"] and not limits
    if errors and silent and not after["capture"]["undetermined_associations"]:
        problems.append("nothing is reported and no limit stated")
    return problems
