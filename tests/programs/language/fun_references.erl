%% fun_info(Fun, refc): funs that came as bytes or out of a table have references of their own to the code's entry.
%! expect: 2 2
%! expect: sizes 7 6
%! expect: b2t 3 7 true
%! expect: pt 4
%! expect: pt2 5
%! expect: pt3 3
%! expect: pt4 4
%! expect: pt5 3
%! expect: in 4
%! expect: after 3
%! expect: timer 4
%! expect: pd 4
%! expect: gc 4
%! expect: gc 3
%! expect: ets 5
%! expect: ets 7
%! expect: ets 9
%! expect: unl 1
%! expect: unl 2
-module(fun_references).
-export([main/0,f/1,g/0]).
r(F) -> element(2, erlang:fun_info(F, refc)).
f(N) -> fun(X) -> X+N end.
g() -> fun(X) -> X+1 end.
main() ->
  F = f(id(1)), G = g(),
  io:format("~p ~p~n", [r(F), r(G)]),
  io:format("sizes ~p ~p~n", [erts_debug:flat_size(F), erts_debug:flat_size(G)]),
  F2 = binary_to_term(term_to_binary(F)),
  io:format("b2t ~p ~p ~p~n", [r(F), erts_debug:flat_size(F2), F2 =:= F]),
  persistent_term:put(x, F), io:format("pt ~p~n", [r(F)]),
  persistent_term:put(x, [F,F]), io:format("pt2 ~p~n", [r(F)]),
  persistent_term:erase(x), receive after 20 -> ok end, io:format("pt3 ~p~n", [r(F)]),
  persistent_term:put(x, [F2,F2]), io:format("pt4 ~p~n", [r(F)]),
  persistent_term:erase(x),receive after 20 -> ok end,  io:format("pt5 ~p~n", [r(F)]),
  P = spawn(fun() -> receive {go,FF} -> FF, io:format("in ~p~n", [r(FF)]) end end),
  P ! {go,F2}, receive after 20 -> ok end, io:format("after ~p~n", [r(F)]),
  erlang:send_after(100000, self(), F), io:format("timer ~p~n", [r(F)]),
  put(id(k), F2), io:format("pd ~p~n", [r(F)]),
  garbage_collect(), io:format("gc ~p~n", [r(F)]), id(F2),erase(k),
  garbage_collect(), io:format("gc ~p~n", [r(F)]),
  ets:new(t,[named_table,bag]), ets:insert(t,{1,F,F}), io:format("ets ~p~n", [r(F)]),
  Z=ets:lookup(t,1), io:format("ets ~p~n", [r(F)]),
  Z2=ets:lookup(t,1), io:format("ets ~p~n", [r(F)]), id({Z,Z2}),
  B = term_to_binary(G),
  B2 = binary:replace(B, <<"fun_references">>, <<"fun_reference2">>, [global]),
  Q = binary_to_term(B2), io:format("unl ~p~n", [r(Q)]),
  B3 = binary_to_term(B2), io:format("unl ~p~n", [ r(Q)]), id(B3),
  ok.
id(X) -> X.
