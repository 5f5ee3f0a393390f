%% The order of all terms, exact and arithmetic equality, min and max.
-module(term_order).
-export([main/0]).

main() ->
    L = [<<"b">>, <<1:1>>, [], [1], [a], "x", {}, {1}, {1, 2}, {0, 0, 0}, #{}, #{a => 1}, fun lists:map/2, atom, b, 'A', 1, 1.0, 2, -5, 3.7, 1 bsl 70],
    [io:format("~p~n", [X]) || X <- lists:sort(L)],
    io:format("~p~n", [[1 < a, a < {}, {} < [], [] < <<>>, [1, 2] < [1, 2, 3], [1, 2, 3] < [2], {1, 2, 3} < {2, 1}]]),
    io:format("~p~n", [[a == a, a =:= b, "abc" =:= [97, 98, 99], <<1, 2>> =:= <<1, 2>>, {1} == {1.0}, {1} =:= {1.0}]]),
    io:format("~p~n", [[max(1, 1.0), max(1.0, 1), min(a, 1), max([], {})]]),
    io:format("~p~n", [lists:usort([1, 1.0, 1, a, a])]),
    io:format("~p~n", [lists:sort(fun(A, B) -> A >= B end, [3, 1, 2])]),
    io:format("~p~n", [lists:sort([<<2>>, <<1, 5>>, <<1>>, <<1:4>>, <<1, 5:7>>])]),
    io:format("~p~n", [lists:sort(['b', 'a', 'abc', 'ab', 'B', ''])]),
    io:format("~p~n", [[abc < abd, 'é' < 'z', {a, 1} < {a, 1.5}, #{1 => z} < #{2 => a}, #{1 => a} < #{1 => b}]]).

%! expect: -5
%! expect: 1
%! expect: 1.0
%! expect: 2
%! expect: 3.7
%! expect: 1180591620717411303424
%! expect: 'A'
%! expect: atom
%! expect: b
%! expect: fun lists:map/2
%! expect: {}
%! expect: {1}
%! expect: {1,2}
%! expect: {0,0,0}
%! expect: #{}
%! expect: #{a => 1}
%! expect: []
%! expect: [1]
%! expect: "x"
%! expect: [a]
%! expect: <<"b">>
%! expect: <<1:1>>
%! expect: [true,true,true,true,true,true,false]
%! expect: [true,false,true,true,true,false]
%! expect: [1,1.0,1,[]]
%! expect: [1,a]
%! expect: [3,2,1]
%! expect: [<<1>>,<<1,5>>,<<1,5:7>>,<<2>>,<<1:4>>]
%! expect: ['','B',a,ab,abc,b]
%! expect: [true,false,true,true,true]
