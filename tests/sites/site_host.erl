%% Much work for the host: thousands of short child programs, and a large file through sockets.
-module(site_host).
-export([children/0, transfer/0, send_and_halt/0, orphans/0]).

%% Says "ready" before and "done" after, and waits for a line each time, so that the descriptors and children can be counted from outside.
children() ->
    {ok, [[CountText]]} = init:get_argument(count),
    Count = list_to_integer(CountText),
    "warm\n" = os:cmd("echo warm"),
    1 = program(1),
    io:format("ready ~s~n", [os:getpid()]),
    "go\n" = io:get_line(""),
    Self = self(),
    Workers = [spawn_link(fun() -> Self ! {self(), [program(N) || N <- lists:seq(First, Count, 20)]} end) || First <- lists:seq(1, 20)],
    Statuses = lists:append([receive {Worker, Result} -> Result end || Worker <- Workers]),
    Expected = lists:sort([N rem 256 || N <- lists:seq(1, Count)]),
    Expected = lists:sort(Statuses),
    [begin N = list_to_integer(string:trim(os:cmd("echo " ++ integer_to_list(N)))) end || N <- lists:seq(1, Count div 20)],
    [killed() || _ <- lists:seq(1, 100)],
    io:format("done ~b~n", [length(Statuses)]),
    "end\n" = io:get_line(""),
    halt().

%% A program that ends with the status N and writes a little, without a shell.
program(N) ->
    Port = open_port({spawn_executable, "/bin/sh"}, [{args, ["-c", "echo $0; exit $0", integer_to_list(N rem 256)]}, exit_status]),
    receive
        {Port, {data, _}} -> receive {Port, {exit_status, Status}} -> Status end;
        {Port, {exit_status, Status}} -> Status
    end.

%% One whose port is closed while it runs: it ends by the end of its input.
killed() ->
    true = port_close(open_port({spawn_executable, "/bin/cat"}, [exit_status])).

%% The file "large" by file:sendfile to a passive socket, then by gen_tcp:send to an active one; prints what arrived.
transfer() ->
    {ok, Listener} = gen_tcp:listen(0, [binary, {ip, {127, 0, 0, 1}}, {active, false}, {reuseaddr, true}]),
    {ok, Port} = inet:port(Listener),
    io:format("sendfile ~s~n", [through(Listener, Port, fun receive_passive/2, fun send_file/1)]),
    io:format("gen_tcp ~s~n", [through(Listener, Port, fun receive_active/2, fun send_pieces/1)]),
    halt().

through(Listener, Port, Receive, Send) ->
    spawn_link(fun() ->
        {ok, Socket} = gen_tcp:connect({127, 0, 0, 1}, Port, [binary, {active, false}, {sndbuf, 65536}]),
        ok = Send(Socket),
        ok = gen_tcp:close(Socket)
    end),
    {ok, Socket} = gen_tcp:accept(Listener),
    string:lowercase(binary:encode_hex(Receive(Socket, crypto:hash_init(sha256)))).

send_file(Socket) ->
    {ok, File} = file:open("large", [read, raw, binary]),
    Size = filelib:file_size("large"),
    {ok, Size} = file:sendfile(File, Socket, 0, 0, []),
    file:close(File).

send_pieces(Socket) ->
    {ok, File} = file:open("large", [read, raw, binary]),
    send_pieces(Socket, File).

send_pieces(Socket, File) ->
    case file:read(File, 100000) of
        {ok, Bytes} ->
            ok = gen_tcp:send(Socket, Bytes),
            send_pieces(Socket, File);
        eof ->
            file:close(File)
    end.

receive_passive(Socket, State) ->
    case gen_tcp:recv(Socket, 0) of
        {ok, Bytes} -> receive_passive(Socket, crypto:hash_update(State, Bytes));
        {error, closed} -> crypto:hash_final(State)
    end.

receive_active(Socket, State) ->
    ok = inet:setopts(Socket, [{active, 100}]),
    receive_messages(Socket, State).

receive_messages(Socket, State) ->
    receive
        {tcp, Socket, Bytes} -> receive_messages(Socket, crypto:hash_update(State, Bytes));
        {tcp_passive, Socket} -> receive_active(Socket, State);
        {tcp_closed, Socket} -> crypto:hash_final(State)
    end.

%% The reader is slow to begin: most of it still lies in the socket's queue when the node halts.
send_and_halt() ->
    {ok, Listener} = gen_tcp:listen(0, [binary, {ip, loopback}, {high_watermark, 100_000_000}, {sndbuf, 65536}]),
    {ok, Port} = inet:port(Listener),
    io:format("port ~p~n", [Port]),
    {ok, Socket} = gen_tcp:accept(Listener),
    ok = gen_tcp:send(Socket, binary:copy(<<"x">>, 20_000_000)),
    halt().

%% Children whose parent has ended come to process 1, and must not stay as zombies when they end.
orphans() ->
    "1" = os:getpid(),
    "" = os:cmd("(sleep 0.1 & sleep 0.2 & sleep 0.3 &) >/dev/null 2>&1"),
    timer:sleep(500),
    io:format("orphans ~p~n", [left(100)]),
    halt().

left(Tries) ->
    case length(zombies()) of
        Left when Left =:= 0; Tries =:= 0 -> Left;
        _ -> timer:sleep(100), left(Tries - 1)
    end.

zombies() ->
    [Stat || Name <- filelib:wildcard("/proc/[0-9]*/stat"), {ok, Stat} <- [file:read_file(Name)], re:run(Stat, "\\) Z ") =/= nomatch].
