%% maps:from_list/1, from_keys/2, keys/1 and values/1 of more entries than are worked on at one go: the same maps, the same errors.
%! collect: no tens of thousands of entries, checked at each of them, take minutes
%! expect: 100 59871192
%! expect: 16384 14244075
%! expect: 16385 98210651
%! expect: 20000 71868942
%! expect: 70000 36308014
%! expect: #{0 => 50000,1 => 49981,2 => 49982,3 => 49983,4 => 49984,5 => 49985,
%! expect:   6 => 49986,7 => 49987,8 => 49988,9 => 49989,10 => 49990,11 => 49991,
%! expect:   12 => 49992,13 => 49993,14 => 49994,15 => 49995,16 => 49996,17 => 49997,
%! expect:   18 => 49998,19 => 49999}
%! expect: #{a => 50000}
%! expect: 33 true
%! expect: {error,badarg,maps,from_list,true}
%! expect: {error,badarg,maps,from_list,true}
%! expect: {error,badarg,maps,from_list,true}
%! expect: {error,badarg,maps,from_keys,true,v}
-module(large_maps).
-export([main/0]).
main() ->
  [begin
    L = [{X, X*2} || X <- lists:seq(1, N)],
    Sh = [E || {_, E} <- lists:sort([{erlang:phash2(E), E} || E <- L])],
    M = maps:from_list(Sh ++ [{1, last}]),
    N = map_size(M), last = maps:get(1, M),
    true = lists:all(fun({K, V}) -> K == 1 orelse maps:get(K, M) == V end, L),
    M = lists:foldl(fun({K,V}, A) -> A#{K => V} end, #{}, Sh ++ [{1,last}]),
    M2 = maps:from_keys([K || {K,_} <- L], v), true = maps:keys(M) =:= maps:keys(M2),
    true = lists:sort(maps:keys(M)) =:= lists:seq(1, N),
    true = [maps:get(K, M) || K <- maps:keys(M)] =:= maps:values(M),
    true = maps:keys(M) =:= [K || {K,_} <- maps:to_list(M)],
    io:format("~p ~p~n", [N, erlang:phash2({maps:keys(M), M})])
   end || N <- [100, 16384, 16385, 20000, 70000]],
  Few = maps:from_list([{X rem 20, X} || X <- lists:seq(1, 50000)]),
  io:format("~p~n", [Few]),
  One = maps:from_list([{a, X} || X <- lists:seq(1, 50000)]), io:format("~p~n", [One]),
  F33 = maps:from_keys([X rem 33 || X <- lists:seq(1, 50000)], x), io:format("~p ~p~n", [map_size(F33), F33 =:= maps:from_keys(lists:seq(0,32), x)]),
  [io:format("~p~n", [try maps:from_list(Bad) catch C:R:St -> [{M1,F1,[A],_}|_] = St, {C,R,M1,F1,A =:= Bad} end]) || Bad <- [lists:seq(1,50000), [{X,X} || X <- lists:seq(1,50000)] ++ [x], [{X,X} || X <- lists:seq(1,50000)] ++ y]],
  Bad2 = lists:seq(1,50000) ++ y,
  io:format("~p~n", [try maps:from_keys(Bad2, v) catch C:R:St -> [{M1,F1,[A,B],_}|_] = St, {C,R,M1,F1,A =:= Bad2,B} end]).
