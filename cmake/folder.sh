# shellcheck shell=sh disable=SC2154,SC2034
# SPDX-License-Identifier: GPL-2.0-or-later
# Folders of captures; to be read with "." by diagnose.sh, behind common.sh.

captures_in() {
    find "$@" -type f \( -iname '*.pcapng' -o -iname '*.pcap' -o -iname '*.cap' -o -iname '*.dmp' \
        -o -iname '*.pcapng.gz' -o -iname '*.pcap.gz' -o -iname '*.cap.gz' -o -iname '*.etl' \) |
        LC_ALL=C sort
}

# Lines "RING<tab>NUMBER<tab>FILE" from names: dumpcap's x_00001_20261127120000.pcapng, and nmcap's
# x.cap, x(1).cap. A file of no ring is a ring of its own.
rings_of() {
    awk '{
        ring = $0; number = 0
        if (match(ring, /_[0-9][0-9][0-9][0-9][0-9]+_[0-9]+\.[^\/]*$/)) {
            rest = substr(ring, RSTART + 1)
            number = rest + 0
            sub(/^[0-9]+_[0-9]+/, "", rest)
            ring = substr(ring, 1, RSTART - 1) rest
        } else if (match(ring, /\([0-9]+\)\.[cC][aA][pP]$/)) {
            rest = substr(ring, RSTART + 1)
            number = rest + 0
            sub(/^[0-9]+\)/, "", rest)
            ring = substr(ring, 1, RSTART - 1) rest
        }
        printf "%s\t%d\t%s\n", ring, number, $0
    }' | LC_ALL=C sort -t "$(printf '\t')" -k 1,1 -k 2,2n
}

# as_pcap FILE TO: Network Monitor files are converted, for mergecap refuses them.
as_pcap() {
    case $(capinfos -t "$1" 2>/dev/null | grep '^File type:') in
    *[Nn]et[Mm]on* | *[Nn]etwork\ [Mm]onitor*) editcap -F pcap -T ether "$1" "$2" ;;
    *) cp -- "$1" "$2" ;;
    esac
}

# join_ring NUMBER FILE...: prints the path of one file that holds them all, in their order.
join_ring() {
    ring_number=$1
    shift
    [ $# -gt 1 ] || {
        realpath -- "$(readable "$1")"
        return
    }
    ring_folder=$scratch/ring/$ring_number
    mkdir -p "$ring_folder"
    ring_part=0
    for ring_file in "$@"; do
        ring_part=$((ring_part + 1))
        as_pcap "$ring_file" "$ring_folder/$(printf %05d "$ring_part")" 2>/dev/null ||
            say "left out of its ring, for it cannot be read: $ring_file"
    done
    mergecap -a -w "$ring_folder/joined" "$ring_folder"/0* && chmod -R a+rX "$scratch/ring"
    printf '%s\n' "$ring_folder/joined"
}

# Writes the paths of what is to be diagnosed to $scratch/jobs, and their names to $scratch/names.
list_jobs() {
    : >"$scratch/jobs"
    : >"$scratch/names"
    captures_in "$@" | rings_of >"$scratch/rings"
    job=0
    tab=$(printf '\t')
    cut -f 1 "$scratch/rings" | uniq >"$scratch/ring_names"
    while IFS= read -r ring; do
        set --
        while IFS=$tab read -r of _ file; do
            [ "$of" != "$ring" ] || set -- "$@" "$file"
        done <"$scratch/rings"
        case $ring in
        *.[eE][tT][lL])
            status=2
            say "this is a Windows event trace, convert it with etl2pcapng first: $ring"
            continue
            ;;
        esac
        job=$((job + 1))
        join_ring "$job" "$@" >>"$scratch/jobs"
        [ $# -gt 1 ] || ring=$1
        printf '%s\n' "$ring" >>"$scratch/names"
    done <"$scratch/ring_names"
}

# What runs for each capture, here or on another machine, where the plugin and the captures have the
# same paths. Prints one JSON object whatever happens.
write_job() {
    cat >"$scratch/job" <<END
#!/bin/sh
report=\$(WIRESHARK_PLUGIN_DIR='$plugins' HOME='$scratch/home' $as_nobody \\
    tshark -q -r "\$3" -z dcomauth,json 2>/dev/null) || bad=yes
[ -n "\$report" ] || report=null
[ -z "\$bad" ] || echo "dcomauth: tshark could not read it, or not to its end: \$4" >&2
echo "dcomauth: \$1 of \$2: \$4" >&2
printf '{"job": %s, "report": %s}\n' "\$1" "\$report"
END
    chmod 755 "$scratch/job"
}

# diagnose_folders DIR...: text to the standard output; $json_file and $html_file where they are
# set.
diagnose_folders() {
    as_nobody=
    [ "$(id -u)" -ne 0 ] || as_nobody='setpriv --reuid=nobody --regid=nogroup --clear-groups'
    need_packages jq parallel
    list_jobs "$@"
    count=$(wc -l <"$scratch/jobs")
    [ "$count" -gt 0 ] || {
        say "no capture in $*"
        status=2
        return
    }
    write_job
    parallel --will-cite ${DCOMAUTH_JOBS:+--jobs "$DCOMAUTH_JOBS"} \
        ${DCOMAUTH_SSHLOGIN:+--sshlogin "$DCOMAUTH_SSHLOGIN"} \
        "$scratch/job" '{#}' "$count" '{1}' '{2}' \
        :::: "$scratch/jobs" ::::+ "$scratch/names" >"$scratch/reports" || status=2
    jq -n -f "$project/cmake/folder.jq" --argjson names "$(jq -R . "$scratch/names" | jq -s -c .)" \
        "$scratch/reports" >"$scratch/merged.json"
    ! jq -e '[.captures[] | select(.report | not)] | length > 0' "$scratch/merged.json" \
        >/dev/null || status=2
    jq -r -f "$project/cmake/folder_text.jq" "$scratch/merged.json"
    [ -z "$json_file" ] || cp "$scratch/merged.json" "$json_file"
    [ -z "$html_file" ] ||
        jq -r -f "$project/cmake/folder_html.jq" "$scratch/merged.json" >"$html_file"
}
