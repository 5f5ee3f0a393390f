%% Many rows: growth and shrinking of the index, long selects that give way to others, deletion.
-module(ets_large).
-export([main/0]).

main() ->
    [run(Type) || Type <- [set, ordered_set, bag]].

run(Type) ->
    T = ets:new(t, [Type, public]),
    N = 60000,
    [ets:insert(T, {K, K * 2, "payload"}) || K <- lists:seq(1, N)],
    io:format("~p ~p~n", [Type, ets:info(T, size)]),
    io:format("~p~n", [lists:all(fun(K) -> ets:lookup_element(T, K, 2) =/= x end, lists:seq(1, N, 997))]),
    Self = self(),
    Pid = spawn_link(fun() -> ticks(Self, 0) end),
    L = ets:select(T, [{{'$1', '$2', '_'}, [{'>', '$1', N - 5}], [{{'$2', '$1'}}]}]),
    io:format("~p~n", [lists:sort(L)]),
    io:format("~p~n", [ets:select_count(T, [{{'$1', '_', '_'}, [{'=:=', {'rem', '$1', 3}, 0}], [true]}])]),
    All = ets:select(T, [{{'$1', '_', '_'}, [], ['$1']}]),
    io:format("~p ~p~n", [length(All), lists:sum(All)]),
    io:format("~p~n", [ets:select_delete(T, [{{'$1', '_', '_'}, [{'=:=', {'rem', '$1', 2}, 0}], [true]}])]),
    io:format("~p~n", [length(ets:match_object(T, {'_', '_', '_'}))]),
    io:format("~p~n", [lists:sum(chunks(ets:select(T, [{{'$1', '_', '_'}, [], ['$1']}], 100), []))]),
    Pid ! stop,
    receive {ticks, K} -> io:format("~p~n", [K > 0]) end,
    [ets:delete(T, K) || K <- lists:seq(1, N - 10)],
    io:format("~p ~p~n", [ets:info(T, size), lists:sort([K || {K, _, _} <- ets:tab2list(T)])]),
    ets:delete(T).

chunks('$end_of_table', Acc) -> Acc;
chunks({L, C}, Acc) -> chunks(ets:select(C), L ++ Acc).

ticks(To, N) ->
    receive stop -> To ! {ticks, N} after 0 -> erlang:yield(), ticks(To, N + 1) end.

%! collect: no fills tables with hundreds of thousands of rows
%! expect: set 60000
%! expect: true
%! expect: [{119992,59996},{119994,59997},{119996,59998},{119998,59999},{120000,60000}]
%! expect: 20000
%! expect: 60000 1800030000
%! expect: 30000
%! expect: 30000
%! expect: 900000000
%! expect: true
%! expect: 5 [59991,59993,59995,59997,59999]
%! expect: ordered_set 60000
%! expect: true
%! expect: [{119992,59996},{119994,59997},{119996,59998},{119998,59999},{120000,60000}]
%! expect: 20000
%! expect: 60000 1800030000
%! expect: 30000
%! expect: 30000
%! expect: 900000000
%! expect: true
%! expect: 5 [59991,59993,59995,59997,59999]
%! expect: bag 60000
%! expect: true
%! expect: [{119992,59996},{119994,59997},{119996,59998},{119998,59999},{120000,60000}]
%! expect: 20000
%! expect: 60000 1800030000
%! expect: 30000
%! expect: 30000
%! expect: 900000000
%! expect: true
%! expect: 5 [59991,59993,59995,59997,59999]
