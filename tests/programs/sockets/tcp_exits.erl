% How an active socket ends: the owner gets messages and no exit signal, whether the peer closes or sends a packet that is too large.
-module(tcp_exits).
-export([main/0]).

p(Term) -> io:format("~0kp~n", [Term]).

main() ->
    [too_large(Packet, Bytes) || {Packet, Bytes} <- [
        {4, <<255, 255, 255, 255>>},
        {asn1, <<16#30, 16#84, 255, 255, 255, 255>>},
        {tpkt, <<4, 0, 0, 0>>},
        {http, binary:copy(<<"x">>, 300)},
        {line, <<(binary:copy(<<"y">>, 300))/binary, "\n">>}
    ]],
    [closed_by_peer(Trap) || Trap <- [false, true]],
    passive_until_accepted(),
    reset_while_passive(),
    refused_options().

pair(ListenOptions) ->
    {ok, Listen} = gen_tcp:listen(0, [binary, {ip, {127, 0, 0, 1}} | ListenOptions]),
    {ok, Port} = inet:port(Listen),
    {ok, Client} = gen_tcp:connect({127, 0, 0, 1}, Port, [binary, {active, false}]),
    {Listen, Client}.

too_large(Packet, Bytes) ->
    {Listen, Client} = pair([{active, once}, {packet, Packet}, {packet_size, 100}]),
    Self = self(),
    {Pid, Monitor} = spawn_monitor(fun() ->
        {ok, Socket} = gen_tcp:accept(Listen),
        Watch = erlang:monitor(port, Socket),
        Messages = collect(Socket, Watch),
        Self ! {self(), Messages}
    end),
    ok = gen_tcp:send(Client, Bytes),
    receive {Pid, Messages} -> ok; {'DOWN', Monitor, _, _, Messages} -> ok end,
    p({Packet, Messages}),
    gen_tcp:close(Client),
    gen_tcp:close(Listen).

collect(Socket, Watch) ->
    receive
        {'DOWN', Watch, port, Socket, _} -> [down];
        Message -> [setelement(2, Message, socket) | collect(Socket, Watch)]
    end.

closed_by_peer(Trap) ->
    {Listen, Client} = pair([{active, true}]),
    Self = self(),
    {Pid, Monitor} = spawn_monitor(fun() ->
        process_flag(trap_exit, Trap),
        {ok, Socket} = gen_tcp:accept(Listen),
        Watch = erlang:monitor(port, Socket),
        Messages = collect(Socket, Watch),
        {links, Links} = process_info(self(), links),
        Self ! {self(), {Messages, [Link || Link <- Links, is_port(Link)]}}
    end),
    ok = gen_tcp:close(Client),
    receive {Pid, Messages} -> ok; {'DOWN', Monitor, _, _, Messages} -> ok end,
    p({closed, Trap, Messages}),
    gen_tcp:close(Listen).

% The options of the listening socket are set before an accepted one takes data, even if the peer has closed by then.
passive_until_accepted() ->
    p(lists:usort([accept_closed() || _ <- lists:seq(1, 50)])).

accept_closed() ->
    {Listen, Client} = pair([{active, once}, {packet, line}]),
    ok = gen_tcp:send(Client, "line\n"),
    ok = gen_tcp:close(Client),
    {ok, Socket} = gen_tcp:accept(Listen),
    receive {tcp, Socket, Line} -> ok end,
    ok = inet:setopts(Socket, [{active, true}]),
    receive {tcp_closed, Socket} -> ok end,
    gen_tcp:close(Listen),
    Line.

% A reset that the sending half has noticed is told to who makes the socket active later.
reset_while_passive() ->
    {ok, Listen} = gen_tcp:listen(0, [{active, false}, {recbuf, 4096}, {ip, {127, 0, 0, 1}}]),
    {ok, Port} = inet:port(Listen),
    {ok, Client} = gen_tcp:connect({127, 0, 0, 1}, Port, [{active, false}, {sndbuf, 4096}, {show_econnreset, true}]),
    {ok, Server} = gen_tcp:accept(Listen),
    ok = gen_tcp:send(Client, binary:copy(<<".">>, 4 bsl 20)),
    ok = inet:setopts(Server, [{linger, {true, 0}}]),
    ok = gen_tcp:close(Server),
    wait_until(fun() -> erlang:port_info(Client, queue_size) =:= {queue_size, 0} end),
    ok = inet:setopts(Client, [{active, once}]),
    p([receive {tcp_error, Client, Reason} -> Reason end, receive {tcp_closed, Client} -> closed end]),
    gen_tcp:close(Listen).

wait_until(Condition) ->
    case Condition() of
        true -> ok;
        false -> receive after 5 -> wait_until(Condition) end
    end.

% Only some options tell that the system has refused them.
refused_options() ->
    {ok, Socket} = gen_udp:open(0, [{ip, {127, 0, 0, 1}}]),
    [
        p({Option, inet:setopts(Socket, [Option])})
     || Option <- [
            {raw, 99, 99, <<1:32>>},
            {add_membership, {{127, 0, 0, 1}, {0, 0, 0, 0}}},
            {multicast_ttl, 999},
            {ttl, 999},
            {ipv6_v6only, true},
            {bind_to_device, <<"no_such">>}
        ]
    ],
    ok = inet:setopts(Socket, [{recbuf, 1 bsl 20}]),
    p(inet:getopts(Socket, [buffer])),
    {ok, [{{127, 0, 0, 1}, _}]} = inet:socknames(Socket),
    p(inet:peernames(Socket)),
    gen_udp:close(Socket).

%! expect: {4,[{tcp_error,socket,emsgsize},{tcp_closed,socket},down]}
%! expect: {asn1,[{tcp_error,socket,emsgsize},{tcp_closed,socket},down]}
%! expect: {tpkt,[{tcp_error,socket,emsgsize},{tcp_closed,socket},down]}
%! expect: {http,[{tcp_error,socket,emsgsize},{tcp_closed,socket},down]}
%! expect: {line,[{tcp_error,socket,emsgsize},{tcp_closed,socket},down]}
%! expect: {closed,false,{[{tcp_closed,socket},down],[]}}
%! expect: {closed,true,{[{tcp_closed,socket},down],[]}}
%! expect: [<<"line\n">>]
%! expect: [econnreset,closed]
%! expect: {{raw,99,99,<<0,0,0,1>>},ok}
%! expect: {{add_membership,{{127,0,0,1},{0,0,0,0}}},ok}
%! expect: {{multicast_ttl,999},ok}
%! expect: {{ttl,999},{error,einval}}
%! expect: {{ipv6_v6only,true},{error,einval}}
%! expect: {{bind_to_device,<<"no_such">>},{error,einval}}
%! expect: {ok,[{buffer,65536}]}
%! expect: {error,enotconn}
