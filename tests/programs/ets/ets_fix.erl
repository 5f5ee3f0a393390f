%% safe_fixtable: deletions during a traversal, insertion of a deleted key, counts of fixations.
-module(ets_fix).
-export([main/0]).

main() ->
    [run(Type) || Type <- [set, bag, duplicate_bag, ordered_set]].

run(Type) ->
    T = ets:new(t, [Type, public]),
    ets:insert(T, [{N, N} || N <- lists:seq(1, 500)]),
    ets:safe_fixtable(T, true),
    true = ets:info(T, fixed),
    Seen = walk(T, ets:first(T), []),
    io:format("~p: ~p ~p ~p~n", [Type, length(Seen), lists:usort(Seen) =:= lists:seq(1, 500), ets:info(T, size)]),
    ets:insert(T, {7, again}),
    io:format("~p ~p~n", [ets:lookup(T, 7), ets:info(T, size)]),
    Self = self(),
    {_, [{Self, 1}]} = ets:info(T, safe_fixed),
    ets:safe_fixtable(T, true),
    {_, [{Self, 2}]} = ets:info(T, safe_fixed_monotonic_time),
    ets:safe_fixtable(T, false),
    io:format("~p~n", [ets:info(T, fixed)]),
    {Pid, Ref} = spawn_monitor(fun() -> ets:safe_fixtable(T, true), exit({fixers, length(element(2, ets:info(T, safe_fixed)))}) end),
    receive {'DOWN', Ref, process, Pid, R} -> io:format("~p~n", [R]) end,
    ets:safe_fixtable(T, false),
    wait(fun() -> ets:info(T, fixed) =:= false end),
    io:format("~p ~p~n", [ets:info(T, fixed), ets:tab2list(T)]),
    ets:insert(T, [{N, N} || N <- lists:seq(1, 100)]),
    ets:safe_fixtable(T, true),
    ets:delete_all_objects(T),
    io:format("~p ~p~n", [ets:info(T, size), ets:first(T)]),
    ets:safe_fixtable(T, false),
    ets:delete(T).

walk(_, '$end_of_table', Acc) -> Acc;
walk(T, K, Acc) ->
    ets:delete(T, K),
    walk(T, ets:next(T, K), [K | Acc]).

wait(F) -> case F() of true -> ok; false -> receive after 1 -> wait(F) end end.

%! expect: set: 500 true 0
%! expect: [{7,again}] 1
%! expect: true
%! expect: {fixers,2}
%! expect: false [{7,again}]
%! expect: 0 '$end_of_table'
%! expect: bag: 500 true 0
%! expect: [{7,again}] 1
%! expect: true
%! expect: {fixers,2}
%! expect: false [{7,again}]
%! expect: 0 '$end_of_table'
%! expect: duplicate_bag: 500 true 0
%! expect: [{7,again}] 1
%! expect: true
%! expect: {fixers,2}
%! expect: false [{7,again}]
%! expect: 0 '$end_of_table'
%! expect: ordered_set: 500 true 0
%! expect: [{7,again}] 1
%! expect: true
%! expect: {fixers,2}
%! expect: false [{7,again}]
%! expect: 0 '$end_of_table'
