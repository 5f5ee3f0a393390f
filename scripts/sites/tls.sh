# OTP's ssl against OpenSSL's programs in both directions, and inets' httpd with a folder over TLS 1.3 to curl.

site_tls() {
    need_packages "clients for TLS" curl openssl ca-certificates
    compiled "$lingen_root/tests/sites/site_tls.erl"
    certificate
    mkdir -p files/below
    echo '<h1>index</h1>' >files/index.html
    head -c 20000000 /dev/urandom >files/large.bin
    head -c 3000 /dev/urandom >files/below/small.bin
    start tls '^ports' "$lingen" erl -noshell -pa . -s site_tls serve || return
    local httpd echo12 echo13
    read -r _ httpd echo12 echo13 <<<"$started"
    local url=https://127.0.0.1:$httpd curl=(curl -sS --fail --cacert ca.pem)
    same httpd-index files/index.html "${curl[@]}" "$url/"
    same httpd-large files/large.bin "${curl[@]}" --tlsv1.3 "$url/large.bin"
    same httpd-below files/below/small.bin "${curl[@]}" "$url/below/small.bin"
    says httpd-listing 'small\.bin' "${curl[@]}" "$url/below/"
    same httpd-range <(tail -c +1001 files/large.bin | head -c 5000) "${curl[@]}" -r 1000-5999 "$url/large.bin"
    says httpd-version 'SSL connection using TLSv1\.3' "${curl[@]}" -v -o files.out "$url/"
    says httpd-old-version 'alert protocol version|unsupported protocol|TLSV1_ALERT_PROTOCOL_VERSION' bash -c "! curl -sS -v --cacert ca.pem --tls-max 1.2 $url/"
    says httpd-absent '^404$' curl -sS --cacert ca.pem -o /dev/null -w '%{http_code}' "$url/absent"
    says httpd-outside '^40[0-9]$' curl -sS --cacert ca.pem --path-as-is -o /dev/null -w '%{http_code}' "$url/../key.pem"
    says httpd-parallel '^200$' bash -c "for i in \$(seq 20); do curl -sS --cacert ca.pem -o /dev/null -w '%{http_code} ' '$url/large.bin' & done | tr ' ' '\n' | sort | uniq -c | grep -qx ' *20 200' && echo 200"
    s_client tls12 "$echo12" -tls1_2 'Protocol *: TLSv1.2|New, TLSv1.2'
    s_client tls13 "$echo13" -tls1_3 'New, TLSv1.3'
    stop tls

    start openssl '^ACCEPT' openssl s_server -accept 127.0.0.1:0 -cert cert.pem -key key.pem -rev || return
    says ssl-to-s_server "^\[\{'tlsv1.2',ok\},\{'tlsv1.3',ok\}\]$" "$lingen" erl -noshell -pa . -port "${started##*:}" -s site_tls ask
    kill "${pid[openssl]}"
}

# s_client NAME PORT OPTION PATTERN: a handshake with what it says, and 5 MB there and back.
s_client() {
    says "s_client-$1" "$4" bash -c "printf 0000000001x | openssl s_client -connect 127.0.0.1:$2 $3 -CAfile ca.pem -verify_return_error -ign_eof"
    head -c 5000000 files/large.bin >sent
    same "s_client-echo-$1" sent bash -c "{ printf 0005000000; cat sent; } | openssl s_client -connect 127.0.0.1:$2 $3 -CAfile ca.pem -quiet 2>/dev/null"
}
