%% Lists and binaries into each other, with what is refused.
-module(bin_conversion).
-export([main/0]).

main() ->
    io:format("~w~n", [[binary_to_list(B) || B <- [<<>>, <<1, 2, 3>>]]]),
    io:format("~w~n", [[binary_to_list(<<1, 2, 3, 4, 5>>, A, B) || {A, B} <- [{1, 5}, {2, 3}, {5, 5}]]]),
    refused(fun({A, B}) -> binary_to_list(<<1, 2, 3>>, A, B) end, [{0, 1}, {1, 4}, {3, 2}, {a, 1}, {1, 1.0}, {1 bsl 70, 1}]),
    refused(fun binary_to_list/1, [<<1:3>>, a, [], 1]),
    io:format("~w~n", [[bitstring_to_list(B) || B <- [<<>>, <<1, 2>>, <<1, 2:3>>, <<5:5>>]]]),
    io:format("~w~n", [[list_to_binary(L) || L <- [[], [1, 2], ["ab", <<"c">> | <<"d">>], [[[]]], [[1 | <<2>>], 3]]]]),
    refused(fun list_to_binary/1, [<<1>>, [256], [-1], [a], [1 | 2], [<<1:1>>], [1.0], [1 bsl 70], a, [[1 | a]]]),
    io:format("~w~n", [[iolist_to_binary(L) || L <- [<<"x">>, [], [<<>>, [[], [<<"y">>]]]]]]),
    refused(fun iolist_to_binary/1, [<<1:1>>, [<<1:1>>], 1, [1 | 1], "\x{100}"]),
    io:format("~w~n", [[iolist_size(L) || L <- [<<"x">>, [], [1, <<"abc">>, [2 | <<"z">>]]]]]),
    refused(fun iolist_size/1, [<<1:1>>, [<<1:1>>], 1, [1 | 1], [300]]),
    io:format("~w~n", [[list_to_bitstring(L) || L <- [[], [<<1:1>>, 255, <<0:2>>], [[<<1:1>>] | <<1:1>>]]]]),
    refused(fun list_to_bitstring/1, [<<1>>, [256], [a], 3]),
    io:format("~w~n", [[split_binary(<<1, 2, 3>>, N) || N <- [0, 1, 3]]]),
    io:format("~w~n", [split_binary(<<1, 2:3>>, 1)]),
    refused(fun(N) -> split_binary(<<1, 2, 3>>, N) end, [-1, 4, a, 1 bsl 70]),
    refused(fun(B) -> split_binary(B, 0) end, [a, []]),
    io:format("~w~n", [[erlang:iolist_to_iovec(L) || L <- [<<>>, <<"x">>, [], ["ab", <<"c">>, [$d | <<"e">>]]]]]),
    Large = binary:copy(<<"0123456789">>, 100),
    io:format("~w~n", [[byte_size(B) || B <- erlang:iolist_to_iovec(["ab", Large, <<"c">>, "d", Large])]]),
    refused(fun erlang:iolist_to_iovec/1, [a, [a], [<<1:1>>], <<1:1>>, [1 | 2]]),
    Deep = lists:foldl(fun(I, Acc) -> [Acc, I rem 256] end, [], lists:seq(1, 200000)),
    io:format("~w~n", [{iolist_size(Deep), erlang:md5(iolist_to_binary(Deep))}]),
    Long = lists:seq(1, 255),
    io:format("~w~n", [binary_to_list(list_to_binary(Long)) =:= Long]),
    <<_:3, Odd:5/binary, _:5>> = <<1, 2, 3, 4, 5, 6>>,
    io:format("~w~n", [{binary_to_list(Odd), list_to_binary([Odd, 0, Odd]), bitstring_to_list(<<Odd/binary, 1:1>>)}]).

refused(F, Values) ->
    io:format("~w~n", [[try {accepted, V, F(V)} catch C:R -> {C, R} end || V <- Values]]).

%! collect: no lists of a million bytes are copied at every step
%! expect: [[],[1,2,3]]
%! expect: [[1,2,3,4,5],[2,3],[5]]
%! expect: [{error,badarg},{error,badarg},{error,badarg},{error,badarg},{error,badarg},{error,badarg}]
%! expect: [{error,badarg},{error,badarg},{error,badarg},{error,badarg}]
%! expect: [[],[1,2],[1,<<2:3>>],[<<5:5>>]]
%! expect: [<<>>,<<1,2>>,<<97,98,99,100>>,<<>>,<<1,2,3>>]
%! expect: [{error,badarg},{error,badarg},{error,badarg},{error,badarg},{error,badarg},{error,badarg},{error,badarg},{error,badarg},{error,badarg},{error,badarg}]
%! expect: [<<120>>,<<>>,<<121>>]
%! expect: [{error,badarg},{error,badarg},{error,badarg},{error,badarg},{error,badarg}]
%! expect: [1,0,6]
%! expect: [{error,badarg},{error,badarg},{error,badarg},{error,badarg},{error,badarg}]
%! expect: [<<>>,<<255,4:3>>,<<3:2>>]
%! expect: [{error,badarg},{error,badarg},{error,badarg},{error,badarg}]
%! expect: [{<<>>,<<1,2,3>>},{<<1>>,<<2,3>>},{<<1,2,3>>,<<>>}]
%! expect: {<<1>>,<<2:3>>}
%! expect: [{error,badarg},{error,badarg},{error,badarg},{error,badarg}]
%! expect: [{error,badarg},{error,badarg}]
%! expect: [[],[<<120>>],[],[<<97,98,99,100,101>>]]
%! expect: [2,1000,2,1000]
%! expect: [{error,badarg},{error,badarg},{error,badarg},{error,badarg},{error,badarg}]
%! expect: {200000,<<135,49,126,127,0,5,210,28,186,43,243,234,224,139,191,105>>}
%! expect: true
%! expect: {[8,16,24,32,40],<<8,16,24,32,40,0,8,16,24,32,40>>,[8,16,24,32,40,<<1:1>>]}
