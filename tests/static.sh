#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# Looks at the sources without running them. A check whose program is not installed is skipped, and
# says so; with --all that is a failure. With --quick clang-tidy is left out, which takes minutes;
# it needs a build folder that cmake has configured ($DCOMAUTH_BUILD, default: build).
# $DCOMAUTH_STATIC goes before the option: ctest says --quick, CI wants --all.
set -u

project=$(CDPATH='' cd -- "$(dirname -- "$0")/.." && pwd)
cd "$project" || exit 2
. cmake/common.sh

# What Wireshark's tools/checkAPIs.pl prohibits to everybody or to dissectors, with what takes its
# place. Unsafe or dependent on the locale or the platform:
forbidden='
    atoi:ws_strtoi32 gets:fgets sprintf:g_strdup_printf vsprintf:g_strdup_vprintf
    g_sprintf:g_strdup_printf g_vsprintf:g_strdup_vprintf g_snprintf:snprintf
    g_vsnprintf:vsnprintf strcpy:g_strlcpy strncpy:g_strlcpy strcat:g_strlcat strncat:g_strlcat
    strdup:g_strdup strndup:g_strndup strtoull:g_ascii_strtoull strtod:g_ascii_strtod
    atof:g_ascii_strtod strerror:g_strerror perror:g_strerror tmpnam:mkstemp
    g_fprintf:fprintf g_vfprintf:vfprintf
    malloc:g_malloc calloc:g_new0 realloc:g_realloc valloc:g_malloc free:g_free g_memdup:g_memdup2
    bzero:memset bcopy:memcpy bcmp:memcmp ntohl:g_ntohl ntohs:g_ntohs htonl:g_htonl htons:g_htons
    isalnum:g_ascii_isalnum isalpha:g_ascii_isalpha isascii:comparison iscntrl:g_ascii_iscntrl
    isdigit:g_ascii_isdigit isgraph:g_ascii_isgraph islower:g_ascii_islower
    isprint:g_ascii_isprint ispunct:g_ascii_ispunct isspace:g_ascii_isspace
    isupper:g_ascii_isupper isxdigit:g_ascii_isxdigit tolower:g_ascii_tolower
    toupper:g_ascii_toupper strcasecmp:g_ascii_strcasecmp strncasecmp:g_ascii_strncasecmp
    g_strcasecmp:g_ascii_strcasecmp g_strncasecmp:g_ascii_strncasecmp
    open:ws_open rename:ws_rename mkdir:ws_mkdir stat:ws_stat64 unlink:ws_unlink remove:ws_remove
    fopen:ws_fopen freopen:ws_freopen fstat:ws_fstat64 lseek:ws_lseek64 ctime:abs_time_secs_to_str
    tvb_length_remaining:tvb_captured_length_remaining
    abort:DISSECTOR_ASSERT assert:DISSECTOR_ASSERT g_assert:DISSECTOR_ASSERT
    g_error:expert_add_info printf:proto_tree g_warning:expert_add_info'

mode=${DCOMAUTH_STATIC:-${1-}}
format_version=14
number=0
failed=0
skipped=0

# Files that match the patterns for find.
files() {
    find . \( -name '.?*' -o -name 'build*' -o -name __pycache__ \) -prune -o \
        -type f \( "$@" \) -print | sed 's,^\./,,' | sort
}

c_files() {
    files -name '*.c' -o -name '*.h'
}

cxx_files() {
    files -name '*.cpp'
}

sources() {
    files -name '*.[ch]' -o -name '*.cpp' -o -name '*.def' -o -name '*.py' -o -name '*.sh' \
        -o -name '*.sh.in' -o -name '*.cmake' -o -name CMakeLists.txt
}

# Prints why the check must be skipped, if so. PROGRAM, or nothing.
reason_to_skip() {
    [ -n "$1" ] || return
    command -v "$1" >/dev/null || {
        echo "no $1"
        return
    }
    case $1 in
    clang-tidy) [ "$mode" != --quick ] || echo 'it takes minutes' ;;
    # Each version breaks lines in its own way.
    clang-format) "$1" --version | grep -q "version $format_version\." || echo 'another version' ;;
    esac
}

# check NAME PROGRAM FUNCTION: the function prints what is wrong.
check() {
    number=$((number + 1))
    reason=$(reason_to_skip "$2")
    if [ -n "$reason" ]; then
        printf 'ok %s - %s # skip: %s\n' "$number" "$1" "$reason"
        skipped=$((skipped + 1))
        return
    fi
    complaints=$("$3" 2>&1)
    if [ -z "$complaints" ]; then
        printf 'ok %s - %s\n' "$number" "$1"
    else
        printf '%s\nnot ok %s - %s\n' "$complaints" "$number" "$1"
        failed=$((failed + 1))
    fi
}

