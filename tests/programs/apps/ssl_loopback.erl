%% TLS 1.2, TLS 1.3 and DTLS over loopback sockets: certificates on both sides, data in both directions, active once, orderly close, refusals.
-module(ssl_loopback).
-export([main/0]).

main() ->
    {ok, _} = application:ensure_all_started(ssl),
    logger:set_primary_config(level, none),
    Key = {namedCurve, secp256r1},
    Chain = #{root => [{key, Key}, {digest, sha256}], intermediates => [[{key, Key}, {digest, sha256}]], peer => [{key, Key}, {digest, sha256}]},
    #{server_config := Server, client_config := Client} = public_key:pkix_test_data(#{server_chain => Chain, client_chain => Chain}),
    [talk(Version, Protocol, Server, Client) || {Version, Protocol} <- [{'tlsv1.2', tls}, {'tlsv1.3', tls}, {'dtlsv1.2', dtls}]],
    refused(Server, Client).

talk(Version, Protocol, ServerOptions, ClientOptions) ->
    Common = [{versions, [Version]}, {protocol, Protocol}, {verify, verify_peer}],
    {ok, Listen} = ssl:listen(0, Common ++ [{fail_if_no_peer_cert, true}, {active, false}, binary, {reuseaddr, true} | ServerOptions]),
    {ok, {_, Port}} = ssl:sockname(Listen),
    Self = self(),
    Pid = spawn_link(fun() -> Self ! {served, serve(Listen)} end),
    {ok, Socket} = ssl:connect({127, 0, 0, 1}, Port, Common ++ [{active, false}, binary, {server_name_indication, disable} | ClientOptions], 30000),
    ok = ssl:send(Socket, <<"question">>),
    {ok, <<"answer">>} = ssl:recv(Socket, 6, 30000),
    %% Less than the buffers of both sides take, because the server echoes while the client still writes.
    Large = case Protocol of tls -> binary:copy(<<"0123456789abcdef">>, 3000); dtls -> binary:copy(<<"x">>, 1000) end,
    ok = ssl:send(Socket, Large),
    {ok, Back} = case Protocol of tls -> ssl:recv(Socket, byte_size(Large), 30000); dtls -> ssl:recv(Socket, 0, 30000) end,
    ok = ssl:setopts(Socket, [{active, once}]),
    ok = ssl:send(Socket, <<"last">>),
    receive {ssl, Socket, <<"last">>} -> ok after 30000 -> io:format("nothing came~n") end,
    {ok, Info} = ssl:connection_information(Socket, [protocol, selected_cipher_suite]),
    {ok, Secret} = ssl:export_key_materials(Socket, [<<"label">>], [<<"context">>], [32]),
    ok = ssl:close(Socket),
    receive {served, Served} -> ok after 30000 -> Served = timeout, exit(Pid, kill) end,
    ssl:close(Listen),
    io:format("~p ~p ~0p ~p ~p~n", [Version, Back =:= Large, [V || {protocol, V} <- Info] ++ [maps:to_list(maps:iterator(S, ordered)) || {selected_cipher_suite, S} <- Info], iolist_size(Secret), Served]).

serve(Listen) ->
    {ok, Transport} = ssl:transport_accept(Listen, 30000),
    {ok, Socket} = ssl:handshake(Transport, 30000),
    {ok, <<"question">>} = ssl:recv(Socket, 8, 30000),
    ok = ssl:send(Socket, <<"answer">>),
    echo(Socket).

echo(Socket) ->
    case ssl:recv(Socket, 0, 30000) of
        {ok, Data} -> ok = ssl:send(Socket, Data), echo(Socket);
        {error, Reason} -> Reason
    end.

%% A client that does not trust the server says so, and both ends hear it.
refused(ServerOptions, ClientOptions) ->
    {ok, Listen} = ssl:listen(0, [{active, false}, {reuseaddr, true} | ServerOptions]),
    {ok, {_, Port}} = ssl:sockname(Listen),
    Self = self(),
    spawn_link(fun() ->
        {ok, Transport} = ssl:transport_accept(Listen, 30000),
        Self ! {served, ssl:handshake(Transport, 30000)}
    end),
    #{client_config := Stranger} = public_key:pkix_test_data(#{server_chain => #{root => [], intermediates => [], peer => []},
                                                              client_chain => #{root => [], intermediates => [], peer => []}}),
    _ = ClientOptions,
    {error, {tls_alert, {Client, _}}} = ssl:connect({127, 0, 0, 1}, Port, [{verify, verify_peer}, {server_name_indication, disable} | Stranger], 30000),
    receive {served, {error, {tls_alert, {Server, _}}}} -> io:format("~p ~p~n", [Client, Server]) after 30000 -> io:format("timeout~n") end.

%! expect: 'tlsv1.2' true ['tlsv1.2',[{cipher,aes_256_gcm},{key_exchange,ecdhe_ecdsa},{mac,aead},{prf,sha384}]] 32 closed
%! expect: 'tlsv1.3' true ['tlsv1.3',[{cipher,aes_256_gcm},{key_exchange,any},{mac,aead},{prf,sha384}]] 32 closed
%! expect: 'dtlsv1.2' true ['dtlsv1.2',[{cipher,aes_256_gcm},{key_exchange,ecdhe_ecdsa},{mac,aead},{prf,sha384}]] 32 closed
%! expect: unknown_ca unknown_ca
