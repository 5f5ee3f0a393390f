%% TLS against programs of other makers. `serve` has inets' httpd with the folder "files" over TLS 1.3 and an echo over TLS 1.2 and 1.3
%% each; an echo reads ten digits, the number of bytes that follow, and sends those back. `ask` talks to a server that sends lines back
%% reversed (openssl s_server -rev).
-module(site_tls).
-export([serve/0, ask/0]).

serve() ->
    {ok, _} = application:ensure_all_started([inets, ssl]),
    Identity = [{certfile, "cert.pem"}, {keyfile, "key.pem"}],
    {ok, Httpd} = inets:start(httpd, [
        {port, 0},
        {bind_address, {127, 0, 0, 1}},
        {server_name, "localhost"},
        {server_root, "."},
        {document_root, "files"},
        {directory_index, ["index.html"]},
        {modules, [mod_alias, mod_dir, mod_range, mod_get, mod_head]},
        {mime_types, [{"html", "text/html"}, {"bin", "application/octet-stream"}]},
        {socket_type, {ssl, [{versions, ['tlsv1.3']} | Identity]}}
    ]),
    [{port, HttpdPort}] = httpd:info(Httpd, [port]),
    Ports = [HttpdPort | [echo([{versions, [Version]} | Identity]) || Version <- ['tlsv1.2', 'tlsv1.3']]],
    io:format("ports ~b ~b ~b~n", Ports),
    eof = io:get_line(""),
    ok = inets:stop(httpd, Httpd),
    halt().

echo(Options) ->
    {ok, Listener} = ssl:listen(0, [binary, {active, false}, {ip, {127, 0, 0, 1}}, {reuseaddr, true} | Options]),
    {ok, {_, Port}} = ssl:sockname(Listener),
    spawn_link(fun() -> accept(Listener) end),
    Port.

accept(Listener) ->
    {ok, Transport} = ssl:transport_accept(Listener),
    Pid = spawn(fun() ->
        receive go -> ok end,
        {ok, Socket} = ssl:handshake(Transport),
        {ok, Digits} = ssl:recv(Socket, 10),
        {ok, Bytes} = ssl:recv(Socket, binary_to_integer(Digits)),
        ok = ssl:send(Socket, Bytes),
        ok = ssl:close(Socket)
    end),
    ok = ssl:controlling_process(Transport, Pid),
    Pid ! go,
    accept(Listener).

ask() ->
    {ok, _} = application:ensure_all_started(ssl),
    {ok, [[Port]]} = init:get_argument(port),
    Results = [ask(list_to_integer(Port), Version) || Version <- ['tlsv1.2', 'tlsv1.3']],
    {error, {tls_alert, {unknown_ca, _}}} = ssl:connect("localhost", list_to_integer(Port), [
        {verify, verify_peer}, {cacerts, public_key:cacerts_get()}
    ]),
    io:format("~0p~n", [Results]),
    halt().

ask(Port, Version) ->
    {ok, Socket} = ssl:connect("localhost", Port, [
        {versions, [Version]}, {active, false}, {packet, line}, {verify, verify_peer}, {cacertfile, "ca.pem"}
    ]),
    {ok, [{protocol, Version}, {selected_cipher_suite, #{}}]} = ssl:connection_information(Socket, [
        protocol, selected_cipher_suite
    ]),
    [
        begin
            Line = lists:duplicate(Length, $a + Length rem 26) ++ "xyz",
            ok = ssl:send(Socket, Line ++ "\n"),
            Expected = lists:reverse(Line) ++ "\n",
            {ok, Expected} = ssl:recv(Socket, 0)
        end
     || Length <- [0, 1, 100, 1000, 10000]
    ],
    ok = ssl:close(Socket),
    {Version, ok}.
