%% Bit syntax construction: truncation, negative numbers, floats, nested binaries, appending, sizes, failures.
-module(building).
-export([main/0]).

main() ->
    X = 16#12345,
    io:format("~p~n", [<<X, X:16, X:20, X:16/little>>]),
    io:format("~p~n", [<<-1:4, -2:12/signed, 1:1>>]),
    io:format("~w~n", [<<1.5/float, 1.5:32/float, 2:16/float>>]),
    io:format("~w~n", [<<"é€"/utf8, "é"/utf16-little, $a/utf32>>]),
    B = <<1, 2, 3, 4>>,
    io:format("~p~n", [<<B:2/binary, B/binary, 9>>]),
    io:format("~p~n", [<<5:3, B/bits>>]),
    io:format("~p~n", [bit_size(<<0:7, B/bits>>)]),
    L = lists:foldl(fun(I, Acc) -> <<Acc/binary, I>> end, <<>>, lists:seq(1, 300)),
    io:format("~p ~p~n", [byte_size(L), erlang:phash2(L)]),
    Prefix = <<"shared">>,
    P1 = <<Prefix/binary, "-one">>, P2 = <<Prefix/binary, "-two">>, P3 = <<P1/binary, "!">>,
    io:format("~p ~p ~p ~p~n", [Prefix, P1, P2, P3]),
    io:format("~p~n", [<< <<(N * 2)>> || <<N>> <= B >>]),
    io:format("~p~n", [<<(1 bsl 100):104, (-(1 bsl 100)):104>>]),
    [io:format("~p~n", [reason(F)]) || F <- [
        fun() -> <<(id(a))>> end, fun() -> <<1:(id(-1))>> end, fun() -> <<(id(<<1>>)):16/binary>> end,
        fun() -> <<(id(foo))/binary>> end, fun() -> <<(id(1.0e300)):32/float>> end, fun() -> <<(id(16#D800))/utf8>> end]],
    io:format("~p~n", [iolist_to_binary([1, "ab", [<<"c">>, [$d | <<"e">>]]])]),
    io:format("~p~n", [[list_to_bitstring([<<1:3>>, 5, <<2:2>>]), bitstring_to_list(<<1, 2:5>>)]]),
    io:format("~p~n", [binary:part(<<"hello">>, {5, -3})]),
    io:format("~p~n", [split_binary(<<"hello">>, 2)]),
    Sub = binary:part(binary:copy(<<"0123456789">>, 100), 500, 10),
    io:format("~p ~p ~p~n", [Sub, binary:referenced_byte_size(Sub) > 10, binary:referenced_byte_size(binary:copy(Sub))]).

reason(F) -> try F() catch C:R -> {C, R} end.
id(X) -> X.

%! expect: <<69,35,69,18,52,84,82,3:4>>
%! expect: <<255,254,1:1>>
%! expect: <<63,248,0,0,0,0,0,0,63,192,0,0,64,0>>
%! expect: <<195,169,226,130,172,233,0,0,0,0,97>>
%! expect: <<1,2,1,2,3,4,9>>
%! expect: <<160,32,64,96,4:3>>
%! expect: 39
%! expect: 300 31067524
%! expect: <<"shared">> <<"shared-one">> <<"shared-two">> <<"shared-one!">>
%! expect: <<2,4,6,8>>
%! expect: <<16,0,0,0,0,0,0,0,0,0,0,0,0,240,0,0,0,0,0,0,0,0,0,0,0,0>>
%! expect: {error,badarg}
%! expect: {error,badarg}
%! expect: {error,badarg}
%! expect: {error,badarg}
%! expect: <<127,128,0,0>>
%! expect: {error,badarg}
%! expect: <<1,97,98,99,100,101>>
%! expect: [<<32,22:5>>,[1,<<2:5>>]]
%! expect: <<"llo">>
%! expect: {<<"he">>,<<"llo">>}
%! expect: <<"0123456789">> true 80
