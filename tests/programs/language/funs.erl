%% Funs: closures, named funs, local and external captures, arity, apply, funs as data.
-module(funs).
-export([main/0, twice/2, external/1]).

main() ->
    Add = fun(A) -> fun(B) -> A + B end end,
    io:format("~p~n", [(Add(3))(4)]),
    Fact = fun F(0) -> 1; F(N) -> N * F(N - 1) end,
    io:format("~p~n", [Fact(25)]),
    io:format("~p~n", [twice(fun(X) -> X * X end, 3)]),
    L = fun local/1,
    E = fun ?MODULE:external/1,
    io:format("~p ~p~n", [L(1), E(1)]),
    io:format("~p~n", [E]),
    io:format("~p~n", [fun lists:map/2 =:= fun lists:map/2]),
    io:format("~p~n", [apply(lists, reverse, [[1, 2, 3]])]),
    io:format("~p~n", [apply(fun(A, B) -> {B, A} end, [1, 2])]),
    M = lists, F = sum,
    io:format("~p~n", [M:F([1, 2, 3])]),
    io:format("~p~n", [erlang:fun_info(L, arity)]),
    io:format("~p~n", [erlang:fun_info(E, type)]),
    io:format("~p~n", [erlang:fun_info(Add(1), env)]),
    io:format("~p~n", [element(1, element(2, catch (fun(1) -> one end)(2)))]),
    Counter = make_counter(10),
    io:format("~p~n", [[Counter(N) || N <- [1, 2, 3]]]),
    io:format("~p~n", [lists:foldl(fun(G, Acc) -> G(Acc) end, 1, [fun(X) -> X + 1 end, fun(X) -> X * 10 end, Add(5)])]),
    Eq = fun(X) -> X end,
    io:format("~p ~p~n", [Eq =:= Eq, is_function(Eq, 1)]),
    io:format("~p~n", [catch not_a_fun(foo)]).

twice(F, X) -> F(F(X)).
local(X) -> {local, X}.
external(X) -> {external, X}.
make_counter(Base) -> fun(N) -> Base + N end.
not_a_fun(X) -> try X(1) catch error:R -> R end.

%! expect: 7
%! expect: 15511210043330985984000000
%! expect: 81
%! expect: {local,1} {external,1}
%! expect: fun funs:external/1
%! expect: true
%! expect: [3,2,1]
%! expect: {2,1}
%! expect: 6
%! expect: {arity,1}
%! expect: {type,external}
%! expect: {env,[1]}
%! expect: function_clause
%! expect: "\v\f\r"
%! expect: 25
%! expect: true true
%! expect: {badfun,foo}
