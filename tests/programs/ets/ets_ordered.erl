%% ordered_set: term order of mixed keys, 1 and 1.0, first/next/prev with absent keys, lookups in walks.
-module(ets_ordered).
-export([main/0]).

main() ->
    T = ets:new(t, [ordered_set]),
    Keys = [3, 1.5, a, "s", {1, 2}, {1}, [], <<"b">>, #{a => 1}, {}, 2.0, -1, 1 bsl 70, z, [1 | 2], <<1:3>>, #{}, {0, 0, 0}],
    [ets:insert(T, {K, N}) || {N, K} <- lists:enumerate(Keys)],
    io:format("~p~n", [[K || {K, _} <- ets:tab2list(T)]]),
    io:format("~p~n", [lists:sort(Keys) =:= [K || {K, _} <- ets:tab2list(T)]]),
    io:format("~p ~p~n", [ets:lookup(T, 2), ets:member(T, 3.0)]),
    ets:insert(T, {2, new}),
    io:format("~p ~p~n", [ets:lookup(T, 2.0), ets:info(T, size)]),
    io:format("~p ~p ~p~n", [ets:next(T, 0), ets:prev(T, 0), ets:next(T, b)]),
    io:format("~p ~p~n", [ets:first_lookup(T), ets:last_lookup(T)]),
    io:format("~p ~p~n", [ets:next_lookup(T, 2.5), ets:prev_lookup(T, -5)]),
    io:format("~p~n", [walk(T, ets:last(T), [])=:= [K || {K, _} <- ets:tab2list(T)]]),
    [ets:delete(T, K) || K <- [a, z, {}, {1}]],
    io:format("~p~n", [[K || {K, _} <- ets:tab2list(T)]]),
    io:format("~p ~p~n", [ets:slot(T, 0), ets:slot(T, ets:info(T, size))]),
    rand:seed(exsss, {1, 2, 3}),
    U = ets:new(u, [ordered_set]),
    Model = churn(U, 4000, #{}),
    io:format("~p~n", [ets:tab2list(U) =:= lists:sort(maps:to_list(Model))]),
    [ets:delete(U, K) || K <- maps:keys(Model)],
    io:format("~p ~p~n", [ets:info(U, size), ets:first(U)]).

walk(_, '$end_of_table', Acc) -> Acc;
walk(T, K, Acc) -> walk(T, ets:prev(T, K), [K | Acc]).

churn(_, 0, M) -> M;
churn(U, N, M) ->
    K = rand:uniform(600),
    case rand:uniform(3) of
        1 -> ets:delete(U, K), churn(U, N - 1, maps:remove(K, M));
        _ -> ets:insert(U, {K, N}), churn(U, N - 1, M#{K => N})
    end.

%! expect: [-1,1.5,2.0,3,1180591620717411303424,a,z,{},
%! expect:  {1},
%! expect:  {1,2},
%! expect:  {0,0,0},
%! expect:  #{},
%! expect:  #{a => 1},
%! expect:  [],
%! expect:  [1|2],
%! expect:  "s",
%! expect:  <<1:3>>,
%! expect:  <<"b">>]
%! expect: true
%! expect: [{2.0,11}] true
%! expect: [{2,new}] 18
%! expect: 1.5 -1 z
%! expect: {-1,[{-1,12}]} {<<"b">>,[{<<"b">>,8}]}
%! expect: {3,[{3,1}]} '$end_of_table'
%! expect: true
%! expect: [-1,1.5,2,3,1180591620717411303424,
%! expect:  {1,2},
%! expect:  {0,0,0},
%! expect:  #{},
%! expect:  #{a => 1},
%! expect:  [],
%! expect:  [1|2],
%! expect:  "s",
%! expect:  <<1:3>>,
%! expect:  <<"b">>]
%! expect: [{-1,12}] '$end_of_table'
%! expect: true
%! expect: 0 '$end_of_table'
