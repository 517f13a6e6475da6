# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=sh
# A KDC on a free port of the loopback interface; sourced after prelude.sh. Realm TEST.EXAMPLE.
#
#   pin_mit; fetch; mit_kdc           accounts come by mit_account ARGUMENT... (kadmin.local
#                                     addprinc)
#   pin_heimdal; fetch; heimdal_kdc   accounts come by heimdal_account NAME
#   ask EXPRESSION                    sends what the Python expression makes (kerberos_bytes.py) by
#                                     UDP, and prints the answer: "AS-REP", "KRB-ERROR 6 …" or "no
#                                     answer"
mit_pins() {
    for package in krb5-kdc krb5-admin-server libkrb5-3 libk5crypto3 libkrb5support0; do
        echo "$package=$1"
    done
}

pin_mit() {
    # shellcheck disable=SC2046 # a list of pins
    {
        pin bookworm $(mit_pins 1.20.1-2+deb12u5)
        pin trixie $(mit_pins 1.21.3-5+deb13u1)
        pin sid $(mit_pins 1.22.1-3)
    }
}

heimdal_pins() {
    for package in heimdal-kdc heimdal-clients; do
        echo "$package=$1"
    done
}

pin_heimdal() {
    # shellcheck disable=SC2046
    {
        pin bookworm $(heimdal_pins 7.8.git20221117.28daf24+dfsg-2)
        pin trixie $(heimdal_pins 7.8.git20221117.28daf24+dfsg-9+deb13u1)
        pin sid $(heimdal_pins 7.8.git20240113.1b4565a+dfsg-2)
    }
}

free_port() {
    python3 -c '
import socket
with socket.socket() as free:
    free.bind(("127.0.0.1", 0))
    print(free.getsockname()[1])'
}

configure_kdc() {
    port=$(free_port)
    export port KRB5_CONFIG="$T/krb5.conf" KRB5_KDC_PROFILE="$T/krb5.conf"
    plugins=$(find "$T/root" -path '*/krb5/plugins/kdb' | head -n 1)
    cat >"$KRB5_CONFIG" <<CONF
[libdefaults]
    default_realm = TEST.EXAMPLE
    dns_lookup_kdc = false
    dns_lookup_realm = false
[realms]
    TEST.EXAMPLE = {
        kdc = 127.0.0.1:$port
        kdc_listen = 127.0.0.1:$port
        kdc_tcp_listen = 127.0.0.1:$port
        database_name = $T/kdc.db
        key_stash_file = $T/kdc.stash
        supported_enctypes = aes256-cts:normal aes128-cts:normal
    }
[dbmodules]
    db_module_dir = $plugins
[kdc]
    database = {
        dbname = $T/kdc.db
        realm = TEST.EXAMPLE
        mkey_file = $T/kdc.stash
        acl_file = $T/kdc.acl
        log_file = $T/kdc.changes
    }
[logging]
    kdc = FILE:$T/kdc.log
CONF
}

wait_for_kdc() {
    for second in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15; do
        sleep 1
        case $(ask 'as_req("nobody")') in KRB-ERROR*) return ;; esac
    done
    fail "the KDC does not answer after $second seconds:"
}

mit_account() {
    on kadmin.local addprinc "$@" </dev/null >"$T/log" 2>&1 || fail 'no account:'
}

mit_kdc() {
    configure_kdc
    on kdb5_util create -s -P master </dev/null >"$T/log" 2>&1 || fail 'no database:'
    start krb5kdc -n -r TEST.EXAMPLE
    wait_for_kdc
}

heimdal_account() {
    on kadmin.heimdal -l -c "$KRB5_CONFIG" add -p password --use-defaults "$1" \
        >"$T/log" 2>&1 || fail 'no account:'
}

heimdal_kdc() {
    configure_kdc
    on kstash --random-key --key-file="$T/kdc.stash" >"$T/log" 2>&1 || fail 'no master key:'
    on kadmin.heimdal -l -c "$KRB5_CONFIG" init --realm-max-ticket-life=10h \
        --realm-max-renewable-life=7d TEST.EXAMPLE >"$T/log" 2>&1 || fail 'no database:'
    start kdc -c "$KRB5_CONFIG" --addresses=127.0.0.1 --ports="$port/udp $port/tcp"
    wait_for_kdc
}

ask() {
    python3 -c "
from kerberos_bytes import *
answer = ask_udp($port, $1)
print('no answer' if answer is None else describe(answer))"
}
