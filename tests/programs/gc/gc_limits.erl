%% max_heap_size: what a process has received and somebody has looked at counts, and so does a large term that is garbage at once.
-module(gc_limits).
-export([main/0]).

main() ->
    Quiet = #{size => 1024, error_logger => false},
    P = spawn_opt(fun() -> receive after 10000 -> ok end end, [{max_heap_size, Quiet}, {message_queue_data, on_heap}]),
    [P ! lists:duplicate(I, I) || I <- lists:seq(1, 100)],
    M = monitor(process, P),
    {messages, _} = process_info(P, messages),
    erlang:garbage_collect(P),
    receive {'DOWN', M, process, P, Why} -> io:format("~p~n", [Why]) end,
    {P2, M2} = spawn_opt(fun F() -> erlang:make_tuple(2000, []), F() end, [monitor, {max_heap_size, Quiet}]),
    receive {'DOWN', M2, process, P2, Why2} -> io:format("~p~n", [Why2]) end,
    {P3, M3} = spawn_opt(
        fun F() -> erlang:make_tuple(2000, []), F() end,
        [monitor, {fullsweep_after, 0}, {max_heap_size, Quiet}]
    ),
    receive {'DOWN', M3, process, P3, Why3} -> io:format("~p~n", [Why3]) end.

%! expect: killed
%! expect: killed
%! expect: killed
