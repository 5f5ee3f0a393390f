%% =:= and the exact order: integers before floats, -0.0 before 0.0, inside of every container.
-module(exact_order).
-export([main/0]).

main() ->
    Z = list_to_float("-0.0"),
    io:format("~p~n", [[0.0 == Z, 0.0 =:= Z, {0.0} =:= {Z}, [0.0] == [Z], #{a => 0.0} =:= #{a => Z}, erlang:phash2(0.0) =:= erlang:phash2(Z)]]),
    io:format("~p~n", [[cmp(1, 1.0), cmp(1.0, 1), cmp(2, 1.0), cmp(Z, 0.0), cmp(1 bsl 80, 0.5), cmp(-1.0, -1), cmp({1}, {1.0}), cmp([1.0], [1]), cmp(#{1 => 2}, #{1 => 2.0}), cmp(a, a), cmp(a, 1.0)]]),
    io:format("~p~n", [[1 =:= 1.0, {1, [2]} =:= {1, [2.0]}, {1, [2]} == {1, [2.0]}, #{1 => 1} == #{1 => 1.0}, #{1 => 1} == #{1.0 => 1}, [1, [2, [3]]] == [1.0, [2.0, [3.0]]]]]),
    io:format("~p~n", [[(1 bsl 53) == float(1 bsl 53), (1 bsl 53) + 1 == float(1 bsl 53), (1 bsl 64) == 18446744073709551616.0, (1 bsl 64) + 1 > 18446744073709551616.0, -(1 bsl 64) - 1 < -18446744073709551616.0, (1 bsl 1100) > 1.7e308, -(1 bsl 1100) < -1.7e308]]),
    io:format("~p~n", [lists:sort(fun(A, B) -> cmp(A, B) =< 0 end, [2.0, 1, 3.5, 1 bsl 65, 0.0, Z, 2, -1.0, -1])]),
    A = deep(100000, 1),
    B = deep(100000, 1.0),
    io:format("~p~n", [[A == B, A =:= B, cmp(A, B), A =:= deep(100000, 1)]]).

cmp(A, B) -> erts_internal:cmp_term(A, B).

deep(0, X) -> X;
deep(N, X) when N rem 3 =:= 0 -> {deep(N - 1, X)};
deep(N, X) when N rem 3 =:= 1 -> [deep(N - 1, X)];
deep(N, X) -> #{k => deep(N - 1, X)}.

%! collect: no compares all pairs of a large list
%! expect: [true,false,false,true,false,true]
%! expect: [-1,1,-1,-1,-1,1,-1,1,-1,0,1]
%! expect: [false,false,true,true,false,true]
%! expect: [true,false,true,true,true,true,true]
%! expect: [-1,1,2,36893488147419103232,-1.0,-0.0,0.0,2.0,3.5]
%! expect: [true,false,-1,true]
