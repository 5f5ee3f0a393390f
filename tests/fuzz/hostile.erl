% Damaged bytes against running servers: HTTP requests to sockets that read them as packets and to inets' httpd, TLS records to ssl, answers of
% name servers to inet_res, requests to epmd. Each case has a number, which is its seed. Nothing may die, hang, leak descriptors or grow.
%
%   -s hostile main KIND COUNT FIRST SECONDS FOLDER [EPMD]
%
% Prints "done CASES" when all is well. FOLDER/progress gets the time of the last case, so a machine that hangs can be told.
-module(hostile).
-export([main/1]).

-define(WORKERS, 16).
% What a server may keep: caches, heaps that have grown, code that was loaded meanwhile, 8 bytes of the process table for each number that
% is used for the first time. A leak of two hundred bytes a case is more.
-define(GROWTH, 16 * 1024 * 1024).

main([Kind, Count, First, Seconds, Folder | Rest]) ->
    logger:set_primary_config(level, none),
    Number = fun(Atom) -> list_to_integer(atom_to_list(Atom)) end,
    Deadline = erlang:monotonic_time(second) + Number(Seconds),
    State = start(Kind, atom_to_list(Folder), Rest),
    % The first cases load code, fill caches and make heaps and free lists as large as they get; the measure is taken behind them.
    Warm = min(Number(Count) div 2, 20000),
    attack(Kind, State, Number(First), Warm, Deadline, Folder),
    Before = measure(State),
    Done = attack(Kind, State, Number(First) + Warm, Number(Count) - Warm, Deadline, Folder),
    alive(Kind, State),
    After = measure(State),
    stop(Kind, State),
    judge(Kind, Before, After),
    io:format("done ~p~n", [Warm + Done]),
    halt(0).

% --- Workers: case after case, shared out by number.

attack(Kind, State, First, Count, Deadline, Folder) ->
    Self = self(),
    Pids = [
        spawn_link(fun() -> Self ! {self(), worker(Kind, State, First + Worker, First + Count, Deadline, Folder, 0)} end)
     || Worker <- lists:seq(0, ?WORKERS - 1)
    ],
    lists:sum([receive {Pid, Cases} -> Cases end || Pid <- Pids]).

worker(Kind, State, Case, End, Deadline, Folder, Cases) ->
    case Case >= End orelse erlang:monotonic_time(second) >= Deadline of
        true ->
            Cases;
        false ->
            rand:seed(exsss, Case),
            put(hostile_case, Case),
            try
                one(Kind, State)
            catch
                Class:Reason:Stack ->
                    io:format("case ~p of ~p: ~p ~0p~n~0p~n", [Case, Kind, Class, Reason, Stack]),
                    halt(3)
            end,
            Cases rem 64 =:= 0 andalso file:write_file(filename:join(Folder, progress), integer_to_list(Case)),
            worker(Kind, State, Case + ?WORKERS, End, Deadline, Folder, Cases + 1)
    end.

% --- Damage.

damaged(Corpus) ->
    Bytes = pick(Corpus),
    lists:foldl(fun(_, Acc) -> damage(Acc, Corpus) end, Bytes, lists:seq(1, rand:uniform(4))).

pick(List) -> lists:nth(rand:uniform(length(List)), List).

damage(<<>>, Corpus) ->
    pick(Corpus);
