%% The lists module: folds, sorting, zipping, searching, key functions, sublists.
-module(lists_module).
-export([main/0]).

main() ->
    L = [5, 3, 8, 1, 9, 2],
    io:format("~p~n", [lists:sort(L)]),
    io:format("~p~n", [lists:reverse(L)]),
    io:format("~p~n", [lists:foldr(fun(X, A) -> [X * 2 | A] end, [], L)]),
    io:format("~p~n", [lists:partition(fun(X) -> X > 4 end, L)]),
    io:format("~p~n", [lists:zip([1, 2, 3], [a, b, c])]),
    io:format("~p~n", [lists:unzip3([{1, a, x}, {2, b, y}])]),
    io:format("~p~n", [lists:zipwith(fun(A, B) -> A * B end, [1, 2], [3, 4])]),
    io:format("~p~n", [lists:zip([1, 2, 3], [a], {pad, {0, none}})]),
    io:format("~p~n", [lists:keysort(2, [{a, 3}, {b, 1}, {c, 2}])]),
    io:format("~p ~p~n", [lists:keyfind(b, 1, [{a, 1}, {b, 2}]), lists:keysearch(2, 2, [{a, 1}, {b, 2}])]),
    io:format("~p~n", [lists:keystore(b, 1, [{a, 1}, {b, 2}], {b, 3})]),
    io:format("~p~n", [lists:keytake(b, 1, [{a, 1}, {b, 2}, {c, 3}])]),
    io:format("~p~n", [lists:splitwith(fun(X) -> X rem 2 =:= 1 end, [1, 3, 4, 5])]),
    io:format("~p ~p~n", [lists:takewhile(fun(X) -> X < 3 end, [1, 2, 3, 1]), lists:dropwhile(fun(X) -> X < 3 end, [1, 2, 3, 1])]),
    io:format("~p ~p ~p~n", [lists:sublist(L, 2, 3), lists:nthtail(4, L), lists:last(L)]),
    io:format("~p~n", [lists:flatten([1, [2, [3, [4]], []], [[5]]])]),
    io:format("~p~n", [lists:append([[1], [2, 3], []])]),
    io:format("~p ~p~n", [[1, 2, 3, 2, 1] -- [2, 1], [1, 2] ++ [3] ++ tail]),
    io:format("~p~n", [lists:usort([c, a, b, a])]),
    io:format("~p~n", [lists:merge([1, 3, 5], [2, 4])]),
    io:format("~p ~p~n", [lists:any(fun(X) -> X > 8 end, L), lists:all(fun is_integer/1, L)]),
    io:format("~p ~p~n", [lists:min(L), lists:max(L)]),
    io:format("~p~n", [lists:mapfoldl(fun(X, S) -> {X + S, S + 1} end, 0, L)]),
    io:format("~p~n", [lists:filtermap(fun(X) when X > 4 -> {true, X * 10}; (_) -> false end, L)]),
    io:format("~p~n", [lists:enumerate(10, [a, b])]),
    io:format("~p ~p~n", [lists:prefix("ab", "abc"), lists:suffix("bc", "abc")]),
    io:format("~p~n", [lists:join(x, [1, 2, 3])]),
    io:format("~p~n", [lists:uniq([1, 2, 1, 3, 2])]),
    io:format("~p~n", [lists:concat([a, 1, "s", 2.5])]),
    Big = [(N * 7919) rem 100003 || N <- lists:seq(1, 100000)],
    Sorted = lists:sort(Big),
    io:format("~p ~p~n", [hd(Sorted), length(lists:usort(Big))]),
    io:format("~p~n", [Sorted =:= lists:sort(lists:reverse(Big))]),
    io:format("~p~n", [lists:seq(10, 1, -3)]),
    io:format("~p~n", [lists:member(1.0, [1, 2])]),
    io:format("~p~n", [lists:search(fun(X) -> X > 5 end, L)]),
    io:format("~p~n", [lists:delete(8, L)]),
    io:format("~p~n", [lists:duplicate(3, z)]).

%! collect: no long lists are copied at every step
%! expect: [1,2,3,5,8,9]
%! expect: [2,9,1,8,3,5]
%! expect: [10,6,16,2,18,4]
%! expect: {[5,8,9],[3,1,2]}
%! expect: [{1,a},{2,b},{3,c}]
%! expect: {[1,2],[a,b],[x,y]}
%! expect: [3,8]
%! expect: [{1,a},{2,none},{3,none}]
%! expect: [{b,1},{c,2},{a,3}]
%! expect: {b,2} {value,{b,2}}
%! expect: [{a,1},{b,3}]
%! expect: {value,{b,2},[{a,1},{c,3}]}
%! expect: {[1,3],[4,5]}
%! expect: [1,2] [3,1]
%! expect: [3,8,1] [9,2] 2
%! expect: [1,2,3,4,5]
%! expect: [1,2,3]
%! expect: [3,2,1] [1,2,3|tail]
%! expect: [a,b,c]
%! expect: [1,2,3,4,5]
%! expect: true true
%! expect: 1 9
%! expect: {[5,4,10,4,13,7],6}
%! expect: "2PZ"
%! expect: [{10,a},{11,b}]
%! expect: true true
%! expect: [1,x,2,x,3]
%! expect: [1,2,3]
%! expect: "a1s2.50000000000000000000e+00"
%! expect: 1 100000
%! expect: true
%! expect: [10,7,4,1]
%! expect: false
%! expect: {value,8}
%! expect: [5,3,1,9,2]
%! expect: [z,z,z]
