%% Integers to text in every base and back; texts that are no integers.
-module(number_text).
-export([main/0]).

main() ->
    Ns = [0, 1, -1, 35, 36, 255, -255, (1 bsl 59) - 1, 1 bsl 59, -(1 bsl 59), 1 bsl 64, -(1 bsl 64) + 1, 1 bsl 300, 3 bsl 5000],
    io:format("~p~n", [[N || N <- Ns, B <- lists:seq(2, 36), list_to_integer(integer_to_list(N, B), B) =/= N]]),
    io:format("~p~n", [[N || N <- Ns, B <- lists:seq(2, 36), binary_to_integer(integer_to_binary(N, B), B) =/= N]]),
    io:format("~p~n", [erlang:phash2([integer_to_list(N, B) || N <- Ns, B <- lists:seq(2, 36)])]),
    io:format("~s ~s ~s~n", [integer_to_list(255, 16), integer_to_list(-(1 bsl 70), 36), integer_to_binary(1 bsl 64)]),
    io:format("~p~n", [list_to_integer("+0012")]),
    io:format("~p~n", [list_to_integer("-7fFf", 16)]),
    [io:format("~p~n", [reason(fun() -> list_to_integer(T) end)]) || T <- ["", "+", "-", "1.5", "1 ", " 1", "--1", "a", [$1 | $2], [$1, b], foo]],
    [io:format("~p~n", [reason(fun() -> binary_to_integer(T) end)]) || T <- [<<>>, <<"+">>, <<"12a">>, <<1:1>>, "12"]],
    [io:format("~p~n", [reason(fun() -> list_to_integer("10", B) end)]) || B <- [1, 37, 2, 36, x]],
    [io:format("~p~n", [reason(fun() -> integer_to_list(10, B) end)]) || B <- [1, 37, 2, 36, x]],
    io:format("~p~n", [reason(fun() -> integer_to_list(1.0) end)]),
    io:format("~p~n", [reason(fun() -> integer_to_binary(a) end)]),
    io:format("~p~n", [[string:to_integer(S) || S <- ["12 apples", "-7x", "x", "", "+", "99999999999999999999999z", [300, 301]]]]),
    io:format("~p~n", [string:to_integer(foo)]),
    Big = lists:duplicate(3000, $7),
    io:format("~p~n", [integer_to_list(list_to_integer(Big)) =:= Big]),
    io:format("~p~n", [list_to_integer(Big) rem 1000000007]),
    io:format("~p~n", [reason(fun() -> list_to_integer(lists:duplicate(1500000, $9)) end)]).

reason(F) ->
    try F() catch error:R -> R end.

%! collect: no converts hundreds of thousands of numbers
%! expect: []
%! expect: []
%! expect: 3084245
%! expect: FF -6X5KXTVUWILUKG 18446744073709551616
%! expect: 12
%! expect: -32767
%! expect: badarg
%! expect: badarg
%! expect: badarg
%! expect: badarg
%! expect: badarg
%! expect: badarg
%! expect: badarg
%! expect: badarg
%! expect: badarg
%! expect: badarg
%! expect: badarg
%! expect: badarg
%! expect: badarg
%! expect: badarg
%! expect: badarg
%! expect: badarg
%! expect: badarg
%! expect: badarg
%! expect: 2
%! expect: 36
%! expect: badarg
%! expect: badarg
%! expect: badarg
%! expect: "1010"
%! expect: "A"
%! expect: badarg
%! expect: badarg
%! expect: badarg
%! expect: [{12," apples"},
%! expect:  {-7,"x"},
%! expect:  {error,no_integer},
%! expect:  {error,no_integer},
%! expect:  {error,no_integer},
%! expect:  {99999999999999999999999,"z"},
%! expect:  {error,no_integer}]
%! expect: {error,badarg}
%! expect: true
%! expect: 408100210
%! expect: system_limit