check_format() {
    # shellcheck disable=SC2046 # a list of names
    clang-format --dry-run $(c_files) $(cxx_files) 2>&1 | grep 'warning:'
}

check_scripts() {
    # shellcheck disable=SC2046
    shellcheck --external-sources --source-path=. --source-path=findings \
        $(files -name '*.sh') .ci/run
}

check_licences() {
    sources | xargs grep -L 'SPDX-License-Identifier: GPL-2.0-or-later' |
        sed 's/$/: no SPDX line/'
}

# Tables of texts (.def), tables, pictures and commands in Markdown, and golden files are as wide as
# they are.
check_width() {
    { sources | grep -v '\.def$'; files -name '*.md'; } | xargs python3 -c '
import sys
for path in sys.argv[1:]:
    command = False
    for number, line in enumerate(open(path, encoding="utf-8"), 1):
        if path.endswith(".md"):
            command ^= line.lstrip().startswith("```")
            if command or line.lstrip().startswith(("|", "![")):
                continue
        if len(line.rstrip("\n")) > 100:
            print(f"{path}:{number}: {len(line) - 1} columns")'
}

check_blanks() {
    sources | xargs grep -nP '[[:blank:]]+$|\t' | grep -v '^plugin/profile/'
}

# What belongs to one machine and not into the project.
check_paths() {
    { sources; files -name '*.md'; } | grep -v '^tests/static\.sh$' |
        xargs grep -nE '(^|[^[:alnum:]_.])/(work|Users|mnt)/|[A-Z]:.Users.'
}

check_functions() {
    for pair in $forbidden; do
        files -path './plugin/*.[ch]' -not -path './plugin/pane/*' |
            xargs grep -nE "(^|[^[:alnum:]_>.])${pair%%:*}[[:space:]]*\\(" |
            grep -vE '^[^:]*:[0-9]*:[[:space:]]*(\*|//|/\*)' |
            sed "s/\$/   <- use ${pair#*:}/"
    done
}

check_tidy() {
    [ -e "$build/compile_commands.json" ] || { echo "no $build/compile_commands.json"; return; }
    files -path './plugin/*.c' |
        xargs -P "$(nproc)" -n 4 clang-tidy -p "$build" --quiet \
            --extra-arg=-Wno-ignored-optimization-argument 2>/dev/null |
        grep -E 'warning:|error:'
}

check_cppcheck() {
    # The macros of Wireshark and of the word lists are not known to it, nor is _Generic.
    cppcheck --quiet --std=c11 --library=gtk --inline-suppr \
        --enable=warning,performance,portability --suppress=unknownMacro --suppress=missingInclude \
        --suppress=internalAstError:plugin/compat.h -I plugin \
        --template='{file}:{line}: {severity}: {id}: {message}' plugin
}

# How a number of several bytes is read from a packet, which only plugin/wire does.
wire_reads='\[[^]]*\][[:space:]]*<<[[:space:]]*(8|16|24)|<<[[:space:]]*8[[:space:]]*\|'
wire_reads=$wire_reads'|\btvb_get_(u?int|guint|gint|[nl]to|i?eee)|\bp?[nl]to[hn][sl0-9]'
wire_reads=$wire_reads'|\bG?U?INT(16|32|64)_(FROM|SWAP)'

check_wire() {
    files -path './plugin/*.[ch]' | grep -v '^plugin/wire/' | xargs grep -nE "$wire_reads" |
        sed 's,$,   <- read it in plugin/wire,'
}

check_rooms() {
    python3 -B tests/rooms.py
}

check 'format of C and C++' clang-format check_format
check 'shellcheck' shellcheck check_scripts
check 'a licence in every source file' '' check_licences
check 'no line over 100 columns' python3 check_width
check 'no tab, no blank at the end of a line' '' check_blanks
check 'no path of a machine' '' check_paths
check 'no function that Wireshark prohibits' '' check_functions
check 'bytes of packets are read in plugin/wire' '' check_wire
check 'no arrow against the direction of the rooms' python3 check_rooms
check 'clang-tidy' clang-tidy check_tidy
check 'cppcheck' cppcheck check_cppcheck
printf '%s failed, %s skipped\n' "$failed" "$skipped"
[ "$failed" -eq 0 ] && { [ "$skipped" -eq 0 ] || [ "$mode" != --all ]; }
