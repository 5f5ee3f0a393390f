%% erlang:garbage_collect/1,2 of a process that waits: it is collected at once, and the answer comes when it is done.
-module(gc_on_request).
-export([main/0]).

main() ->
    P = spawn_link(fun() -> waiting(lists:seq(1, 200000)) end),
    ready(P),
    Before = words(P),
    io:format("~p~n", [erlang:garbage_collect(P)]),
    io:format("~p~n", [words(P) < Before div 10]),
    io:format("~p~n", [[erlang:garbage_collect(P, [{type, T}]) || T <- [minor, major]]]),
    async = erlang:garbage_collect(P, [{async, here}]),
    receive {garbage_collect, here, Answer} -> io:format("~p~n", [Answer]) end,
    true = erlang:suspend_process(P),
    io:format("~p~n", [erlang:garbage_collect(P)]),
    true = erlang:resume_process(P),
    %% Collections of one kind are traced as such, also right after another.
    [io:format("~p~n", [traced(P, Type)]) || Type <- [minor, major, minor]],
    P ! {self(), sum},
    receive {P, Sum} -> io:format("~p~n", [Sum]) end,
    Asleep = spawn_link(fun() -> erlang:hibernate(erlang, apply, [fun() -> receive stop -> ok end end, []]) end),
    timer:sleep(20),
    io:format("~p~n", [erlang:garbage_collect(Asleep)]),
    io:format("~p~n", [words(Asleep) < 100]),
    unlink(P),
    exit(P, kill),
    async = erlang:garbage_collect(P, [{async, late}]),
    receive {garbage_collect, late, False} -> io:format("~p~n", [False]) end,
    Busy = spawn_link(fun() -> erts_debug:dirty_io(wait, 200), receive stop -> ok end end),
    timer:sleep(50),
    io:format("~p~n", [erlang:garbage_collect(Busy)]),
    spin_and_collect().

waiting(Big) ->
    Sum = lists:sum(Big),
    waiting_small({Sum, [a]}).

waiting_small(Kept) ->
    receive
        {From, ready} -> From ! {self(), ready}, waiting_small(Kept);
        {From, sum} -> From ! {self(), Kept}, waiting_small(Kept)
    after 100000 -> ok
    end.

ready(P) -> P ! {self(), ready}, receive {P, ready} -> ok end.

words(P) -> {total_heap_size, Words} = process_info(P, total_heap_size), Words.

traced(P, Type) ->
    true = erlang:garbage_collect(P),
    1 = erlang:trace(P, true, [garbage_collection]),
    true = erlang:garbage_collect(P, [{type, Type}]),
    1 = erlang:trace(P, false, [garbage_collection]),
    D = erlang:trace_delivered(P),
    receive {trace_delivered, P, D} -> ok end,
    tags().

tags() -> receive {trace, _, Tag, _} -> [Tag | tags()] after 0 -> [] end.

%% Processes that run are collected too, many at once.
spin_and_collect() ->
    Spinning = [spawn_link(fun() -> spin(lists:seq(1, 100)) end) || _ <- lists:seq(1, 10)],
    io:format("~p~n", [lists:usort([erlang:garbage_collect(P) || _ <- lists:seq(1, 20), P <- Spinning])]),
    [begin unlink(P), exit(P, kill) end || P <- Spinning].

spin(L) -> spin(lists:reverse(L)).

%! collect: no sizes differ when each reservation collects
%! expect: true
%! expect: true
%! expect: [true,true]
%! expect: true
%! expect: true
%! expect: [gc_minor_start,gc_minor_end]
%! expect: [gc_major_start,gc_major_end]
%! expect: [gc_minor_start,gc_minor_end]
%! expect: {20000100000,[a]}
%! expect: true
%! expect: true
%! expect: false
%! expect: true
%! expect: [true]
