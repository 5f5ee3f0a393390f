%% lists:sort and its kin over mixed terms: stability, unique sorts, merges.
-module(sorting).
-export([main/0]).

main() ->
    io:format("~w~n", [lists:sort([3, 1.0, b, 1, a, 2, <<>>, [], {}, 1 bsl 70, -1.5, "x", #{}])]),
    io:format("~w~n", [lists:usort([1, 1.0, 2, 1, a, a, 2.0])]),
    io:format("~w~n", [lists:keysort(2, [{a, 1}, {b, 1.0}, {c, 0}, {d, 1}])]),
    io:format("~w~n", [lists:ukeysort(1, [{1, a}, {1.0, b}, {0, c}])]),
    io:format("~w~n", [lists:merge([1, 3, 5], [2, 3, 4])]),
    io:format("~w~n", [lists:umerge([1, 3, 5], [2, 3.0, 4])]),
    rand:seed(exsss, {3, 2, 1}),
    L = [element(rand:uniform(4), {rand:uniform(1000), float(rand:uniform(1000)), {rand:uniform(9), rand:uniform(9)}, integer_to_binary(rand:uniform(99))}) || _ <- lists:seq(1, 5000)],
    S = lists:sort(L),
    io:format("~p~n", [[length(S), erlang:phash2(S), erlang:phash2(lists:usort(L)), S =:= lists:sort(fun(A, B) -> A =< B end, L)]]),
    io:format("~p~n", [ordered(S)]),
    io:format("~p~n", [[lists:max(L) =:= lists:last(S), lists:min(L) == hd(S)]]).

ordered([A, B | T]) when A =< B -> ordered([B | T]);
ordered([_]) -> true;
ordered(_) -> false.

%! collect: no long lists are copied at every step
%! expect: [-1.5,1,1.0,2,3,1180591620717411303424,a,b,{},#{},[],[120],<<>>]
%! expect: [1,2,a]
%! expect: [{c,0},{a,1},{b,1.0},{d,1}]
%! expect: [{0,c},{1,a}]
%! expect: [1,2,3,3,4,5]
%! expect: [1,2,3,4,5]
%! expect: [5000,33898325,51287404,false]
%! expect: true
%! expect: [true,true]
