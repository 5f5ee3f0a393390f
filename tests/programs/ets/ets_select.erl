%% ETS match, select and friends: patterns, guards, bodies, continuations, fun2ms, replace, delete, traversal while fixed.
-module(ets_select).
-include_lib("stdlib/include/ms_transform.hrl").
-export([main/0]).

main() ->
    T = ets:new(t, [ordered_set]),
    ets:insert(T, [{N, N rem 3, integer_to_list(N)} || N <- lists:seq(1, 12)]),
    io:format("~p~n", [ets:match(T, {'$1', 0, '_'})]),
    io:format("~p~n", [ets:match_object(T, {'_', 2, '_'})]),
    io:format("~p~n", [ets:select(T, [{{'$1', '$2', '_'}, [{'>', '$1', 8}, {'=/=', '$2', 0}], [{{'$2', '$1'}}]}])]),
    io:format("~p~n", [ets:select(T, ets:fun2ms(fun({N, R, _}) when N < 4, R =:= 1 orelse R =:= 2 -> N * 10 end))]),
    io:format("~p~n", [ets:select_count(T, [{{'_', 1, '_'}, [], [true]}])]),
    {L1, C1} = ets:select(T, [{{'$1', '_', '_'}, [], ['$1']}], 5),
    {L2, C2} = ets:select(C1),
    {L3, C3} = ets:select(C2),
    io:format("~p ~p ~p ~p~n", [L1, L2, L3, ets:select(C3)]),
    io:format("~p~n", [ets:select_reverse(T, [{{'$1', '_', '_'}, [], ['$1']}])]),
    io:format("~p~n", [ets:select_delete(T, ets:fun2ms(fun({N, _, _}) -> N > 10 end))]),
    io:format("~p~n", [ets:info(T, size)]),
    io:format("~p~n", [ets:select_replace(T, ets:fun2ms(fun({N, 0, S}) -> {N, zero, S} end))]),
    io:format("~p~n", [ets:match(T, {'$1', zero, '_'})]),
    io:format("~p~n", [ets:match_delete(T, {'_', zero, '_'})]),
    io:format("~p~n", [[K || {K, _, _} <- ets:tab2list(T)]]),
    io:format("~p~n", [ets:select(T, [{{'$1', '_', '_'}, [{'<', '$1', 3}], ['$$', '$_', {const, '$1'}]}])]),
    io:format("~p~n", [ets:test_ms({1, 2}, [{{'$1', '$2'}, [{'==', {'+', '$1', 1}, '$2'}], [{{'$2', '$1'}}]}])]),
    io:format("~p~n", [ets:match_spec_run([{1, 2}, {3, 4}, x], ets:match_spec_compile([{{'$1', '$2'}, [], [{'*', '$1', '$2'}]}]))]),
    H = ets:new(h, [set, public]),
    ets:insert(H, [{N, x} || N <- lists:seq(1, 1000)]),
    ets:safe_fixtable(H, true),
    io:format("~p~n", [walk(H, ets:first(H), 0)]),
    ets:safe_fixtable(H, false),
    io:format("~p~n", [ets:info(H, size)]),
    io:format("~p~n", [element(1, element(2, catch ets:select(T, [{bad}])))]),
    io:format("~p~n", [lists:sort(ets:select(ets_with_maps(), [{{'$1', #{a => '$2'}}, [], [{{'$1', '$2'}}]}]))]).

walk(_, '$end_of_table', N) -> N;
walk(T, K, N) -> ets:delete(T, K), walk(T, ets:next(T, K), N + 1).

ets_with_maps() ->
    T = ets:new(m, []),
    ets:insert(T, [{1, #{a => x, b => y}}, {2, #{b => z}}, {3, #{a => w}}]),
    T.

%! expect: [[3],[6],"\t","\f"]
%! expect: [{2,2,"2"},{5,2,"5"},{8,2,"8"},{11,2,"11"}]
%! expect: [{1,10},{2,11}]
%! expect: [10,20]
%! expect: 4
%! expect: [1,2,3,4,5] [6,7,8,9,10] "\v\f" '$end_of_table'
%! expect: [12,11,10,9,8,7,6,5,4,3,2,1]
%! expect: 2
%! expect: 10
%! expect: 3
%! expect: [[3],[6],"\t"]
%! expect: true
%! expect: [1,2,4,5,7,8,10]
%! expect: ['$1','$1']
%! expect: {ok,{2,1}}
%! expect: [2,12]
%! expect: 1000
%! expect: 0
%! expect: badarg
%! expect: [{1,x},{3,w}]
