%% length/1 of lists so long that counting is set aside: in bodies and guards, of improper ones, with kills and collections in between.
%! collect: no millions of cells, checked at each of them, take minutes
%! expect: {{a,[1,2]},"b",3000000,{a,[1,2]}}
%! expect: {big,{x,1}}
%! expect: {other,{x,1}}
%! expect: {error,badarg,erlang,length,true}
%! expect: killed
%! expect: normal
-module(long_lists_length).
-export([main/0]).
id(X) -> X.
len(A, B, L) -> {A, B, length(L), A}.
guard(L, T) when length(L) > 5 -> {big, T}; guard(_, T) -> {other, T}.
main() ->
  L = lists:seq(1, 3000000),
  Self = self(),
  spawn_link(fun() -> [begin Self ! tick, erlang:yield() end || _ <- lists:seq(1,10)] end),
  io:format("~p~n", [len({a, [1,2]}, "b", L)]),
  io:format("~p~n", [guard(L, {x, id(1)})]),
  Imp = L ++ id(x),
  io:format("~p~n", [guard(Imp, {x, id(1)})]),
  io:format("~p~n", [try len([id(1)], 2, Imp) catch C:R:St -> [{M,F,[A],_}|_] = St, {C,R,M,F, A =:= Imp} end]),
  {P, Rf} = spawn_monitor(fun() -> loop(L, 0) end), receive after 50 -> ok end, exit(P, kill), receive {'DOWN', Rf, _, _, Why} -> io:format("~p~n", [Why]) end,
  {P2, Rf2} = spawn_monitor(fun() -> gcs(L, 20) end), receive {'DOWN', Rf2, _, P2, Why2} -> io:format("~p~n", [Why2]) end.
loop(L, N) -> loop(L, N + length(L)).
gcs(_, 0) -> ok;
gcs(L, N) -> T = {make_ref(), N}, self() ! T, 3000000 = length(L), receive T -> ok end, gcs(L, N-1).