damage(Bytes, Corpus) ->
    Size = byte_size(Bytes),
    At = rand:uniform(Size) - 1,
    Length = min(rand:uniform(16), Size - At),
    <<Head:At/binary, Piece:Length/binary, Tail/binary>> = Bytes,
    <<First, Others/binary>> = Piece,
    case rand:uniform(10) of
        1 -> <<Head/binary, (First bxor (1 bsl (rand:uniform(8) - 1))), Others/binary, Tail/binary>>;
        2 -> <<Head/binary, (rand:uniform(256) - 1), Others/binary, Tail/binary>>;
        3 -> <<Head/binary, (pick([0, 1, 16#7F, 16#80, 16#FF, $\r, $\n, $\s, $:])), Others/binary, Tail/binary>>;
        4 -> <<Head/binary, Tail/binary>>;
        5 -> <<Head/binary, Piece/binary, Piece/binary, Tail/binary>>;
        6 -> <<Head/binary, (rand:bytes(rand:uniform(12)))/binary, Piece/binary, Tail/binary>>;
        7 -> Head;
        8 -> <<Head/binary, (pick(Corpus))/binary>>;
        9 -> <<Head/binary, (binary:copy(Piece, rand:uniform(200)))/binary, Tail/binary>>;
        10 -> <<Head/binary, (pick([<<0:16>>, <<16#FFFF:16>>, <<16#7FFFFFFF:32>>, <<16#FFFFFFFF:32>>]))/binary, Tail/binary>>
    end.

% Sends bytes in one or two pieces, says that there will be no more, and reads until the server closes.
throw_at(Port, Bytes) ->
    Backend = [{inet_backend, socket} || rand:uniform(8) =:= 1],
    % Closed connections keep their ports for a minute, so the clients have many addresses.
    From = {ip, {127, 0, rand:uniform(200), rand:uniform(200)}},
    {ok, Socket} = gen_tcp:connect({127, 0, 0, 1}, Port, Backend ++ [binary, From, {active, false}, {nodelay, true}]),
    case rand:uniform(4) of
        1 ->
            Split = rand:uniform(byte_size(Bytes) + 1) - 1,
            <<Head:Split/binary, Tail/binary>> = Bytes,
            _ = gen_tcp:send(Socket, Head),
            _ = gen_tcp:send(Socket, Tail);
        _ ->
            _ = gen_tcp:send(Socket, Bytes)
    end,
    _ = gen_tcp:shutdown(Socket, write),
    drain(Socket),
    gen_tcp:close(Socket).

drain(Socket) ->
    case gen_tcp:recv(Socket, 0) of
        {ok, _} -> drain(Socket);
        {error, _} -> ok
    end.

% --- HTTP

start(http, Folder, _) ->
    {ok, _} = application:ensure_all_started(inets),
    ok = filelib:ensure_dir(filename:join([Folder, "www", "x"])),
    ok = file:write_file(filename:join([Folder, "www", "index.html"]), "hello"),
    {ok, Httpd} = inets:start(httpd, [
        {port, 0}, {bind_address, {127, 0, 0, 1}}, {server_name, "localhost"}, {max_clients, 1000},
        {server_root, Folder}, {document_root, filename:join(Folder, "www")}
    ]),
    [{port, Port}] = httpd:info(Httpd, [port]),
    Ports = [listen(Options) || Options <- [
        [{packet, http}, {active, false}],
        [{packet, http_bin}, {active, once}],
        [{packet, http_bin}, {active, false}, {packet_size, 512}],
        [{packet, httph}, {active, once}],
        [{packet, line}, {active, false}, {buffer, 100}],
        [{packet, 4}, {active, false}, {packet_size, 100000}],
        [{packet, asn1}, {active, once}, {packet_size, 100000}],
        [{packet, tpkt}, {active, once}],
        [{inet_backend, socket}, {packet, http_bin}, {active, once}],
        [{inet_backend, socket}, {packet, http}, {active, false}]
    ]],
    #{ports => Ports ++ Ports ++ [Port], corpus => requests()};
% --- TLS
start(tls, _, _) ->
    {ok, _} = application:ensure_all_started(ssl),
    Key = {namedCurve, secp256r1},
    Chain = #{
        root => [{key, Key}, {digest, sha256}],
        intermediates => [[{key, Key}, {digest, sha256}]],
        peer => [{key, Key}, {digest, sha256}]
    },
    #{server_config := Options} = public_key:pkix_test_data(#{server_chain => Chain, client_chain => Chain}),
    Corpus = lists:append([records(Version, Options) || Version <- ['tlsv1.2', 'tlsv1.3']]),
    {ok, Listen} = ssl:listen(0, [{ip, {127, 0, 0, 1}}, {active, false}, binary, {reuseaddr, true}, {backlog, 128} | Options]),
    {ok, {_, Port}} = ssl:sockname(Listen),
    [guarded(fun() -> tls_acceptor(Listen) end) || _ <- lists:seq(1, 4)],
    #{port => Port, corpus => Corpus};
% --- DNS
start(dns, _, _) ->
    #{corpus => []};
% --- epmd: one node is registered for the whole run, so a request to stop the daemon is refused.
start(epmd, _, [Path]) ->
    {ok, Probe} = gen_tcp:listen(0, [{ip, {127, 0, 0, 1}}]),
    {ok, Port} = inet:port(Probe),
    ok = gen_tcp:close(Probe),
    Main = self(),
    Keeper = spawn_link(fun() -> keep_daemon(Main, atom_to_list(Path), Port) end),
    Pid = receive {Keeper, OsPid} -> OsPid end,
    Node = registered(Port),
    #{port => Port, daemon => Keeper, pid => Pid, node => Node, corpus => epmd_requests()}.

% Drops what the daemon says of the requests that it gets.
keep_daemon(Main, Path, Port) ->
    Daemon = open_port({spawn_executable, Path}, [
        {args, ["epmd", "-port", integer_to_list(Port), "-address", "127.0.0.1"]}, exit_status, binary, stderr_to_stdout
    ]),
    {os_pid, Pid} = erlang:port_info(Daemon, os_pid),
    Main ! {self(), Pid},
    dropped(Daemon, Main).

dropped(Daemon, Main) ->
    receive
        {Daemon, {data, _}} -> dropped(Daemon, Main);
        {Daemon, {exit_status, Status}} -> Main ! {self(), {exit_status, Status}}
    end.

listen(Options) ->
    Common = [binary, {ip, {127, 0, 0, 1}}, {reuseaddr, true}, {backlog, 128}, {linger, {true, 0}}],
    {ok, Listen} = gen_tcp:listen(0, Options ++ Common),
    {ok, Port} = inet:port(Listen),
    Active = proplists:get_value(active, Options),
    [guarded(fun() -> http_acceptor(Listen, Active) end) || _ <- lists:seq(1, 3)],
    Port.

% A server of the test's own must not fail either.
guarded(Fun) ->
    spawn(fun() ->
        try
            Fun()
        catch
            Class:Reason:Stack ->
                io:format("server: ~p ~0p~n~0p~n", [Class, Reason, Stack]),
                halt(3)
        end
    end).

http_acceptor(Listen, Active) ->
    case gen_tcp:accept(Listen) of
        {ok, Socket} ->
            serve(Socket, Active),
            gen_tcp:close(Socket),
            http_acceptor(Listen, Active);
        {error, econnaborted} ->
            http_acceptor(Listen, Active)
    end.

serve(Socket, false) ->
    case gen_tcp:recv(Socket, 0) of
        {ok, Packet} -> reply(Socket, Packet) andalso serve(Socket, false);
        {error, _} -> ok
    end;
serve(Socket, once) ->
    receive
        {tcp_closed, Socket} -> ok;
        {tcp_error, Socket, _} -> receive {tcp_closed, Socket} -> ok end;
        {_, Socket, Packet} -> reply(Socket, Packet) andalso inet:setopts(Socket, [{active, once}]) =:= ok andalso serve(Socket, once)
    end.

reply(_, {http_error, _}) -> false;
reply(_, {http_request, Method, Target, {Major, Minor}}) -> is_tuple({Method, Target, Major, Minor});
reply(_, {http_header, _, Name, _, Value}) -> is_tuple({Name, Value});
reply(Socket, http_eoh) -> gen_tcp:send(Socket, <<"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n">>) =:= ok;
reply(_, Other) -> is_tuple({Other}).

requests() ->
    [
        <<"GET / HTTP/1.1\r\nHost: localhost\r\nUser-Agent: test\r\nAccept: */*\r\n\r\n">>,
        <<"GET /index.html?a=b&c=%20d HTTP/1.0\r\nHost: [::1]:8080\r\nConnection: keep-alive\r\n\r\n">>,
        <<"POST http://user@host:80/path HTTP/1.1\r\nHost: h\r\nContent-Type: text/plain\r\nContent-Length: 5\r\n\r\nhello">>,
        <<"OPTIONS * HTTP/1.1\r\nX-Folded: one\r\n two\r\n\tthree\r\nX-Empty:\r\n\r\n">>,
        <<"PUT /x HTTP/1.1\r\nTransfer-Encoding: chunked\r\nHost: h\r\n\r\n5\r\nhello\r\n0\r\n\r\n">>,
        <<"CONNECT example.org:443 HTTP/1.1\r\nProxy-Authorization: Basic eDp5\r\n\r\n">>,
        <<"HTTP/1.1 200 OK\r\nServer: x\r\nSet-Cookie: a=b; Path=/\r\nContent-Length: 2\r\n\r\nok">>,
        <<0, 0, 0, 5, "hello", 0, 0, 0, 2, "ab">>,
        <<16#30, 16#82, 1, 0, 0:2048>>,
        <<3, 0, 0, 11, "payload">>
    ].

tls_acceptor(Listen) ->
    case ssl:transport_accept(Listen) of
        {ok, Transport} ->
            spawn(fun() ->
                receive go -> ok end,
                case ssl:handshake(Transport) of
                    {ok, Socket} -> ssl:recv(Socket, 0), ssl:close(Socket);
                    {error, _} -> ok
                end
            end) ! go,
            tls_acceptor(Listen);
        {error, closed} ->
            ok;
        {error, _} ->
            tls_acceptor(Listen)
    end.

% What a client says in a handshake, as it goes through a proxy: the first flight alone, and all of it.
records(Version, Options) ->
    {ok, Listen} = ssl:listen(0, [{ip, {127, 0, 0, 1}}, {active, false}, {versions, [Version]} | Options]),
    {ok, {_, Port}} = ssl:sockname(Listen),
    spawn(fun() ->
        {ok, Transport} = ssl:transport_accept(Listen),
        {ok, Socket} = ssl:handshake(Transport),
        _ = ssl:recv(Socket, 0),
        ssl:close(Socket)
    end),
    {ok, Front} = gen_tcp:listen(0, [{ip, {127, 0, 0, 1}}, binary, {active, true}]),
    {ok, FrontPort} = inet:port(Front),
    Self = self(),
    spawn(fun() ->
        {ok, Client} = gen_tcp:accept(Front),
        {ok, Server} = gen_tcp:connect({127, 0, 0, 1}, Port, [binary, {active, true}]),
        Self ! {flights, proxy(Client, Server, [])}
    end),
    {ok, Socket} = ssl:connect({127, 0, 0, 1}, FrontPort, [{verify, verify_none}, {versions, [Version]}, {server_name_indication, "localhost"}]),
    ok = ssl:send(Socket, "hello"),
    ok = ssl:close(Socket),
    Flights = receive {flights, List} -> List end,
    ssl:close(Listen),
    gen_tcp:close(Front),
    [hd(Flights), iolist_to_binary(Flights), <<21, 3, 3, 0, 2, 2, 40>>, <<23, 3, 3, 0, 20, 0:160>>, <<22, 3, 1, 0, 4, 1, 0, 0, 0>>].

proxy(Client, Server, Flights) ->
    receive
        {tcp, Client, Data} -> gen_tcp:send(Server, Data), proxy(Client, Server, [Data | Flights]);
        {tcp, Server, Data} -> gen_tcp:send(Client, Data), proxy(Client, Server, Flights);
        {tcp_closed, _} -> gen_tcp:close(Client), gen_tcp:close(Server), lists:reverse(Flights)
    end.

% Behind a damaged answer comes the right one, so nobody waits for a time-out.
answer_one(Server) ->
    {ok, {Address, Port, Question}} = gen_udp:recv(Server, 0),
    Answers = answers(Question),
    gen_udp:send(Server, Address, Port, damaged(Answers)),
    gen_udp:send(Server, Address, Port, hd(Answers)).

answers(<<Id:16, _:16, 1:16, _:48, Query/binary>>) ->
    Size = byte_size(Query) - find_end(Query, 0) - 5,
    Asked = binary:part(Query, 0, byte_size(Query) - Size),
    Alias = <<16#C00C:16, 5:16, 1:16, 60:32, 7:16, 4, "host", 16#C010:16>>,
    Host = <<16#C00C:16, 1:16, 1:16, 60:32, 4:16, 192, 0, 2, 1>>,
    Text = <<16#C00C:16, 16:16, 1:16, 60:32, 6:16, 5, "hello">>,
    Mail = <<16#C00C:16, 15:16, 1:16, 60:32, 4:16, 10:16, 16#C00C:16>>,
    Authority = <<16#C00C:16, 6:16, 1:16, 60:32, 24:16, 16#C00C:16, 16#C00C:16, 1:32, 2:32, 3:32, 4:32, 5:32>>,
    Options = <<0, 41:16, 4096:16, 0:32, 4:16, 10:16, 0:16>>,
    [
        <<Id:16, 16#8180:16, 1:16, 1:16, 0:16, 0:16, Asked/binary, Host/binary>>,
        <<Id:16, 16#8180:16, 1:16, 2:16, 0:16, 1:16, Asked/binary, Alias/binary, Host/binary, Options/binary>>,
        <<Id:16, 16#8180:16, 1:16, 2:16, 1:16, 0:16, Asked/binary, Text/binary, Mail/binary, Authority/binary>>,
        <<Id:16, 16#8183:16, 1:16, 0:16, 1:16, 0:16, Asked/binary, Authority/binary>>
    ].

find_end(Query, At) ->
    case binary:at(Query, At) of
        0 -> At;
        Length -> find_end(Query, At + 1 + Length)
    end.

registered(Port) ->
    case gen_tcp:connect({127, 0, 0, 1}, Port, [binary, {active, false}]) of
        {ok, Socket} ->
            ok = gen_tcp:send(Socket, alive("resident")),
            {ok, <<118, 0, _:32>>} = gen_tcp:recv(Socket, 6),
            Socket;
        {error, econnrefused} ->
            receive after 20 -> registered(Port) end
    end.

alive(Name) ->
    Request = <<120, 4321:16, 77, 0, 6:16, 5:16, (length(Name)):16, (list_to_binary(Name))/binary, 0:16>>,
    <<(byte_size(Request)):16, Request/binary>>.

epmd_requests() ->
    Frame = fun(Request) -> <<(byte_size(Request)):16, Request/binary>> end,
    [
        alive("one"),
        alive("a_rather_long_name_of_a_node_that_goes_on_and_on"),
        Frame(<<122, "resident">>),
        Frame(<<122, "nobody">>),
        Frame(<<110>>),
        Frame(<<100>>),
        Frame(<<107>>),
        Frame(<<115, "resident">>),
        <<0, 0>>,
        <<16#FFFF:16, 120>>
    ].

% --- One case.

one(http, #{ports := Ports, corpus := Corpus}) ->
    throw_at(pick(Ports), damaged(Corpus));
one(tls, #{port := Port, corpus := Corpus}) ->
    throw_at(Port, damaged(Corpus));
one(epmd, #{port := Port, corpus := Corpus}) ->
    throw_at(Port, damaged(Corpus));
one(dns, _) ->
    {ok, Server} = gen_udp:open(0, [binary, {active, false}, {ip, {127, 0, 0, 1}}]),
    {ok, Port} = inet:port(Server),
    Seed = rand:export_seed(),
    {Pid, Monitor} = spawn_monitor(fun() -> rand:seed(Seed), answer_one(Server) end),
    ok = gen_udp:controlling_process(Server, Pid),
    Options = [{nameservers, [{{127, 0, 0, 1}, Port}]}, {retry, 1}, {timeout, 2000}, {edns, pick([0, false])}],
    % OTP's decoder may refuse a message with an exception; what counts is that the machine lives.
    _ = (catch inet_res:resolve("www.example.org", in, pick([a, aaaa, txt, mx, any]), Options)),
    receive {'DOWN', Monitor, process, Pid, normal} -> ok end.

% --- At the end the servers answer, and hold what they held.

alive(http, #{ports := Ports}) ->
    Right = hd(requests()),
    [throw_at(Port, Right) || Port <- Ports],
    ok;
alive(tls, #{port := Port}) ->
    {ok, Socket} = ssl:connect({127, 0, 0, 1}, Port, [{verify, verify_none}]),
    ssl:close(Socket);
alive(epmd, #{port := Port, daemon := Daemon}) ->
    receive {Daemon, {exit_status, Status}} -> io:format("epmd has ended: ~p~n", [Status]), halt(3) after 0 -> ok end,
    {ok, Socket} = gen_tcp:connect({127, 0, 0, 1}, Port, [binary, {active, false}]),
    ok = gen_tcp:send(Socket, <<1:16, 110>>),
    {ok, <<_:32>>} = gen_tcp:recv(Socket, 4),
    {ok, Names} = gen_tcp:recv(Socket, 0),
    {_, _} = binary:match(Names, <<"name resident at port 4321">>),
    gen_tcp:close(Socket);
alive(dns, _) ->
    ok.

stop(epmd, #{node := Node, daemon := Daemon, pid := Pid}) ->
    gen_tcp:close(Node),
    os:cmd("kill " ++ integer_to_list(Pid)),
    receive {Daemon, {exit_status, _}} -> ok end;
stop(_, _) ->
    ok.

% Descriptors and resident bytes of this machine, and of the daemon if there is one. Closing takes its time, and what .NET's heap holds of a
% busy machine goes back when it rests: until nothing changes any more, three times in a row.
measure(State) ->
    settle([os:getpid() | [integer_to_list(Pid) || #{pid := Pid} <- [State]]], [], 0, 0).

settle(Pids, Last, Steady, Rounds) ->
    Now = [{descriptors(Pid), resident(Pid)} || Pid <- Pids],
    case {Steady, alike(Now, Last)} of
        {2, true} ->
            {Now, erlang:memory(total), length(processes()), length(erlang:ports())};
        _ when Rounds > 60 ->
            {Now, erlang:memory(total), length(processes()), length(erlang:ports())};
        {_, Alike} ->
            [garbage_collect(Pid) || Rounds =:= 0, Pid <- processes()],
            receive after 1100 -> ok end,
            settle(Pids, Now, case Alike of true -> Steady + 1; false -> 0 end, Rounds + 1)
    end.

alike([{Descriptors, Bytes} | Rest], [{Descriptors, Before} | Others]) -> abs(Bytes - Before) < 1 bsl 20 andalso alike(Rest, Others);
alike(Now, Last) -> Now =:= [] andalso Last =:= [].

descriptors(Pid) ->
    {ok, Names} = file:list_dir_all("/proc/" ++ Pid ++ "/fd"),
    length(Names).

resident(Pid) ->
    {ok, Text} = file:read_file("/proc/" ++ Pid ++ "/statm"),
    [_, Pages | _] = binary:split(Text, <<" ">>, [global]),
    binary_to_integer(Pages) * 4096.

judge(Kind, {Before, MemoryBefore, ProcessesBefore, PortsBefore}, {After, MemoryAfter, ProcessesAfter, PortsAfter}) ->
    io:format("~p: descriptors and bytes ~w, then ~w; memory ~p, then ~p; processes ~p, then ~p; ports ~p, then ~p~n", [
        Kind, Before, After, MemoryBefore, MemoryAfter, ProcessesBefore, ProcessesAfter, PortsBefore, PortsAfter
    ]),
    Leaks = [{FdsBefore, FdsAfter} || {{FdsBefore, _}, {FdsAfter, _}} <- lists:zip(Before, After), FdsAfter > FdsBefore + 8],
    Growth = [{BytesBefore, BytesAfter} || {{_, BytesBefore}, {_, BytesAfter}} <- lists:zip(Before, After), BytesAfter > BytesBefore + ?GROWTH],
    case {Leaks, Growth, ProcessesAfter > ProcessesBefore + 32, PortsAfter > PortsBefore + 8} of
        {[], [], false, false} -> ok;
        Found -> io:format("leaks: ~p~n", [Found]), halt(4)
    end.
