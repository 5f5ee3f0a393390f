%% Bags and duplicate bags: order of insertion within a key, duplicates, deletion of objects, counts.
-module(ets_bags).
-export([main/0]).

main() ->
    B = ets:new(b, [bag, {keypos, 2}]),
    D = ets:new(d, [duplicate_bag]),
    [ets:insert(B, {N rem 3, k, N}) || N <- lists:seq(1, 9)],
    [ets:insert(B, {N rem 3, k, N}) || N <- lists:seq(1, 9)],
    io:format("~p ~p~n", [ets:info(B, size), ets:lookup(B, k)]),
    [ets:insert(D, {x, N rem 2}) || N <- lists:seq(1, 5)],
    io:format("~p~n", [ets:lookup(D, x)]),
    ets:delete_object(D, {x, 1}),
    io:format("~p ~p~n", [ets:lookup(D, x), ets:info(D, size)]),
    io:format("~p~n", [ets:lookup_element(B, k, 3)]),
    io:format("~p ~p~n", [ets:insert_new(D, {x, 9}), ets:insert_new(D, [{y, 1}, {y, 1}])]),
    io:format("~p~n", [ets:lookup(D, y)]),
    io:format("~p~n", [ets:take(D, x)]),
    io:format("~p~n", [lists:sort(ets:tab2list(D))]),
    ets:insert(B, {1.0, k, 1}),
    io:format("~p~n", [length(ets:lookup(B, k))]),
    ets:delete_object(B, {1, k, 1}),
    io:format("~p ~p~n", [length(ets:lookup(B, k)), ets:member(B, k)]),
    ets:delete(B, k),
    io:format("~p ~p~n", [ets:info(B, size), ets:first(B)]),
    io:format("~p~n", [catch_class(fun() -> ets:update_counter(B, k, 1) end)]),
    io:format("~p~n", [catch_class(fun() -> ets:update_element(D, y, {2, 1}) end)]).

catch_class(F) ->
    try F() catch C:R -> {C, R} end.

%! expect: 9 [{1,k,1},{2,k,2},{0,k,3},{1,k,4},{2,k,5},{0,k,6},{1,k,7},{2,k,8},{0,k,9}]
%! expect: [{x,1},{x,0},{x,1},{x,0},{x,1}]
%! expect: [{x,0},{x,0}] 2
%! expect: [1,2,3,4,5,6,7,8,9]
%! expect: false true
%! expect: [{y,1},{y,1}]
%! expect: [{x,0},{x,0}]
%! expect: [{y,1},{y,1}]
%! expect: 10
%! expect: 9 true
%! expect: 0 '$end_of_table'
%! expect: {error,badarg}
%! expect: {error,badarg}
