# shellcheck shell=sh disable=SC2154,SC2034
# SPDX-License-Identifier: GPL-2.0-or-later
# Several captures of one case; to be read with "." by diagnose.sh, behind common.sh and folder.sh.

# How many seconds a drift may move a clock before a capture is moved piece by piece.
piece_s=0.005

tshark_with_plugin() {
    unprivileged env WIRESHARK_PLUGIN_DIR="$plugins" tshark "$@"
}

# Sets $preference: which interfaces of the merged file are of which capture, in order.
name_sources() {
    preference=
    first=0
    for capture in "$@"; do
        interfaces=$(capinfos -I "$scratch/parts/$(basename -- "$capture")" |
            sed -n 's/^Number of interfaces in file: *//p')
        last=$((first + ${interfaces:-1} - 1))
        list=$(seq -s , "$first" "$last")
        name=$(basename -- "$capture" | tr ';=' '__')
        preference=$preference${preference:+;}$name=$list
        first=$((last + 1))
    done
}

# merge FILE PART...
merge_parts() {
    merged_file=$1
    shift
    mergecap -I none -w "$merged_file" "$@" && chmod a+r "$merged_file"
}

# move_part FILE OFFSET DRIFT_PPM MIDDLE: a drift that counts is taken off piece by piece, so that
# no piece is wrong by more than half of $piece_s.
move_part() {
    spans=$(capinfos -T -r -S -a -e "$1" | tail -n 1)
    begin=$(printf '%s' "$spans" | cut -f 2)
    end=$(printf '%s' "$spans" | cut -f 3)
    awk -v begin="$begin" -v end="$end" -v offset="$2" -v ppm="$3" -v middle="$4" \
        -v most="$piece_s" 'BEGIN {
            change = (end - begin) * ppm / 1e6; if (change < 0) change = -change
            pieces = change > most ? int(change / most) + 1 : 1
            if (pieces > 1000) pieces = 1000
            for (i = 0; i < pieces; i++) {
                from = begin + (end - begin) * i / pieces
                to = begin + (end - begin) * (i + 1) / pieces
                at = (from + to) / 2 + offset - middle
                printf "%.6f %.6f %.6f\n", from, i + 1 < pieces ? to : end + 1, \
                    offset + at * ppm / 1e6
            }
        }' >"$scratch/pieces"
    if [ "$(wc -l <"$scratch/pieces")" -eq 1 ]; then
        read -r _ _ shift <"$scratch/pieces"
        editcap -t "$shift" "$1" "$1.moved"
    else
        number=10000
        while read -r from to shift; do
            number=$((number + 1))
            editcap -A "$from" -B "$to" -t "$shift" "$1" "$1.piece$number" || return
        done <"$scratch/pieces"
        mergecap -a -w "$1.moved" "$1".piece1*
        rm -f "$1".piece1*
    fi
    mv "$1.moved" "$1"
}

# Moves each part by what -z dcomauth,clocks has measured: interfaces, frames, offset, drift,
# spread, pairs, directions, when. The rows are in the order of the captures.
move_parts() {
    for capture in "$@"; do
        IFS= read -r row || return 0
        # shellcheck disable=SC2086 # columns
        set -- $row
        [ "$3" != - ] || continue
        say "the clock of $(basename -- "$capture"): $3 s, $4 ppm, from $6 common packets"
        move_part "$scratch/parts/$(basename -- "$capture")" "$3" "$4" "$(date -u -d "$8" +%s.%N)"
    done <"$scratch/clocks"
}

# How a report names frames, also where a line ends in between. The diagram of a page has no room
# for more.
named_frames='\b[Ff]rames?\s+\d+(?:(?:,|,?\s+and)\s+\d+)*(?!\d|<\/text>)'

