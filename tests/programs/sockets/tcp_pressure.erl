% What happens when the peer does not read: watermarks, send time-outs, closing behind queued data; and files, local sockets, owners.
-module(tcp_pressure).
-export([main/0]).

main() ->
    process_flag(trap_exit, true),
    {A, B} = pair([{send_timeout, 50}, {high_watermark, 2000}, {low_watermark, 1000}, {sndbuf, 4096}], [{recbuf, 4096}]),
    %! expect: {error,timeout}
    io:format("~p~n", [flood(A, 10000)]),
    %! expect: true
    io:format("~p~n", [stays_full(A)]),
    gen_tcp:close(B),
    %! expect: {'C',true}
    {C, D} = pair([{sndbuf, 4096}], [{recbuf, 4096}]),
    Data = crypto_free(300000),
    ok = gen_tcp:send(C, Data),
    Reader = reader(D),
    ok = gen_tcp:close(C),
    io:format("~p~n", [{'C', result(Reader) =:= Data}]),
    %! expect: {half,true,<<"answer">>}
    {E, F} = pair([], []),
    ok = gen_tcp:send(E, Data),
    ok = gen_tcp:shutdown(E, write),
    HalfReader = spawn_reader_then_answer(F),
    {ok, Answer} = gen_tcp:recv(E, 6),
    io:format("~p~n", [{half, result(HalfReader) =:= Data, Answer}]),
    %! expect: {sendfile,{ok,300000},true}
    {G, H} = pair([], []),
    ok = file:write_file("tcp_pressure.tmp", Data),
    FileReader = reader(H),
    Sent = file:sendfile("tcp_pressure.tmp", G),
    gen_tcp:close(G),
    io:format("~p~n", [{sendfile, Sent, result(FileReader) =:= Data}]),
    file:delete("tcp_pressure.tmp"),
    %! expect: {local,{ok,<<"through a path">>},{ok,{local,<<"tcp_pressure.sock">>}}}
    file:delete("tcp_pressure.sock"),
    {ok, L} = gen_tcp:listen(0, [{ifaddr, {local, "tcp_pressure.sock"}}, binary, {active, false}]),
    {ok, I} = gen_tcp:connect({local, "tcp_pressure.sock"}, 0, [binary, {active, false}]),
    {ok, J} = gen_tcp:accept(L),
    ok = gen_tcp:send(I, "through a path"),
    io:format("~p~n", [{local, gen_tcp:recv(J, 0), inet:peername(I)}]),
    file:delete("tcp_pressure.sock"),
    %! expect: {owner,"for the new one"}
    {M, N} = pair([], []),
    Self = self(),
    New = spawn(fun() -> receive go -> inet:setopts(N, [{active, true}, list]) end,
                         receive {tcp, N, Text} -> Self ! {owner, Text} end end),
    ok = gen_tcp:controlling_process(N, New),
    New ! go,
    ok = gen_tcp:send(M, "for the new one"),
    io:format("~p~n", [receive {owner, Text} -> {owner, Text} end]),
    %! expect: {linked,closed}
    {O, P} = pair([], []),
    Owner = spawn(fun() -> receive stop -> ok end end),
    ok = gen_tcp:controlling_process(P, Owner),
    exit(Owner, kill),
    {error, Reason} = gen_tcp:recv(O, 0),
    io:format("~p~n", [{linked, Reason}]),
    %! expect: {accepted,[1,2,3]}
    io:format("~p~n", [{accepted, acceptors()}]),
    %! expect: {options,[{nodelay,true},{keepalive,true},{linger,{true,3}},{high_watermark,9000}]}
    {Q, _} = pair([{nodelay, true}, {keepalive, true}, {linger, {true, 3}}, {high_watermark, 9000}], []),
    {ok, Options} = inet:getopts(Q, [nodelay, keepalive, linger, high_watermark]),
    io:format("~0p~n", [{options, Options}]),
    %! expect: {closed_active,[tcp_closed]}
    {R, S} = pair([], [{active, true}]),
    gen_tcp:close(R),
    io:format("~p~n", [{closed_active, [receive {Tag, S} -> Tag end]}]).

acceptors() ->
    {ok, L} = gen_tcp:listen(0, [{ip, {127, 0, 0, 1}}, {active, false}]),
    {ok, Port} = inet:port(L),
    Self = self(),
    [spawn_link(fun() -> {ok, S} = gen_tcp:accept(L), {ok, [N]} = gen_tcp:recv(S, 1), Self ! {got, N} end) || _ <- [1, 2, 3]],
    timer:sleep(20),
    [begin {ok, S} = gen_tcp:connect({127, 0, 0, 1}, Port, []), ok = gen_tcp:send(S, [N]) end || N <- [1, 2, 3]],
    lists:sort([receive {got, N} -> N end || _ <- [1, 2, 3]]).

flood(_, 0) -> endless;
flood(Socket, Left) ->
    case gen_tcp:send(Socket, binary:copy(<<0>>, 1000)) of
        ok -> flood(Socket, Left - 1);
        Error -> Error
    end.

% The system may take what is queued after the time-out, a delayed acknowledgement later; in the end it takes no more.
stays_full(Socket) ->
    case inet:getstat(Socket, [send_pend]) of
        {ok, [{send_pend, Pending}]} when Pending > 0 -> true;
        {ok, [{send_pend, 0}]} -> {error, timeout} = flood(Socket, 10000), stays_full(Socket)
    end.

crypto_free(Size) -> list_to_binary([(I * 7 + I div 251) band 255 || I <- lists:seq(1, Size)]).

reader(Socket) -> reader(Socket, fun() -> ok end).

reader(Socket, Then) ->
    Self = self(),
    Pid = spawn(fun() -> receive go -> ok end, Bytes = read(Socket, []), Then(), Self ! {self(), Bytes} end),
    ok = gen_tcp:controlling_process(Socket, Pid),
    Pid ! go,
    Pid.

spawn_reader_then_answer(Socket) -> reader(Socket, fun() -> ok = gen_tcp:send(Socket, "answer") end).

read(Socket, Acc) ->
    case gen_tcp:recv(Socket, 0) of
        {ok, Data} -> read(Socket, [Acc, Data]);
        {error, closed} -> iolist_to_binary(Acc)
    end.

result(Reader) -> receive {Reader, Bytes} -> Bytes end.

pair(Mine, Theirs) ->
    {ok, Listener} = gen_tcp:listen(0, [binary, {ip, {127, 0, 0, 1}}, {active, false}, {exit_on_close, false}
                                        | [Option || {recbuf, _} = Option <- Theirs]]),
    {ok, Port} = inet:port(Listener),
    {ok, A} = gen_tcp:connect({127, 0, 0, 1}, Port, [binary, {active, false} | Mine]),
    {ok, B} = gen_tcp:accept(Listener),
    gen_tcp:close(Listener),
    ok = inet:setopts(B, Theirs),
    {A, B}.
%! collect: no sends megabytes through full buffers, for minutes
