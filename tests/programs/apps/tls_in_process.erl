%% TLS 1.2 and 1.3 with certificates on both sides; the transport is a pair of processes, given to ssl by cb_info.
-module(tls_in_process).
-export([main/0, send/2, setopts/2, getopts/2, close/1, peername/1, sockname/1, controlling_process/2, shutdown/2, port/1, getstat/2, recv/3]).

main() ->
    {ok, _} = application:ensure_all_started(ssl),
    logger:set_primary_config(level, critical),
    [test(V, C) || {V, C} <- [{'tlsv1.2', rsa}, {'tlsv1.2', ec}, {'tlsv1.3', rsa}, {'tlsv1.3', ec}]],
    ok.

test(Version, Kind) ->
    Key = case Kind of rsa -> {rsa, 2048, 65537}; ec -> {namedCurve, secp256r1} end,
    #{server_config := SConf, client_config := CConf} =
        public_key:pkix_test_data(#{server_chain => #{root => [{key, Key}, {digest, sha256}], intermediates => [], peer => [{key, Key}, {digest, sha256}]},
                                    client_chain => #{root => [{key, Key}, {digest, sha256}], intermediates => [], peer => [{key, Key}, {digest, sha256}]}}),
    {A, B} = pair(),
    Cb = {cb_info, {?MODULE, lp, lp_closed, lp_error, lp_passive}},
    Self = self(),
    spawn_link(fun() ->
        receive go -> ok end,
        case ssl:handshake(B, [Cb, {versions, [Version]}, {verify, verify_peer}, {fail_if_no_peer_cert, true}, {active, false}, {mode, list} | SConf], 60000) of
            {ok, S} ->
                Self ! {server, ok},
                {ok, Data} = ssl:recv(S, 100000, 60000),
                ok = ssl:send(S, lists:reverse(Data)),
                {ok, Info} = ssl:connection_information(S, [protocol, selected_cipher_suite]),
                Self ! {server, erlang:crc32(Data), Info},
                receive done -> ok end;
            E -> Self ! {server, E}
        end end) ! go,
    R = ssl:connect(A, [Cb, {versions, [Version]}, {verify, verify_peer}, {server_name_indication, disable}, {active, false}, {mode, list} | CConf], 60000),
    case R of
        {ok, C} ->
            receive {server, X} -> io:format("~p ~p server ~p~n", [Version, Kind, X]) end,
            Out = [I rem 251 || I <- lists:seq(1, 100000)],
            ok = ssl:send(C, Out),
            {ok, Back} = ssl:recv(C, 100000, 60000),
            receive {server, _, Info} -> io:format("~p ~0p~n", [lists:reverse(Back) =:= Out, [maps:to_list(maps:iterator(S, ordered)) || {selected_cipher_suite, S} <- Info]]) end,
            ssl:close(C);
        E -> io:format("~p ~p client ~p~n", [Version, Kind, E]), receive {server, X} -> io:format("server ~p~n", [X]) after 1000 -> ok end
    end.

%% Transport: {lp, Pid, Peer}
pair() ->
    A = spawn(fun() -> init() end), B = spawn(fun() -> init() end),
    A ! {peer, B, self()}, B ! {peer, A, self()},
    {{lp, A}, {lp, B}}.
init() -> receive {peer, P, Owner} -> loop(#{peer => P, owner => Owner, q => <<>>, active => false, sock => {lp, self()}, opts => #{mode => binary, packet => 0, header => 0, active => false, packet_size => 0}}) end.
loop(#{owner := O, sock := S} = St) ->
    receive
        {data, D} -> Q = maps:get(q, St), loop(flush(St#{q := <<Q/binary, D/binary>>}));
        {setopts, F, Opts} ->
            St1 = lists:foldl(fun({active, A}, X) -> X#{active := A}; (_, X) -> X end, St, Opts),
            F ! {self(), ok}, loop(flush(St1));
        {owner, F, New} -> F ! {self(), ok}, loop(St#{owner := New});
        peer_closed -> O ! {lp_closed, S}, loop(St#{active := false});
        {close, F} -> maps:get(peer, St) ! peer_closed, F ! {self(), ok};
        {send, F, D} -> maps:get(peer, St) ! {data, D}, F ! {self(), ok}, loop(St)
    end.
flush(#{active := false} = St) -> St;
flush(#{q := <<>>} = St) -> St;
flush(#{active := A, q := Q, owner := O, sock := S} = St) ->
    O ! {lp, S, Q},
    case A of
        true -> St#{q := <<>>};
        once -> St#{q := <<>>, active := false};
        1 -> O ! {lp_passive, S}, St#{q := <<>>, active := false};
        N -> St#{q := <<>>, active := N - 1}
    end.
call(P, M) -> P ! M, receive {P, R} -> R after 30000 -> {error, closed} end.
send({lp, P}, D) -> call(P, {send, self(), iolist_to_binary(D)}).
setopts({lp, P}, O) -> call(P, {setopts, self(), O}).
getopts(_, O) -> {ok, [{K, V} || {K, V} <- [{mode, binary}, {packet, 0}, {packet_size, 0}, {header, 0}, {active, false}], lists:member(K, O)]}.
close({lp, P}) -> P ! {close, self()}, ok.
shutdown(S, _) -> close(S).
peername(_) -> {ok, {{127, 0, 0, 1}, 1}}.
sockname(_) -> {ok, {{127, 0, 0, 1}, 2}}.
port(_) -> {ok, 1}.
getstat(_, _) -> {ok, []}.
recv(_, _, _) -> {error, enotsup}.
controlling_process({lp, P}, New) -> call(P, {owner, self(), New}).

%! expect: 'tlsv1.2' rsa server ok
%! expect: true [[{cipher,aes_256_gcm},{key_exchange,ecdhe_rsa},{mac,aead},{prf,sha384}]]
%! expect: 'tlsv1.2' ec server ok
%! expect: true [[{cipher,aes_256_gcm},{key_exchange,ecdhe_ecdsa},{mac,aead},{prf,sha384}]]
%! expect: 'tlsv1.3' rsa server ok
%! expect: true [[{cipher,aes_256_gcm},{key_exchange,any},{mac,aead},{prf,sha384}]]
%! expect: 'tlsv1.3' ec server ok
%! expect: true [[{cipher,aes_256_gcm},{key_exchange,any},{mac,aead},{prf,sha384}]]
%! collect: no decodes certificates and shakes hands, for minutes
