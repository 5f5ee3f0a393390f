% ets:info(Table, binary) counts large binaries, those of objects deleted while the table is fixed too; the times of a fixation
% are those of the node's clock.
%! expect: set
%! expect: []
%! expect: [{100,2}]
%! expect: [{100,3},{100,3}]
%! expect: [{100,2}]
%! expect: [{100,2}]
%! expect: [{100,2}]
%! expect: {true,true}
%! expect: []
%! expect: 300 100
%! expect: bag
%! expect: []
%! expect: [{100,2}]
%! expect: [{100,3},{100,3}]
%! expect: [{100,2}]
%! expect: [{100,2}]
%! expect: [{100,2}]
%! expect: {true,true}
%! expect: []
%! expect: 300 100
%! expect: duplicate_bag
%! expect: []
%! expect: [{100,2}]
%! expect: [{100,3},{100,3}]
%! expect: [{100,2}]
%! expect: [{100,2}]
%! expect: [{100,2}]
%! expect: {true,true}
%! expect: []
%! expect: 300 100
%! expect: ordered_set
%! expect: []
%! expect: [{100,2}]
%! expect: [{100,3},{100,3}]
%! expect: [{100,2}]
%! expect: {true,true}
%! expect: []
%! expect: 300 100
-module(held_binaries).
-export([main/0]).

main() ->
    lists:foreach(fun held/1, [set, bag, duplicate_bag, ordered_set]).

held(Type) ->
    Table = ets:new(table, [Type, {keypos, 2}]),
    Binary = list_to_binary(lists:seq(1, 100)),
    Show = fun() -> io:format("~p~n", [[{Size, Count} || {_, Size, Count} <- ets:info(Table, binary)]]) end,
    io:format("~p~n", [Type]),
    Show(),
    ets:insert(Table, {Binary, key}),
    Show(),
    ets:insert(Table, {Binary, key2}),
    Show(),
    ets:delete(Table, key),
    Show(),
    Before = erlang:monotonic_time(),
    ets:safe_fixtable(Table, true),
    After = erlang:monotonic_time(),
    ets:delete(Table, key2),
    %% A tree keeps nothing that is deleted.
    Type =:= ordered_set orelse Show(),
    ets:insert(Table, [{1, K} || K <- lists:seq(1, 300)]),
    Type =:= ordered_set orelse Show(),
    {Since, [{_, 1}]} = ets:info(Table, safe_fixed_monotonic_time),
    io:format("~p~n", [{Before =< Since, Since =< After}]),
    ets:safe_fixtable(Table, false),
    Show(),
    io:format("~p ~p~n", [ets:info(Table, size), byte_size(id(Binary))]),
    ets:delete(Table).

id(X) -> X.
