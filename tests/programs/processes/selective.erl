%% Selective receive: order, markers under a long queue, nested receives, after 0.
-module(selective).
-export([main/0]).

main() ->
    [self() ! {n, I} || I <- lists:seq(1, 10)],
    io:format("~p~n", [[receive {n, K} -> K end || K <- [5, 1, 10, 2]]]),
    io:format("~p~n", [drain()]),
    io:format("~p~n", [receive never -> ok after 0 -> none end]),
    [self() ! {junk, I} || I <- lists:seq(1, 200000)],
    E = spawn(fun Echo() -> receive {From, R, M} -> From ! {R, M}, Echo() end end),
    T0 = erlang:monotonic_time(millisecond),
    X = [begin R = make_ref(), E ! {self(), R, I}, receive {R, M} -> M end end || I <- lists:seq(1, 500)],
    T1 = erlang:monotonic_time(millisecond),
    io:format("~p ~p~n", [lists:sum(X), T1 - T0 < 2000]),
    io:format("~p~n", [receive {junk, J} -> J end]),
    io:format("~p~n", [element(2, process_info(self(), message_queue_len))]),
    self() ! a, self() ! b,
    receive b -> receive a -> io:format("nested~n") end end,
    P = self(),
    spawn(fun() -> timer:sleep(20), P ! late end),
    io:format("~p~n", [receive late -> got after 1000 -> missed end]),
    io:format("~p~n", [receive absent -> got after 10 -> missed end]),
    exit(E, kill).

drain() -> receive {n, K} -> [K | drain()] after 0 -> [] end.

%! collect: no its queue of many thousand messages is walked at every collection
%! expect: [5,1,10,2]
%! expect: [3,4,6,7,8,9]
%! expect: none
%! expect: 125250 true
%! expect: 1
%! expect: 199999
%! expect: nested
%! expect: got
%! expect: missed
