%% hibernate/3: the stack goes, messages wake, the heap shrinks.
-module(hibernation).
-export([main/0, start/1, awake/2]).

main() ->
    P = spawn(?MODULE, start, [self()]),
    receive {P, asleep} -> ok end,
    timer:sleep(50),
    io:format("~p~n", [process_info(P, current_function)]),
    {heap_size, H} = process_info(P, heap_size),
    io:format("~p~n", [H < 233]),
    P ! {self(), hello},
    receive {P, Answer} -> io:format("~p~n", [Answer]) end,
    timer:sleep(50),
    io:format("~p~n", [process_info(P, message_queue_len)]),
    R = monitor(process, P),
    P ! {self(), stop},
    receive {P, A2} -> io:format("~p~n", [A2]) end,
    receive {'DOWN', R, process, P, Reason} -> io:format("~p~n", [Reason]) end,
    self() ! {already, here},
    try erlang:hibernate(?MODULE, awake, not_a_list) catch error:badarg -> io:format("badarg~n") end,
    catch spawn_then_check().

spawn_then_check() ->
    S = self(),
    Q = spawn(fun() -> self() ! {S, quick}, try erlang:hibernate(?MODULE, awake, [S, 7]) catch _:_ -> never end end),
    receive {Q, X} -> io:format("~p~n", [X]) end,
    exit(Q, kill).

start(Parent) ->
    Big = lists:seq(1, 10000),
    Parent ! {self(), asleep},
    try erlang:hibernate(?MODULE, awake, [Parent, length(Big)])
    catch _:_ -> Parent ! {self(), wrong}
    end.

awake(Parent, N) ->
    receive
        {Parent, stop} -> Parent ! {self(), {stopping, N}};
        {Parent, M} -> Parent ! {self(), {M, N}}, erlang:hibernate(?MODULE, awake, [Parent, N + 1])
    end.

%! expect: {current_function,{erlang,hibernate,3}}
%! expect: true
%! expect: {hello,10000}
%! expect: {message_queue_len,0}
%! expect: {stopping,10001}
%! expect: normal
%! expect: badarg
%! expect: {quick,7}
