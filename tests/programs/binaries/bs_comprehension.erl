%% Binary comprehensions: bytes, bits, from lists and to lists, filters, patterns that skip, nested.
-module(bs_comprehension).
-export([main/0]).

main() ->
    Bin = list_to_binary(lists:seq(0, 255)),
    io:format("~w~n", [<< <<(255 - X)>> || <<X>> <= Bin, X rem 16 =:= 0 >>]),
    io:format("~w~n", [<< <<X:1>> || X <- [1, 0, 1, 1, 0, 0, 1, 1, 1] >>]),
    io:format("~w~n", [[X || <<X:12>> <= <<1, 2, 3, 4, 5>>]]),
    io:format("~w~n", [[{A, B} || <<A:4, B:4>> <= <<16#12, 16#34>>]]),
    io:format("~w~n", [<< <<B:4, A:4>> || <<A:4, B:4>> <= <<16#12, 16#34>> >>]),
    io:format("~w~n", [[D || <<L, D:L/binary>> <= <<1, "a", 3, "bcd", 0, 5, "xy">>]]),
    io:format("~w~n", [[X || <<1:1, X:7>> <= <<16#81, 16#02, 16#83>>]]),
    io:format("~w~n", [<< <<X:Y>> || X <- [1, 2, 3], Y <- [2, 9] >>]),
    io:format("~w~n", [bit_size(<< <<X:7>> || X <- lists:seq(1, 1001) >>)]),
    io:format("~w~n", [erlang:phash2(<< <<X:7>> || X <- lists:seq(1, 1001) >>)]),
    io:format("~w~n", [<< <<(<< <<(X + Y)>> || <<Y>> <= <<1, 2>> >>)/binary>> || <<X>> <= <<10, 20>> >>]),
    io:format("~w~n", [<< <<X/float>> || X <- [1.0, 2] >>]),
    io:format("~w~n", [try << <<X>> || X <- [1, a] >> catch error:R -> R end]),
    io:format("~w~n", [try << <<X>> || X <- [1 | 2] >> catch error:R2 -> R2 end]),
    io:format("~w~n", [<< <<C/utf16>> || <<C/utf8>> <= <<"på"/utf8>> >>]),
    io:format("~w~n", [[X || <<X:3>> <= <<7:2>>]]),
    io:format("~w~n", [length([1 || <<_:1>> <= <<0:12345>>])]),
    io:format("~s~n", [<< <<(hex(N))>> || <<N:4>> <= <<16#DEADBEEF:32>> >>]).

hex(N) when N < 10 -> $0 + N;
hex(N) -> $a + N - 10.

%! expect: <<255,239,223,207,191,175,159,143,127,111,95,79,63,47,31,15>>
%! expect: <<179,1:1>>
%! expect: [16,515,64]
%! expect: [{1,2},{3,4}]
%! expect: <<33,67>>
%! expect: [<<97>>,<<98,99,100>>,<<>>]
%! expect: [1,3]
%! expect: <<64,48,11,1,1:1>>
%! expect: 7007
%! expect: 39031564
%! expect: <<11,12,21,22>>
%! expect: <<63,240,0,0,0,0,0,0,64,0,0,0,0,0,0,0>>
%! expect: badarg
%! expect: {bad_generator,2}
%! expect: <<0,112,0,229>>
%! expect: []
%! expect: 12345
%! expect: deadbeef
