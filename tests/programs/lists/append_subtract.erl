%% ++ and --, short and long, improper ends, order of removal.
-module(append_subtract).
-export([main/0]).

main() ->
    io:format("~w~n", [[[1, 2] ++ [3], [] ++ [1], [1] ++ [], [1] ++ x, [] ++ x, "ab" ++ "cd" ++ []]]),
    io:format("~w~n", [[[1, 2, 3, 2, 1] -- [2, 1], [1, 2] -- [], [] -- [1], [1, 1, 1] -- [1], [1, 1.0, 2] -- [1.0], [a, b, a, c] -- [a, a, a]]]),
    io:format("~w~n", [[1, 2, 3, 4, 5] -- ([1, 2, 3] -- [1])]),
    [io:format("~p~n", [reason(F)]) || F <- [fun() -> [1 | 2] ++ [] end, fun() -> a ++ [] end, fun() -> [1] -- a end, fun() -> a -- [] end, fun() -> [1 | 2] -- [1] end, fun() -> [1] -- [1 | 2] end]],
    L = lists:seq(1, 200000),
    io:format("~p~n", [length(L ++ L)]),
    io:format("~p~n", [lists:sum(L ++ [1])]),
    io:format("~p~n", [(L ++ tail) =:= lists:foldr(fun(X, A) -> [X | A] end, tail, L)]),
    io:format("~p~n", [L -- lists:seq(2, 200000, 2) =:= lists:seq(1, 200000, 2)]),
    io:format("~p~n", [L -- lists:reverse(L)]),
    rand:seed(exsss, {1, 2, 3}),
    Cases = [{random(N), random(M)} || N <- [0, 1, 5, 50, 300], M <- [0, 1, 4, 5, 30, 300], _ <- lists:seq(1, 3)],
    io:format("~p~n", [[C || {A, B} = C <- Cases, A -- B =/= model(A, B)]]),
    io:format("~p~n", [erlang:phash2([A -- B || {A, B} <- Cases])]).

random(N) ->
    [case rand:uniform(5) of
         1 -> rand:uniform(20);
         2 -> float(rand:uniform(20));
         3 -> {rand:uniform(5), "x"};
         4 -> <<(rand:uniform(9))>>;
         5 -> lists:nth(rand:uniform(3), [a, b, 1 bsl 70])
     end || _ <- lists:seq(1, N)].

model(A, []) -> A;
model(A, [H | T]) -> model(delete(H, A), T).

delete(_, []) -> [];
delete(X, [Y | T]) when X =:= Y -> T;
delete(X, [Y | T]) -> [Y | delete(X, T)].

reason(F) ->
    try F() catch error:R -> R end.

%! collect: no long lists are copied at every step
%! expect: [[1,2,3],[1],[1],[1|x],x,[97,98,99,100]]
%! expect: [[3,2,1],[1,2],[],[1,1],[1,2],[b,c]]
%! expect: [1,4,5]
%! expect: badarg
%! expect: badarg
%! expect: badarg
%! expect: badarg
%! expect: badarg
%! expect: badarg
%! expect: 400000
%! expect: 20000100001
%! expect: true
%! expect: true
%! expect: []
%! expect: []
%! expect: 127096970
