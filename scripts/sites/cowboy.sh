# cowboy with ranch and cowlib of Debian's suite sid, compiled by our compiler, under curl, h2load, Chromium and 10,000 WebSockets.

# The packages hold modules made by a newer compiler; ours makes them anew from the source in their debug information.
fetch_cowboy() {
    need_packages "clients for the web server" curl nghttp2-client openssl
    packages sites/cowboy sid 'usr/lib/erlang/lib/cowboy-2.20.*/ebin/cowboy.app' erlang-cowboy erlang-cowlib erlang-ranch
    local from
    for from in "$lingen_cache"/sites/cowboy/usr/lib/erlang/lib/*; do
        mkdir -p "lib/$(basename "$from")/ebin"
        cp "$from"/ebin/*.app "lib/$(basename "$from")/ebin/"
        "$lingen" escript "$lingen_root/tests/sites/rebuild_modules.escript" "lib/$(basename "$from")/ebin" "$from"/ebin/*.beam || return 1
    done
    compiled "$lingen_root"/tests/sites/{site_cowboy,site_websockets}.erl
    certificate
}

# start_cowboy NAME ERL...: leaves the ports in $clear and $tls and the process that serves in $serving.
start_cowboy() {
    local name=$1
    shift
    start "$name" '^ports' "$@" -noshell -pa . -pa lib/*/ebin -certificate cert.pem key.pem -s site_cowboy main || return 1
    read -r _ clear tls _ serving <<<"$started"
}

site_cowboy() {
    fetch_cowboy
    verdict cowboy-compiles $? "see above"
    start_cowboy cowboy "$lingen" erl || return
    local url=http://127.0.0.1:$clear secure=https://127.0.0.1:$tls
    says cowboy-http1 '^Hello world!$' curl -sS "$url/"
    says cowboy-http2 'Hello world! 2$' curl -sS --http2-prior-knowledge -w ' %{http_version}' "$url/"
    says cowboy-upgrade 'Hello world! 2$' curl -sS --http2 -w ' %{http_version}' "$url/"
    says cowboy-tls 'Hello world! 2$' curl -sS --cacert ca.pem -w ' %{http_version}' "$secure/"
    says cowboy-stream '^1000$' curl -sS "$url/stream"
    says cowboy-stream2 '^1000$' curl -sS --http2-prior-knowledge "$url/stream"
    says cowboy-not-found '^404$' curl -sS -o /dev/null -w '%{http_code}' "$url/none"
    head -c 8000000 /dev/urandom >bytes
    same cowboy-echo bytes curl -sS --data-binary @bytes "$url/echo"
    same cowboy-echo2 bytes curl -sS --http2-prior-knowledge --data-binary @bytes "$url/echo"
    same cowboy-echo-tls bytes curl -sS --cacert ca.pem --data-binary @bytes "$secure/echo"
    browser "$url/page"
    local all='20000 done, 20000 succeeded, 0 failed, 0 errored, 0 timeout'
    says h2load-http1 "$all" h2load --h1 -n 20000 -c 50 "$url/"
    says h2load-http2 "$all" h2load -n 20000 -c 50 -m 20 "$url/"
    says h2load-tls "$all" h2load -n 20000 -c 50 -m 20 "$secure/"
    sockets 10000 "${LINGEN_LOAD_SECONDS:-60}" "$url"
    stop cowboy
    quiet cowboy
}

browser() {
    if (need_packages "a browser for the WebSocket" chromium); then
        # The browser's virtual clock may run past the answer, which comes by the real one: then the page still waits, and is asked again.
        local attempt heard=1
        for attempt in 1 2 3 4 5 6; do
            timeout -k 5 "$limit_seconds" chromium --headless --no-sandbox --disable-gpu --disable-dev-shm-usage --user-data-dir="$PWD/chromium" \
                --virtual-time-budget=$((attempt * 20000)) --dump-dom "$1" >chromium-websocket.out 2>&1 </dev/null
            grep -q 'heard grüß dich, bytes 490000' chromium-websocket.out && heard=0 && break
            grep -q '"result">waiting' chromium-websocket.out || break
        done
        verdict chromium-websocket $heard "$(tail -c 1000 chromium-websocket.out)"
    else
        skipped chromium-websocket "there is no Chromium here"
    fi
}

resident() { awk '/^VmRSS/ { print $2 * 1024 }' "/proc/$1/status"; }
descriptors() { find "/proc/$1/fd" -mindepth 1 -maxdepth 1 | wc -l; }

# sockets COUNT SECONDS URL: so many idle WebSockets, then all of them and h2load at once for so long, then nothing must be left.
sockets() {
    local count=$1 seconds=$2 url=$3 open
    curl -sS "$url/memory" >/dev/null
    local memory descriptors processes
    memory=$(resident "$serving")
    descriptors=$(descriptors "$serving")
    processes=$(curl -sS "$url/memory")
    start websockets '^open' "$lingen" erl +P 100000 -noshell -pa . -sockets "$clear" "$count" -s site_websockets main || return
    verdict websockets-open $([ "$started" = "open $count" ]; echo $?) "$started"
    curl -sS "$url/memory" >/dev/null
    note "$(((($(resident "$serving") - memory)) / count)) resident bytes for each of $count idle WebSockets"
    open=$(descriptors "$serving")
    [ $((open - descriptors)) -ge "$count" ]
    verdict websockets-are-descriptors $? "$open descriptors, $descriptors before"
    echo "load $seconds" >&"${input[websockets]}"
    says h2load-beside 'requests: [0-9]+ total, .* 0 failed, 0 errored, 0 timeout' h2load -D "$seconds" -c 20 -m 10 "$url/"
    local echoed
    until echoed=$(grep -m 1 ^echoed websockets.log); do
        kill -0 "${pid[websockets]}" 2>/dev/null || break
        sleep 0.2
    done
    [[ $echoed == *" failed 0" ]]
    verdict websockets-load $? "$echoed; $(head -c 600 websockets.log)"
    note "under load $echoed; $(grep -o 'finished in .*' h2load-beside.out)"
    stop websockets
    # The connections end when the server has seen their ends.
    local tries
    for tries in $(seq 600); do
        [ "$(descriptors "$serving")" -gt $((descriptors + 2)) ] || [ "$(curl -sS "$url/memory")" -gt $((processes + 4)) ] || break
        sleep 0.1
    done
    [ "$(descriptors "$serving")" -le $((descriptors + 2)) ] && [ "$(curl -sS "$url/memory")" -le $((processes + 4)) ]
    verdict websockets-leave-nothing $? "$(descriptors "$serving") descriptors ($descriptors before), $(curl -sS "$url/memory") processes ($processes before)"
}
