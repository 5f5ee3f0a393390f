%% Many WebSockets to one server: `-sockets PORT COUNT` opens them, each in a process of its own, and says "open COUNT". A line
%% "load SECONDS" then sends and awaits echoes on all of them for so long and says how many came back; the end of input closes them.
-module(site_websockets).
-export([main/0]).

main() ->
    {ok, [[PortText, CountText]]} = init:get_argument(sockets),
    Port = list_to_integer(PortText),
    Count = list_to_integer(CountText),
    process_flag(trap_exit, true),
    Clients = open(Port, Count, []),
    io:format("open ~b~n", [length(Clients)]),
    commands(Clients).

%% Up to 200 handshakes are under way at a time, so that no listener's backlog runs over.
open(Port, Count, Clients) ->
    Self = self(),
    Batch = min(200, Count),
    New = [spawn_link(fun() -> client(Self, Port) end) || _ <- lists:seq(1, Batch)],
    [
        receive
            {opened, Pid} -> ok;
            {'EXIT', Pid, Reason} -> exit({not_opened, Reason})
        end
     || Pid <- New
    ],
    case Count - Batch of
        0 -> New ++ Clients;
        Rest -> open(Port, Rest, New ++ Clients)
    end.

commands(Clients) ->
    case io:get_line("") of
        eof ->
            [Pid ! stop || Pid <- Clients],
            halt();
        "load " ++ Seconds ->
            Deadline = erlang:monotonic_time(millisecond) + 1000 * list_to_integer(string:trim(Seconds)),
            [Pid ! {load, Deadline} || Pid <- Clients],
            {Echoed, Failed} = results(Clients, 0, 0),
            io:format("echoed ~b failed ~b~n", [Echoed, Failed]),
            commands(Clients)
    end.

results([], Echoed, Failed) ->
    {Echoed, Failed};
results([Pid | Rest], Echoed, Failed) ->
    receive
        {echoed, Pid, N} -> results(Rest, Echoed + N, Failed);
        {'EXIT', Pid, Reason} ->
            Failed < 5 andalso io:format("failed: ~0p~n", [Reason]),
            results(Rest, Echoed, Failed + 1)
    end.

client(Parent, Port) ->
    {ok, Socket} = gen_tcp:connect({127, 0, 0, 1}, Port, [
        binary, {active, false}, {nodelay, true}, {recbuf, 4096}, {sndbuf, 4096}
    ]),
    Key = base64:encode(rand:bytes(16)),
    ok = gen_tcp:send(Socket, [
        "GET /ws HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n",
        "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: ", Key, "\r\n\r\n"
    ]),
    ok = inet:setopts(Socket, [{packet, http_bin}]),
    {ok, {http_response, _, 101, _}} = gen_tcp:recv(Socket, 0),
    Accept = base64:encode(crypto:hash(sha, [Key, "258EAFA5-E914-47DA-95CA-C5AB0DC85B11"])),
    Accept = accepted(Socket, none),
    ok = inet:setopts(Socket, [{packet, raw}]),
    Parent ! {opened, self()},
    idle(Parent, Socket).

accepted(Socket, Accept) ->
    case gen_tcp:recv(Socket, 0) of
        {ok, http_eoh} -> Accept;
        {ok, {http_header, _, Name, Raw, Value}} ->
            case string:lowercase(Raw) of
                <<"sec-websocket-accept">> -> accepted(Socket, Value);
                _ when is_atom(Name); is_binary(Name) -> accepted(Socket, Accept)
            end
    end.

%% It hibernates: what is measured on the other side should not be disturbed by this side's memory.
idle(Parent, Socket) ->
    receive
        stop ->
            ok = gen_tcp:send(Socket, <<1:1, 0:3, 8:4, 1:1, 2:7, 0:32, 1000:16>>);
        {load, Deadline} ->
            Parent ! {echoed, self(), load(Socket, Deadline, 0)},
            erlang:garbage_collect(),
            idle(Parent, Socket)
    end.

load(Socket, Deadline, Echoed) ->
    case erlang:monotonic_time(millisecond) < Deadline of
        true ->
            Size = element(rand:uniform(4), {1, 20, 125, 1000}),
            Payload = rand:bytes(Size),
            ok = gen_tcp:send(Socket, frame(Payload)),
            echo(Socket, Payload, Size),
            load(Socket, Deadline, Echoed + 1);
        false ->
            Echoed
    end.

frame(Payload) ->
    <<Word:32>> = rand:bytes(4),
    Size = byte_size(Payload),
    Key = binary:part(binary:copy(<<Word:32>>, Size div 4 + 1), 0, Size),
    Masked = crypto:exor(Payload, Key),
    Length = if Size < 126 -> <<Size:7>>; true -> <<126:7, Size:16>> end,
    <<1:1, 0:3, 2:4, 1:1, Length/bitstring, Word:32, Masked/binary>>.

echo(Socket, Payload, Size) when Size < 126 ->
    {ok, <<1:1, 0:3, 2:4, 0:1, Size:7, Payload/binary>>} = gen_tcp:recv(Socket, Size + 2);
echo(Socket, Payload, Size) ->
    {ok, <<1:1, 0:3, 2:4, 0:1, 126:7, Size:16, Payload/binary>>} = gen_tcp:recv(Socket, Size + 4).
