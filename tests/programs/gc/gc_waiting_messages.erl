%% Collections of a process in whose queue messages wait: those that a receive has looked at, and those that nobody has.
-module(gc_waiting_messages).
-export([main/0]).

main() ->
    [self() ! {waits, N, [N, float(N)], <<N:800>>} || N <- lists:seq(1, 300)],
    %% Looks at the first hundred, leaves them, and takes the one behind.
    receive {waits, 101, L, B} -> io:format("~p ~p~n", [L, byte_size(B)]) end,
    garbage(20),
    erlang:garbage_collect(),
    %% Takes some of those out of the middle.
    [receive {waits, N, [N, F], <<N:800>>} when F == N -> ok end || N <- [50, 49, 51, 100, 1, 2]],
    garbage(20),
    {messages, Left} = process_info(self(), messages),
    io:format("~p~n", [length(Left)]),
    garbage(20),
    true = lists:all(fun({waits, N, [N, F], <<N:800>>}) -> F == N end, Left),
    Sum = take(0),
    erlang:garbage_collect(),
    io:format("~p~n", [Sum]),
    io:format("~p~n", [process_info(self(), message_queue_len)]).

take(Sum) ->
    receive
        {waits, N, [N, F], <<N:800>>} when F == N -> garbage(1), take(Sum + N)
    after 0 -> Sum
    end.

garbage(0) -> ok;
garbage(N) -> _ = lists:reverse(lists:seq(1, 200)), garbage(N - 1).

%! expect: [101,101.0] 100
%! expect: 293
%! expect: 44796
%! expect: {message_queue_len,0}
