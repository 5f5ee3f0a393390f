%% Partly bound keys in ordered sets, bound keys in all tables, several clauses.
-module(ets_partial_keys).
-export([main/0]).

main() ->
    T = ets:new(t, [ordered_set]),
    [ets:insert(T, {{A, B, C}, A * B * C}) || A <- lists:seq(1, 5), B <- lists:seq(1, 5), C <- lists:seq(1, 5)],
    [ets:insert(T, {[A, B], x}) || A <- [a, b], B <- [c, d]],
    ets:insert(T, [{1, int}, {{1, 2}, short}, {{1, 2, 3, 4}, long}, {#{a => 1}, map}]),
    io:format("~p~n", [ets:select(T, [{{{2, 3, '$1'}, '$2'}, [], [{{'$1', '$2'}}]}])]),
    io:format("~p~n", [ets:match(T, {{2, '$1', 4}, '_'})]),
    io:format("~p~n", [length(ets:match(T, {{'_', 1, 1}, '_'}))]),
    io:format("~p~n", [ets:match_object(T, {[a, '_'], '_'})]),
    io:format("~p~n", [ets:match_object(T, {[a | '_'], '_'})]),
    io:format("~p~n", [ets:match_object(T, {{1, 2.0, 3}, '_'})]),
    io:format("~p~n", [ets:match_object(T, {{1.0, '_', 3}, '_'})]),
    io:format("~p~n", [ets:match_object(T, {1.0, '_'})]),
    io:format("~p~n", [ets:match_object(T, {#{a => '_'}, '_'})]),
    io:format("~p~n", [ets:select_reverse(T, [{{{5, 5, '$1'}, '_'}, [], ['$1']}])]),
    io:format("~p~n", [ets:select(T, [{{{5, 5, '$1'}, '_'}, [], ['$1']}], 2)=/= '$end_of_table']),
    io:format("~p~n", [ets:select(T, [{{{1, 1, 1}, '$1'}, [], ['$1']}, {{{5, 5, 5}, '$1'}, [], ['$1']}])]),
    io:format("~p~n", [ets:select(T, [{{{1, 1, 1}, '$1'}, [], [first]}, {{{1, 1, 1}, '$1'}, [], [second]}])]),
    io:format("~p~n", [ets:select_count(T, [{{{3, '_', '_'}, '_'}, [], [true]}])]),
    io:format("~p~n", [ets:select_delete(T, [{{{3, 3, '_'}, '_'}, [], [true]}])]),
    io:format("~p~n", [ets:select_replace(T, [{{{4, 4, '$1'}, '$2'}, [], [{{{{4, 4, '$1'}}, done}}]}])]),
    io:format("~p~n", [ets:info(T, size)]),
    S = ets:new(s, []),
    ets:insert(S, [{1, int}, {1.0, float}, {{k, 1}, a}]),
    io:format("~p ~p ~p~n", [ets:match(S, {1, '$1'}), ets:match(S, {1.0, '$1'}), ets:match(S, {{k, 1}, '$1'})]),
    io:format("~p~n", [lists:sort(ets:select(S, [{{1, '$1'}, [], ['$1']}, {{1.0, '$1'}, [], ['$1']}, {{none, '$1'}, [], ['$1']}]))]).

%! expect: [{1,6},{2,12},{3,18},{4,24},{5,30}]
%! expect: [[1],[2],[3],[4],[5]]
%! expect: 5
%! expect: [{[a,c],x},{[a,d],x}]
%! expect: [{[a,c],x},{[a,d],x}]
%! expect: []
%! expect: []
%! expect: []
%! expect: [{#{a => 1},map}]
%! expect: [5,4,3,2,1]
%! expect: true
%! expect: [1,125]
%! expect: [first]
%! expect: 25
%! expect: 5
%! expect: 5
%! expect: 128
%! expect: [[int]] [[float]] [[a]]
%! expect: [float,int]