# name_frames ROWS REPORT: prints the text or page with the source and the number there behind each
# frame.
name_frames() {
    perl -0pe 'BEGIN {
            local $/ = "\n";
            open my $rows, "<", shift or die;
            while (<$rows>) { $of{$1} = $2 if /^(\d+) (.*)$/ }
        }
        s/('"$named_frames"')/$1 =~ s,\d+,exists $of{$&} ? "$& ($of{$&})" : $&,ger/ge' \
        "$1" "$2"
}

# What a page shows as it is.
as_html() {
    sed 's/&/\&amp;/g; s/</\&lt;/g; s/>/\&gt;/g' "$1"
}

# The frames that the report names, each with its source and its number there.
tell_frames() {
    perl -0ne 'while (/'"$named_frames"'/g) { print "$_\n" for $& =~ /\d+/g }' \
        "$scratch/report.txt" | sort -un >"$scratch/frames"
    tshark_with_plugin -r "$scratch/merged.pcapng" -o dcomauth.skip:FALSE -T fields \
        -e frame.number -e frame.interface_id 2>/dev/null |
        awk -v names="$preference" -v wanted="$scratch/frames" '
            BEGIN {
                count = split(names, sources, ";")
                for (i = 1; i <= count; i++) {
                    split(sources[i], pair, "=")
                    numbers = split(pair[2], list, ",")
                    for (j = 1; j <= numbers; j++) name[list[j]] = pair[1]
                }
                while ((getline frame < wanted) > 0) is_wanted[frame] = 1
            }
            { seen[name[$2]]++; if ($1 in is_wanted) print $1, name[$2], "#" seen[name[$2]] }'
}

# diagnose_together CAPTURE...
diagnose_together() {
    mkdir "$scratch/parts"
    for capture in "$@"; do
        part=$scratch/parts/$(basename -- "$capture")
        [ ! -e "$part" ] || fail "two captures have the name $(basename -- "$capture")"
        as_pcap "$capture" "$part" || fail "cannot be read: $capture"
    done
    name_sources "$@"
    chmod -R a+rX "$scratch/parts"
    for capture in "$@"; do basename -- "$capture"; done >"$scratch/order"
    merge_in_order || fail 'mergecap failed'
    tshark_with_plugin -q -r "$scratch/merged.pcapng" -o "dcomauth.sources:$preference" \
        -z dcomauth,clocks | sed -n '/^[0-9]/p' >"$scratch/clocks"
    move_parts "$@"
    merge_in_order || fail 'mergecap failed'
    tshark_with_plugin -q -r "$scratch/merged.pcapng" -o "dcomauth.sources:$preference" \
        -z dcomauth >"$scratch/report.txt" || status=2
    tell_frames >"$scratch/source_frames"
    name_frames "$scratch/source_frames" "$scratch/report.txt"
    printf '\nFrames by capture\n'
    awk '{ printf "  frame %-7s %s %s\n", $1, $2, $3 }' "$scratch/source_frames"
    [ -z "$json_file" ] || write_json
    [ -z "$html_file" ] || write_html
}

merge_in_order() {
    set --
    while IFS= read -r part; do
        set -- "$@" "$scratch/parts/$part"
    done <"$scratch/order"
    merge_parts "$scratch/merged.pcapng" "$@"
}

write_json() {
    need_packages jq
    tshark_with_plugin -q -r "$scratch/merged.pcapng" -o "dcomauth.sources:$preference" \
        -z dcomauth,json |
        jq --rawfile rows "$scratch/source_frames" '. + {source_frames: ([$rows | split("\n")[]
            | select(. != "") | capture("^(?<frame>[0-9]+) (?<name>.*)$")
            | {(.frame): .name}] | add // {})}' >"$json_file"
}

write_html() {
    mkdir "$scratch/page" && chmod 777 "$scratch/page"
    tshark_with_plugin -q -r "$scratch/merged.pcapng" -o "dcomauth.sources:$preference" \
        -z "dcomauth,html,$scratch/page/page.html" &&
        as_html "$scratch/source_frames" >"$scratch/page_frames" &&
        name_frames "$scratch/page_frames" "$scratch/page/page.html" >"$html_file"
}
