%% keyfind, keymember, keysearch, member: by == or =:=, over lists of anything, long lists.
-module(keyed_search).
-export([main/0]).

main() ->
    L = [x, {a}, {1, one}, {1.0, float}, {"k", 1 bsl 70}, {b, 2, 3}, [1], {}, {c, 2}],
    io:format("~p~n", [[lists:keyfind(K, N, L) || {K, N} <- [{1, 1}, {1.0, 1}, {2, 2}, {2.0, 2}, {3, 3}, {"k", 1}, {zz, 1}, {1, 5}, {float(1 bsl 70), 2}, {a, 1}]]]),
    io:format("~p~n", [[lists:keymember(K, 1, L) || K <- [a, b, c, d, 1, 1.0, 2]]]),
    io:format("~p~n", [[lists:keysearch(K, 1, L) || K <- [a, d]]]),
    io:format("~p~n", [[lists:member(X, [1, 2.0, "a", <<"b">>, {1}]) || X <- [1, 1.0, 2, 2.0, "a", <<"b">>, {1}, {1.0}, x]]]),
    io:format("~p~n", [[lists:keyfind(a, 1, []), lists:member(a, [])]]),
    [io:format("~p~n", [reason(F)]) || F <- [fun() -> lists:keyfind(a, 0, []) end, fun() -> lists:keyfind(a, x, []) end, fun() -> lists:keyfind(a, 1, [b | c]) end, fun() -> lists:keyfind(a, 1, c) end, fun() -> lists:member(a, b) end, fun() -> lists:member(a, [b | c]) end, fun() -> lists:keymember(a, -1, []) end, fun() -> lists:keyfind(a, 1 bsl 70, []) end]],
    io:format("~p~n", [lists:member(a, [a | b])]),
    Long = [{I, I * 2} || I <- lists:seq(1, 300000)],
    io:format("~p~n", [[lists:keyfind(300000, 1, Long), lists:keyfind(0, 1, Long), lists:keymember(600000, 2, Long), lists:member({5, 10}, Long), lists:member(zz, Long)]]),
    io:format("~p~n", [lists:keyfind(299999.0, 1, Long)]).

reason(F) ->
    try F() catch error:R -> R end.

%! collect: no long lists are copied at every step
%! expect: [{1,one},
%! expect:  {1,one},
%! expect:  {b,2,3},
%! expect:  {b,2,3},
%! expect:  {b,2,3},
%! expect:  {"k",1180591620717411303424},
%! expect:  false,false,
%! expect:  {"k",1180591620717411303424},
%! expect:  {a}]
%! expect: [true,true,true,false,true,true,false]
%! expect: [{value,{a}},false]
%! expect: [true,false,false,true,true,true,true,false,false]
%! expect: [false,false]
%! expect: badarg
%! expect: badarg
%! expect: badarg
%! expect: badarg
%! expect: badarg
%! expect: badarg
%! expect: badarg
%! expect: badarg
%! expect: true
%! expect: [{300000,600000},false,true,true,false]
%! expect: {299999,599998}
