%% What is shared inside of a persistent term stays shared, whatever it is made of; literals in it are copied.
%! expect: 36 36
%! expect: true
%! expect: true
%! expect: true true
%! expect: {refc,3}
%! expect: true {refc,3}
%! expect: 180
%! expect: true
-module(pt_sharing).
-export([main/0]).
main() ->
  T = build(12, [a,<<1:800>>]),
  persistent_term:put(k, T),
  io:format("~p ~p~n", [erts_debug:size(T), erts_debug:size(persistent_term:get(k))]),
  Same = persistent_term:get(k) =:= T,
  io:format("~p~n", [Same]),
  Big = binary:copy(<<"abc">>, 100), <<_:8, Part:200/binary, Rest:20/binary, _/bits>> = Big, <<_:3,Odd:77/bits,_/bits>> = Big,
  L = lists:seq(1, 300), M = maps:from_list([{X, L} || X <- lists:seq(1, 40)]), F = fun(X) -> {X, L} end,
  V = {Big, Part, Rest, Odd, L, L, M, #{a => L}, F, F, 1.5, 1 bsl 100, self(), make_ref(), "literal", fun lists:map/2, [L|L], {{}, []}},
  persistent_term:put(v, V),
  garbage_collect(),
  V2 = persistent_term:get(v),
  io:format("~p~n", [V2 =:= V]),
  io:format("~p ~p~n", [erts_debug:flat_size(V2) =:= erts_debug:flat_size(V), erts_debug:size(V) < 20000]),
  io:format("~p~n", [erlang:fun_info(F, refc)]),
  persistent_term:put(v, {again, V2, V, L}), persistent_term:get(v) =:= {again, V, V, L} orelse exit(bad),
  garbage_collect(),
  persistent_term:erase(v), persistent_term:erase(k), receive after 50 -> ok end, garbage_collect(),
  io:format("~p ~p~n", [V2 =:= V, erlang:fun_info(F, refc)]),
  %% deep and exponential
  Deep = lists:foldl(fun(_, A) -> {A, A} end, x, lists:seq(1, 60)), persistent_term:put(deep, Deep),
  io:format("~p~n", [erts_debug:size(persistent_term:get(deep))]),
  Nest = lists:foldl(fun(_, A) -> [A] end, x, lists:seq(1, 20000)), persistent_term:put(deep, 1), persistent_term:put(nest, Nest),
  io:format("~p~n", [persistent_term:get(nest) =:= Nest]),
  persistent_term:erase(nest),
  ok.
build(0, A) -> A; build(N, A) -> build(N-1, [A|A]).
