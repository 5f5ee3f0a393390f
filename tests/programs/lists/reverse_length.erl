%% reverse/2, length, hd, tl and their errors; long lists.
-module(reverse_length).
-export([main/0]).

main() ->
    io:format("~w~n", [[lists:reverse([1, 2, 3]), lists:reverse([], x), lists:reverse([1, 2], [3]), lists:reverse([1], x)]]),
    io:format("~w~n", [[length([]), length([1, 2]), hd([1, 2]), tl([1, 2]), tl([1 | 2])]]),
    [io:format("~p~n", [reason(F)]) || F <- [fun() -> length(a) end, fun() -> length([1 | 2]) end, fun() -> hd([]) end, fun() -> tl([]) end, fun() -> hd(x) end, fun() -> lists:reverse(a) end, fun() -> lists:reverse([1 | 2]) end, fun() -> lists:reverse([1 | 2], []) end]],
    L = lists:seq(1, 500000),
    io:format("~p~n", [[length(L), hd(lists:reverse(L)), lists:reverse(lists:reverse(L)) =:= L, lists:reverse(L, [end_of_list]) =:= lists:reverse([end_of_list | L]) ]]),
    io:format("~p~n", [if length(L) > 10 -> many; true -> few end]),
    io:format("~p~n", [case [1 | 2] of X when length(X) > 0 -> proper; _ -> improper end]).

reason(F) ->
    try F() catch error:R -> R end.

%! collect: no long lists are copied at every step
%! expect: [[3,2,1],x,[2,1,3],[1|x]]
%! expect: [0,2,1,[2],2]
%! expect: badarg
%! expect: badarg
%! expect: badarg
%! expect: badarg
%! expect: badarg
%! expect: function_clause
%! expect: function_clause
%! expect: badarg
%! expect: [500000,500000,true,true]
%! expect: many
%! expect: improper
