%% erts_debug sizes, sharing, garbage_collect results, heap limits.
-module(gc_sizes).
-export([main/0]).

main() ->
    X = id({a, [1, 2], "b"}),
    B65 = binary:copy(<<7>>, 65),
    Ts = [{}, X, [X, X], 1.5, 1 bsl 64, id(<<1>>), B65, binary:part(B65, 1, 10), #{}, id(#{a => 1, b => X}), maps:from_list([{I, I} || I <- lists:seq(1, 40)]), make_ref(), self(), fun lists:map/2],
    [io:format("~p ~p~n", [erts_debug:flat_size(T), erts_debug:size(T)]) || T <- Ts],
    Shared = lists:foldl(fun(_, T) -> {T, T} end, x, lists:seq(1, 20)),
    io:format("~p ~p~n", [erts_debug:size(Shared), erts_debug:flat_size(Shared)]),
    erlang:garbage_collect(),
    io:format("~p~n", [erts_debug:size(Shared)]),
    io:format("~p~n", [erlang:garbage_collect(self())]),
    Dead = spawn(fun() -> ok end),
    R = monitor(process, Dead), receive {'DOWN', R, _, _, _} -> ok end,
    io:format("~p~n", [erlang:garbage_collect(Dead)]),
    io:format("~p~n", [erlang:garbage_collect(self(), [{type, minor}])]),
    {P, M} = spawn_opt(fun() -> grow([]) end, [monitor, {max_heap_size, #{size => 100000, kill => true, error_logger => false}}]),
    receive {'DOWN', M, process, P, Why} -> io:format("~p~n", [Why]) end,
    {_, M2} = spawn_opt(fun() -> exit(element(2, process_info(self(), garbage_collection)) =/= []) end, [monitor, {min_heap_size, 5000}]),
    receive {'DOWN', M2, process, _, V} -> io:format("~p~n", [V]) end.

id(X) -> X.
grow(L) -> grow([L | lists:seq(1, 100)]).

%! expect: 0 0
%! expect: 10 10
%! expect: 24 14
%! expect: 2 2
%! expect: 3 3
%! expect: 3 3
%! expect: 8 8
%! expect: 4 4
%! expect: 3 3
%! expect: 18 18
%! expect: 148 148
%! expect: 3 3
%! expect: 0 0
%! expect: 2 2
%! expect: 60 3145725
%! expect: 60
%! expect: true
%! expect: false
%! expect: true
%! expect: killed
%! expect: true
