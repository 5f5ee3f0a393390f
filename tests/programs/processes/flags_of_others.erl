%% process_flag/3 and what process_info tells without frames; reductions of yields; max_heap_size that counts binaries.
-module(flags_of_others).
-export([main/0]).

main() ->
    {P, M} = spawn_monitor(fun() -> receive never -> ok end end),
    io:format("~p~n", [process_flag(P, save_calls, 10)]),
    io:format("~p~n", [process_flag(P, save_calls, 0)]),
    io:format("~p~n", [fails(fun() -> process_flag(P, save_calls, none) end)]),
    exit(P, die),
    io:format("~p~n", [fails(fun() -> process_flag(P, save_calls, 0) end)]),
    receive {'DOWN', M, process, P, Why} -> io:format("~p~n", [Why]) end,
    io:format("~p~n", [fails(fun() -> process_flag(P, save_calls, 0) end)]),
    Depth = erlang:system_flag(backtrace_depth, 0),
    io:format("~p~n", [process_info(self(), current_stacktrace)]),
    erlang:system_flag(backtrace_depth, Depth),
    {reductions, R1} = process_info(self(), reductions),
    [true = erlang:yield() || _ <- lists:seq(1, 10)],
    {reductions, R2} = process_info(self(), reductions),
    io:format("~p~n", [R2 - R1 < 200]),
    io:format("~p~n", [erts_debug:size_shared(persistent())]),
    io:format("~p~n", [erts_debug:size_shared({1, persistent()})]),
    {_, M2} = spawn_opt(
        fun() -> binaries([], 50) end,
        [monitor, {max_heap_size, #{size => 100000, error_logger => false, include_shared_binaries => true}}]
    ),
    receive {'DOWN', M2, process, _, Why2} -> io:format("~p~n", [Why2]) end,
    {_, M3} = spawn_opt(fun() -> binaries([], 50) end, [monitor, {max_heap_size, #{size => 100000, error_logger => false}}]),
    receive {'DOWN', M3, process, _, Why3} -> io:format("~p~n", [Why3]) end.

fails(Do) -> try Do() catch error:Why -> Why end.

persistent() ->
    persistent_term:put(?MODULE, [1, {2, "three"}]),
    persistent_term:get(?MODULE).

binaries(Kept, 0) -> length(Kept);
binaries(Kept, N) -> binaries([grown(160, <<>>) | Kept], N - 1).

grown(0, B) -> B;
grown(N, B) -> grown(N - 1, <<B/binary, 0:8000>>).

%! expect: 0
%! expect: 10
%! expect: badarg
%! expect: badarg
%! expect: die
%! expect: badarg
%! expect: {current_stacktrace,[]}
%! expect: true
%! expect: 0
%! expect: 3
%! expect: killed
%! expect: normal
