%% ETS: four kinds of table, lookup, update, counters, delete, ownership and errors.
-module(ets_basic).
-export([main/0]).

main() ->
    S = ets:new(s, [set]),
    true = ets:insert(S, [{1, a}, {1.0, b}, {"k", c}, {{t, 1}, d}]),
    io:format("~p ~p ~p~n", [ets:lookup(S, 1), ets:lookup(S, 1.0), ets:lookup(S, none)]),
    io:format("~p~n", [lists:sort(ets:tab2list(S))]),
    io:format("~p ~p~n", [ets:insert_new(S, {1, z}), ets:insert_new(S, {2, z})]),
    io:format("~p~n", [ets:info(S, size)]),
    O = ets:new(o, [ordered_set]),
    ets:insert(O, [{N, N * N} || N <- [5, 3, 9, 1, 7]]),
    io:format("~p~n", [ets:tab2list(O)]),
    io:format("~p ~p ~p ~p~n", [ets:first(O), ets:last(O), ets:next(O, 4), ets:prev(O, 4)]),
    io:format("~p~n", [ets:next(O, 9)]),
    ets:insert(O, {3.0, three}),
    io:format("~p~n", [ets:lookup(O, 3)]),
    B = ets:new(b, [bag]),
    ets:insert(B, [{x, 1}, {x, 2}, {x, 1}, {y, 1}]),
    io:format("~p~n", [ets:lookup(B, x)]),
    D = ets:new(d, [duplicate_bag]),
    ets:insert(D, [{x, 1}, {x, 2}, {x, 1}]),
    io:format("~p ~p~n", [ets:lookup(D, x), ets:info(D, size)]),
    ets:delete_object(D, {x, 1}),
    io:format("~p~n", [ets:lookup(D, x)]),
    ets:insert(S, {count, 0, 10}),
    io:format("~p ~p ~p~n", [ets:update_counter(S, count, 5), ets:update_counter(S, count, {3, -3}), ets:update_counter(S, count, [{2, 1}, {3, 1, 8, 0}])]),
    io:format("~p~n", [ets:update_counter(S, fresh, {2, 1}, {fresh, 100})]),
    io:format("~p ~p~n", [ets:update_element(S, count, {3, done}), ets:lookup_element(S, count, 3)]),
    io:format("~p~n", [ets:lookup_element(S, nokey, 2, dflt)]),
    io:format("~p ~p~n", [ets:member(S, count), ets:take(S, count)]),
    ets:delete(S, 1),
    io:format("~p~n", [ets:lookup(S, 1)]),
    io:format("~p~n", [ets:delete_all_objects(S)]),
    io:format("~p~n", [ets:info(S, size)]),
    ets:new(named, [named_table, public, {keypos, 2}]),
    ets:insert(named, {v, key}),
    io:format("~p ~p~n", [ets:lookup(named, key), ets:whereis(named) =/= undefined]),
    io:format("~p~n", [element(1, element(2, catch ets:new(named, [named_table])))]),
    ets:delete(named),
    io:format("~p ~p~n", [ets:info(named), element(1, element(2, catch ets:lookup(named, key)))]),
    Self = self(),
    spawn(fun() -> T = ets:new(p, [private]), Self ! {tab, T}, receive stop -> ok end end),
    Priv = receive {tab, T} -> T end,
    io:format("~p~n", [element(1, element(2, catch ets:lookup(Priv, x)))]),
    io:format("~p~n", [ets:foldl(fun({K, _}, A) -> K + A end, 0, O)]),
    Heir = ets:new(h, [{heir, Self, gift}]),
    spawn(fun() -> ok end),
    io:format("~p~n", [ets:info(Heir, heir) =:= Self]),
    spawn(fun() -> X = ets:new(given, []), ets:insert(X, {1, 2}), ets:give_away(X, Self, note) end),
    io:format("~p~n", [receive {'ETS-TRANSFER', G, _, note} -> ets:tab2list(G) end]).

%! expect: [{1,a}] [{1.0,b}] []
%! expect: [{1,a},{1.0,b},{{t,1},d},{"k",c}]
%! expect: false true
%! expect: 5
%! expect: [{1,1},{3,9},{5,25},{7,49},{9,81}]
%! expect: 1 9 5 3
%! expect: '$end_of_table'
%! expect: [{3.0,three}]
%! expect: [{x,1},{x,2}]
%! expect: [{x,1},{x,2},{x,1}] 3
%! expect: [{x,2}]
%! expect: 5 7 [6,8]
%! expect: 101
%! expect: true done
%! expect: dflt
%! expect: true [{count,6,done}]
%! expect: []
%! expect: true
%! expect: 0
%! expect: [{v,key}] true
%! expect: badarg
%! expect: undefined badarg
%! expect: badarg
%! expect: 25.0
%! expect: true
%! expect: [{1,2}]
