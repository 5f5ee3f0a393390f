%% The order in which large maps iterate is OTP 27's, for keys that do not hang on atom indexes.
-module(hash_order).
-export([main/0]).

main() ->
    M = maps:from_list([{I, I} || I <- lists:seq(1, 40)]),
    io:format("~w~n", [maps:keys(M)]),
    io:format("~w~n", [[K || {K, _} <- maps:to_list(M)]]),
    io:format("~w~n", [walk(maps:next(maps:iterator(M)))]),
    [io:format("~w ~w~n", [Kind, order(Kind, 500)]) || Kind <- [integer, float, binary, string, tuple, bignum, nested, map]],
    io:format("~w~n", [order(integer, 100000)]),
    Grown = lists:foldl(fun(I, A) -> A#{I => I} end, #{}, lists:seq(1, 2000)),
    Shrunk = lists:foldl(fun maps:remove/2, Grown, lists:seq(41, 2000)),
    io:format("~w ~w~n", [Shrunk =:= M, maps:keys(Shrunk) =:= maps:keys(M)]).

order(Kind, N) ->
    M = maps:from_list([{key(Kind, I), I} || I <- lists:seq(1, N)]),
    erlang:phash2({maps:to_list(M), walk(maps:next(maps:iterator(M))), maps:values(M)}).

key(integer, I) -> I * 31;
key(float, I) -> I / 7;
key(binary, I) -> <<(I * 77):40, "tail of the key">>;
key(string, I) -> "key" ++ integer_to_list(I);
key(tuple, I) -> {I, I + 1};
key(bignum, I) -> (1 bsl 100) + I;
key(nested, I) -> [{I, [I | <<I>>]}, 1.5, {}];
key(map, I) -> #{1 => I, 2.0 => [I]}.

walk(none) -> [];
walk({K, _, I}) -> [K | walk(maps:next(I))].

%! collect: no builds large maps for minutes
%! expect: [39,22,26,27,5,21,30,16,3,33,14,40,37,24,17,11,6,20,28,25,1,32,36,35,15,9,23,10,8,31,38,7,2,13,29,19,12,34,4,18]
%! expect: [39,22,26,27,5,21,30,16,3,33,14,40,37,24,17,11,6,20,28,25,1,32,36,35,15,9,23,10,8,31,38,7,2,13,29,19,12,34,4,18]
%! expect: [18,4,34,12,19,29,13,2,7,38,31,8,10,23,9,15,35,36,32,1,25,28,20,6,11,17,24,37,40,14,33,3,16,30,21,5,27,26,22,39]
%! expect: integer 109318774
%! expect: float 115048801
%! expect: binary 106484456
%! expect: string 70484168
%! expect: tuple 30931301
%! expect: bignum 81375455
%! expect: nested 54264367
%! expect: map 97415416
%! expect: 91444164
%! expect: true true
