%% system_monitor tells of a large heap, and of nothing once it is switched off.
-module(system_monitor_large).
-export([main/0]).

main() ->
    undefined = erlang:system_monitor(self(), [{large_heap, 100000}]),
    {P, R} = spawn_monitor(fun() -> L = lists:seq(1, 300000), garbage_collect(), exit({len, length(L)}) end),
    Info = receive {monitor, P, large_heap, I} -> I end,
    io:format("~p~n", [[K || {K, V} <- Info, is_integer(V)]]),
    receive {'DOWN', R, _, _, Reason} -> io:format("~p~n", [Reason]) end,
    io:format("~p~n", [element(2, erlang:system_monitor(undefined))]),
    io:format("~p~n", [erlang:system_monitor()]).

%! expect: [old_heap_block_size,heap_block_size,mbuf_size,stack_size,old_heap_size,
%! expect:  heap_size]
%! expect: {len,300000}
%! expect: [{large_heap,100000}]
%! expect: undefined
%! collect: no its large heaps are copied at every step
