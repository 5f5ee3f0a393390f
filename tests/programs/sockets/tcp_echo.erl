% A server and a client on loopback: passive and active modes, all kinds of length headers, time-outs, closing.
-module(tcp_echo).
-export([main/0]).

main() ->
    {ok, Listener} = gen_tcp:listen(0, [binary, {active, false}, {reuseaddr, true}, {ip, {127, 0, 0, 1}}]),
    {ok, Port} = inet:port(Listener),
    Server = spawn_link(fun() -> accept(Listener) end),
    ok = gen_tcp:controlling_process(Listener, Server),
    {ok, Client} = gen_tcp:connect({127, 0, 0, 1}, Port, [binary, {active, false}]),
    %! expect: {ok,{{127,0,0,1},true}}
    {ok, {Address, PeerPort}} = inet:peername(Client),
    io:format("~p~n", [{ok, {Address, PeerPort =:= Port}}]),
    ok = gen_tcp:send(Client, "hello"),
    %! expect: {ok,<<"hello">>}
    io:format("~p~n", [gen_tcp:recv(Client, 5)]),
    %! expect: {error,timeout}
    io:format("~p~n", [gen_tcp:recv(Client, 0, 20)]),
    Large = binary:copy(<<"0123456789">>, 100000),
    Sender = spawn_link(fun() -> ok = gen_tcp:send(Client, Large) end),
    %! expect: true
    {ok, Back} = gen_tcp:recv(Client, byte_size(Large)),
    io:format("~p~n", [Back =:= Large]),
    false = is_process_alive(Sender) andalso (timer:sleep(50) =/= ok),
    ok = inet:setopts(Client, [{active, once}]),
    ok = gen_tcp:send(Client, [<<"a">>, "bc", [[$d]]]),
    %! expect: <<"abcd">>
    io:format("~p~n", [collect(Client, 4, <<>>)]),
    ok = inet:setopts(Client, [{active, 2}, {mode, list}]),
    ok = gen_tcp:send(Client, "one"),
    %! expect: "one"
    receive {tcp, Client, One} -> io:format("~p~n", [One]) end,
    ok = gen_tcp:send(Client, "two"),
    %! expect: "two"
    receive {tcp, Client, Two} -> io:format("~p~n", [Two]) end,
    %! expect: passive
    receive {tcp_passive, Client} -> io:format("passive~n") end,
    %! expect: {ok,[{active,false},{mode,list},{packet,0}]}
    io:format("~p~n", [inet:getopts(Client, [active, mode, packet])]),
    ok = gen_tcp:shutdown(Client, write),
    %! expect: {error,closed}
    io:format("~p~n", [gen_tcp:recv(Client, 0)]),
    %! expect: {error,closed}
    io:format("~p~n", [gen_tcp:send(Client, "late")]),
    ok = gen_tcp:close(Client),
    %! expect: [{1,<<"ping">>},{2,<<"ping">>},{4,<<"ping">>}]
    io:format("~p~n", [[{Kind, packet(Kind)} || Kind <- [1, 2, 4]]]),
    %! expect: {error,econnrefused}
    {ok, Unused} = gen_tcp:listen(0, [{ip, {127, 0, 0, 1}}]),
    {ok, Free} = inet:port(Unused),
    ok = gen_tcp:close(Unused),
    io:format("~p~n", [gen_tcp:connect({127, 0, 0, 1}, Free, [])]),
    %! expect: {error,timeout}
    {ok, Quiet} = gen_tcp:listen(0, [{ip, {127, 0, 0, 1}}]),
    io:format("~p~n", [gen_tcp:accept(Quiet, 20)]),
    %! expect: {error,closed}
    spawn_link(fun() -> timer:sleep(20), gen_tcp:close(Quiet) end),
    io:format("~p~n", [gen_tcp:accept(Quiet)]).

accept(Listener) ->
    {ok, Socket} = gen_tcp:accept(Listener),
    echo(Socket).

echo(Socket) ->
    case gen_tcp:recv(Socket, 0) of
        {ok, Data} -> ok = gen_tcp:send(Socket, Data), echo(Socket);
        {error, closed} -> gen_tcp:close(Socket)
    end.

collect(_, 0, Acc) -> Acc;
collect(Socket, Left, Acc) ->
    receive
        {tcp, Socket, Data} ->
            inet:setopts(Socket, [{active, once}]),
            collect(Socket, Left - byte_size(Data), <<Acc/binary, Data/binary>>)
    end.

packet(Kind) ->
    {ok, Listener} = gen_tcp:listen(0, [binary, {packet, Kind}, {active, false}, {ip, {127, 0, 0, 1}}]),
    {ok, Port} = inet:port(Listener),
    spawn_link(fun() -> accept(Listener) end),
    {ok, Client} = gen_tcp:connect("localhost", Port, [binary, {packet, Kind}]),
    ok = gen_tcp:send(Client, "ping"),
    receive {tcp, Client, Data} -> gen_tcp:close(Client), gen_tcp:close(Listener), Data end.
