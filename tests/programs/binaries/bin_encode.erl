%% binary: numbers, bytes, copies.
-module(bin_encode).
-export([main/0]).

main() ->
    Numbers = [0, 1, 255, 256, 65535, 65536, 1 bsl 55, (1 bsl 59) - 1, 1 bsl 59, (1 bsl 64) - 1, 1 bsl 64, 1 bsl 100],
    io:format("~w~n", [[binary:encode_unsigned(N) || N <- Numbers]]),
    io:format("~w~n", [[binary:encode_unsigned(N, little) || N <- Numbers]]),
    io:format("~w~n", [[N =:= binary:decode_unsigned(binary:encode_unsigned(N)) andalso N =:= binary:decode_unsigned(binary:encode_unsigned(N, little), little) || N <- Numbers]]),
    io:format("~w~n", [[binary:decode_unsigned(B, E) || B <- [<<>>, <<0, 0, 1>>, <<1, 0, 0>>, <<0:200>>, <<1:200>>], E <- [big, little]]]),
    <<_:3, Odd:12/binary, _/bits>> = <<16#123456789ABCDEF0123456789ABCDEF:128>>,
    io:format("~w~n", [{binary:decode_unsigned(Odd), binary:decode_unsigned(Odd, little), binary:first(Odd), binary:last(Odd), binary:at(Odd, 3)}]),
    refused(fun({N, E}) -> binary:encode_unsigned(N, E) end, [{-1, big}, {-(1 bsl 70), big}, {1.0, big}, {a, little}, {1, middle}]),
    refused(fun({B, E}) -> binary:decode_unsigned(B, E) end, [{<<1:1>>, big}, {a, big}, {<<1>>, middle}]),
    refused(fun binary:first/1, [<<>>, <<1:1>>, a]),
    refused(fun binary:last/1, [<<>>, <<1:1>>, a]),
    refused(fun({B, P}) -> binary:at(B, P) end, [{<<1>>, 1}, {<<1>>, -1}, {<<1>>, a}, {<<>>, 0}, {<<1>>, 1 bsl 70}, {<<1:9>>, 0}]),
    io:format("~w~n", [[binary:copy(<<"ab">>, N) || N <- [0, 1, 3]]]),
    refused(fun({B, N}) -> binary:copy(B, N) end, [{<<1>>, -1}, {<<1:1>>, 1}, {a, 1}, {<<1>>, a}, {<<1>>, -(1 bsl 70)}]),
    io:format("~w~n", [[binary:bin_to_list(<<"abcdef">>, P) || P <- [{0, 3}, {6, -2}, {3, 0}]]]),
    io:format("~w~n", [[binary:part(<<"abcdef">>, P, L) || {P, L} <- [{1, 2}, {6, -6}]]]),
    refused(fun({P, L}) -> binary:part(<<"abcdef">>, P, L) end, [{5, 2}, {-1, 1}, {1, -2}, {a, 1}, {1, a}]),
    refused(fun(T) -> binary:part(<<"abcdef">>, T) end, [{5, 2}, {5, 1, 1}, a, {0}]),
    io:format("~w~n", [[binary:referenced_byte_size(B) || B <- [<<>>, <<1, 2, 3>>, binary:copy(<<0>>, 100)]]]),
    refused(fun binary:referenced_byte_size/1, [a, 1]),
    io:format("~w~n", [{binary:list_to_bin([1, [2 | <<3>>]]), binary:encode_hex(<<1, 171>>), binary:decode_hex(<<"01aB">>)}]).

refused(F, Values) ->
    io:format("~w~n", [[try {accepted, F(V)} catch C:R -> {C, R} end || V <- Values]]).

%! expect: [<<0>>,<<1>>,<<255>>,<<1,0>>,<<255,255>>,<<1,0,0>>,<<128,0,0,0,0,0,0>>,<<7,255,255,255,255,255,255,255>>,<<8,0,0,0,0,0,0,0>>,<<255,255,255,255,255,255,255,255>>,<<1,0,0,0,0,0,0,0,0>>,<<16,0,0,0,0,0,0,0,0,0,0,0,0>>]
%! expect: [<<0>>,<<1>>,<<255>>,<<0,1>>,<<255,255>>,<<0,0,1>>,<<0,0,0,0,0,0,128>>,<<255,255,255,255,255,255,255,7>>,<<0,0,0,0,0,0,0,8>>,<<255,255,255,255,255,255,255,255>>,<<0,0,0,0,0,0,0,0,1>>,<<0,0,0,0,0,0,0,0,0,0,0,0,16>>]
%! expect: [true,true,true,true,true,true,true,true,true,true,true,true]
%! expect: [0,0,1,65536,65536,1,0,0,1,6277101735386680763835789423207666416102355444464034512896]
%! expect: {2817001333840509744453397308,18621207355751643144941935113,9,60,60}
%! expect: [{error,badarg},{error,badarg},{error,badarg},{error,badarg},{error,badarg}]
%! expect: [{error,badarg},{error,badarg},{error,badarg}]
%! expect: [{error,badarg},{error,badarg},{error,badarg}]
%! expect: [{error,badarg},{error,badarg},{error,badarg}]
%! expect: [{error,badarg},{error,badarg},{error,badarg},{error,badarg},{error,badarg},{error,badarg}]
%! expect: [<<>>,<<97,98>>,<<97,98,97,98,97,98>>]
%! expect: [{error,badarg},{error,badarg},{error,badarg},{error,badarg},{error,badarg}]
%! expect: [[97,98,99],[101,102],[]]
%! expect: [<<98,99>>,<<97,98,99,100,101,102>>]
%! expect: [{error,badarg},{error,badarg},{error,badarg},{error,badarg},{error,badarg}]
%! expect: [{error,badarg},{error,badarg},{error,badarg},{error,badarg}]
%! expect: [0,24,100]
%! expect: [{error,badarg},{error,badarg}]
%! expect: {<<1,2,3>>,<<48,49,65,66>>,<<1,171>>}
