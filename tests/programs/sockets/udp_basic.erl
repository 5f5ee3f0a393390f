% Datagrams on loopback: active and passive, connected, headers, time-outs.
-module(udp_basic).
-export([main/0]).

main() ->
    {ok, A} = gen_udp:open(0, [binary, {ip, {127, 0, 0, 1}}]),
    {ok, B} = gen_udp:open(0, [{active, false}, {ip, {127, 0, 0, 1}}]),
    {ok, PortA} = inet:port(A),
    {ok, PortB} = inet:port(B),
    ok = gen_udp:send(A, {127, 0, 0, 1}, PortB, "first"),
    %! expect: {{127,0,0,1},true,"first"}
    {ok, {From, FromPort, Data}} = gen_udp:recv(B, 0, 1000),
    io:format("~p~n", [{From, FromPort =:= PortA, Data}]),
    ok = gen_udp:send(B, {127, 0, 0, 1}, PortA, [<<"second">>]),
    %! expect: {{127,0,0,1},true,<<"second">>}
    receive {udp, A, Address, Port, Bytes} -> io:format("~p~n", [{Address, Port =:= PortB, Bytes}]) end,
    %! expect: {error,timeout}
    io:format("~p~n", [gen_udp:recv(B, 0, 10)]),
    ok = gen_udp:connect(A, {127, 0, 0, 1}, PortB),
    ok = gen_udp:send(A, <<>>),
    %! expect: []
    {ok, {_, _, Empty}} = gen_udp:recv(B, 0, 1000),
    io:format("~p~n", [Empty]),
    ok = inet:setopts(A, [{active, 1}, {header, 2}]),
    ok = gen_udp:send(B, {127, 0, 0, 1}, PortA, "abcd"),
    %! expect: [97,98|<<"cd">>]
    receive {udp, A, _, _, Headed} -> io:format("~p~n", [Headed]) end,
    %! expect: passive
    receive {udp_passive, A} -> io:format("passive~n") end,
    %! expect: {ok,[{recv_cnt,2},{send_cnt,2},{recv_oct,10},{send_oct,5}]}
    io:format("~p~n", [inet:getstat(A, [recv_cnt, send_cnt, recv_oct, send_oct])]),
    ok = gen_udp:close(A),
    %! expect: {error,closed}
    io:format("~p~n", [gen_udp:send(A, "x")]),
    %! expect: {'EXIT',badarg}
    io:format("~p~n", [catch gen_udp:send(B, {1, 2, 3}, 1, "x")]).
