%% Maps compare by size, then keys, then values; keys exactly, values arithmetically under ==.
-module(comparison).
-export([main/0]).

main() ->
    Pairs = [{#{}, #{}}, {#{a => 1}, #{a => 1.0}}, {#{1 => a}, #{1.0 => a}}, {#{a => 1, b => 2}, #{a => 1}}, {#{z => 1}, #{a => 1, b => 1}}, {#{1 => 2, 2 => 1}, #{1 => 1, 2 => 2}},
             {#{1 => 1, 3 => 1}, #{1 => 1, 2 => 9}}, {#{1 => a, 2 => b}, #{1 => a, 3 => a}}, {#{1.5 => a, 2 => b}, #{1 => a, 3 => a}}, {#{{1} => 1}, #{{1.0} => 1}}, {#{[] => 1}, #{{} => 1}}, {#{x => #{y => 1}}, #{x => #{y => 1.0}}}],
    [io:format("~p ~p ~p ~p ~p~n", [A < B, A > B, A == B, A =:= B, erts_internal:cmp_term(A, B)]) || {A, B} <- Pairs, not large(A)],
    L = big(fun(I) -> I end),
    Float = big(fun(I) -> float(I) end),
    io:format("~p~n", [[L == Float, L =:= Float, L < Float, L > Float]]),
    [io:format("~p~n", [{L < X, L > X, L == X}]) || X <- [L#{50 := 51}, L#{50 := 49}, maps:remove(50, L), (maps:remove(50, L))#{0 => 1}, (maps:remove(50, L))#{101 => 1}, (maps:remove(50, L))#{50.0 => 50}, L#{7 := 0, 90 := 1000}, L#{7 := 1000, 90 := 0}]],
    rand:seed(exsss, {1, 1, 1}),
    Ms = [maps:from_list([{rand:uniform(60), rand:uniform(3)} || _ <- lists:seq(1, N)]) || _ <- lists:seq(1, 25), N <- [3, 60, 90]],
    io:format("~p~n", [[{A, B} || A <- Ms, B <- Ms, model(A, B) =/= order(A, B)]]),
    io:format("~p~n", [erlang:phash2(lists:sort(Ms))]).

large(_) -> false.

big(F) -> maps:from_list([{I, F(I)} || I <- lists:seq(1, 100)]).

order(A, B) when A < B -> -1;
order(A, B) when A > B -> 1;
order(_, _) -> 0.

model(A, B) ->
    SA = lists:sort(maps:to_list(A)),
    SB = lists:sort(maps:to_list(B)),
    order({map_size(A), [K || {K, _} <- SA], [V || {_, V} <- SA]}, {map_size(B), [K || {K, _} <- SB], [V || {_, V} <- SB]}).

%! collect: no compares large maps for minutes
%! expect: false false true true 0
%! expect: false false true false -1
%! expect: true false false false -1
%! expect: false true false false 1
%! expect: true false false false -1
%! expect: false true false false 1
%! expect: false true false false 1
%! expect: true false false false -1
%! expect: false true false false 1
%! expect: true false false false -1
%! expect: false true false false 1
%! expect: false false true false -1
%! expect: [true,false,false,false]
%! expect: {true,false,false}
%! expect: {false,true,false}
%! expect: {false,true,false}
%! expect: {false,true,false}
%! expect: {true,false,false}
%! expect: {true,false,false}
%! expect: {false,true,false}
%! expect: {true,false,false}
%! expect: []
%! expect: 56033381
