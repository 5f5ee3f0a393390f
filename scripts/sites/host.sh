# The host under load, seen from /proc: 10,000 short child programs leave no zombie and no descriptor; 1 GB arrives whole;
# a node that halts sends what it holds; process 1 buries orphans.

site_host() {
    compiled "$lingen_root/tests/sites/site_host.erl"
    start children '^ready' "$lingen" erl -noshell -pa . -count 10000 -s site_host children || return
    local process=${started#ready } descriptors tries
    descriptors=$(find "/proc/$process/fd" -mindepth 1 | wc -l)
    echo go >&"${input[children]}"
    until grep -q '^done' children.log; do
        kill -0 "${pid[children]}" 2>/dev/null || break
        sleep 0.1
    done
    grep -qx 'done 10000' children.log
    verdict children-all $? "$(head -c 1000 children.log)"
    # The last may still be on their way out.
    for tries in $(seq 100); do
        [ -n "$(ps -o pid= --ppid "$process")" ] || break
        sleep 0.1
    done
    [ -z "$(ps -o pid= --ppid "$process")" ]
    verdict children-no-zombie $? "$(ps -o pid,stat,args --ppid "$process" | head -n 20)"
    [ "$(find "/proc/$process/fd" -mindepth 1 | wc -l)" = "$descriptors" ]
    verdict children-no-descriptor $? "$descriptors before; $(ls -l "/proc/$process/fd" | tail -n 20)"
    echo end >&"${input[children]}"
    stop children

    head -c 1000000000 /dev/urandom >large
    local sum
    sum=$(sha256sum large | cut -d ' ' -f 1)
    says transfer "^sendfile $sum" "$lingen" erl -noshell -pa . -s site_host transfer
    grep -q "^gen_tcp $sum" transfer.out
    verdict transfer-gen_tcp $? "$(head -c 500 transfer.out), not $sum"
    rm -f large

    # As process 1 it buries the children that others leave behind.
    if ! unshare --fork --pid --mount-proc true 2>/dev/null; then
        skipped process-1-orphans "no PID namespace can be made here"
    else
        says process-1-orphans '^orphans 0$' unshare --fork --pid --mount-proc "$lingen" erl -noshell -pa . -s site_host orphans
    fi

    # What a socket still holds when the node halts is sent.
    start halting '^port' "$lingen" erl -noshell -pa . -s site_host send_and_halt || return
    exec 4<>"/dev/tcp/127.0.0.1/${started#port }"
    sleep 1
    local sent
    sent=$(wc -c <&4)
    exec 4>&-
    [ "$sent" = 20000000 ]
    verdict halt-sends-all $? "$sent bytes of 20000000"
    stop halting
}
