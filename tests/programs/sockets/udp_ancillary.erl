% Ancillary data of gen_udp: time to live and type of service beside received and sent datagrams.
-module(udp_ancillary).
-export([main/0]).

p(Term) -> io:format("~0kp~n", [Term]).

open(Options) ->
    {ok, Socket} = gen_udp:open(0, [binary, {ip, {127, 0, 0, 1}} | Options]),
    {ok, Port} = inet:port(Socket),
    {Socket, Port}.

main() ->
    {A, _} = open([]),
    {B, PortB} = open([{active, false}, {recvtos, true}, {recvttl, true}]),
    p(inet:getopts(B, [recvtos, recvttl])),
    ok = inet:setopts(A, [{ttl, 44}]),
    p(inet:getopts(A, [ttl, priority])),
    ok = gen_udp:send(A, {127, 0, 0, 1}, PortB, <<"plain">>),
    {ok, {_, _, First, <<"plain">>}} = gen_udp:recv(B, 0, 5000),
    p(lists:sort(First)),
    p(catch gen_udp:send(A, {{127, 0, 0, 1}, PortB}, [{no_such, 1}], <<"bad">>)),
    ok = inet:setopts(B, [{active, once}]),
    ok = gen_udp:send(A, {127, 0, 0, 1}, PortB, <<"active">>),
    receive {udp, B, {127, 0, 0, 1}, _, Third, <<"active">>} -> p(lists:keyfind(ttl, 1, Third)) end,
    ok = inet:setopts(B, [{recvtos, false}, {recvttl, false}]),
    ok = gen_udp:send(A, {127, 0, 0, 1}, PortB, <<"again">>),
    {ok, {{127, 0, 0, 1}, _, Data}} = gen_udp:recv(B, 0, 5000),
    p(Data),
    p(inet:getopts(B, [pktoptions])),
    {ok, C} = gen_udp:open(0, [binary, inet6, {ip, {0, 0, 0, 0, 0, 0, 0, 1}}, {recvtclass, true}, {active, false}]),
    p(inet:getopts(C, [recvtclass])),
    p(catch gen_sctp:open() =:= {ok, nothing}),
    [ok = gen_udp:close(Socket) || Socket <- [A, B, C]].

%! expect: {ok,[{recvtos,true},{recvttl,true}]}
%! expect: {ok,[{ttl,44},{priority,0}]}
%! expect: [{tos,0},{ttl,44}]
%! expect: {error,einval}
%! expect: {ttl,44}
%! expect: <<"again">>
%! expect: {ok,[]}
%! expect: {ok,[{recvtclass,true}]}
%! expect: false
