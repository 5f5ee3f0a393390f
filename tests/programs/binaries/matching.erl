%% Bit syntax matching: sizes, units, types, endianness, sizes from earlier segments, unaligned, utf, tails.
-module(matching).
-export([main/0]).

main() ->
    <<A:4, B:12, C/signed, D:16/little, Rest/bits>> = <<16#AB, 16#CD, -1, 1, 2, 3:3>>,
    io:format("~p~n", [{A, B, C, D, Rest}]),
    <<N, Data:N/binary, Tail/binary>> = <<3, "abcdef">>,
    io:format("~p ~p~n", [Data, Tail]),
    <<F:64/float, G:32/float-little>> = <<1.5:64/float, 0.25:32/float-little>>,
    io:format("~p~n", [{F, G}]),
    io:format("~p~n", [ip(<<4:4, 5:4, 0, 40:16, 7:16, 2:3, 0:13, 64, 6, 0:16, 10, 0, 0, 1, 192, 168, 1, 2, "payload">>)]),
    io:format("~p~n", [[X || <<X:3>> <= <<2#101110:6>>]]),
    io:format("~w~n", [[X || <<X/utf8>> <= <<"aé€😀"/utf8>>]]),
    io:format("~p~n", [case <<255, 254>> of <<X/utf8, _/binary>> -> X; _ -> not_utf8 end]),
    io:format("~p~n", [[X || <<X:16/signed-big>> <= <<255, 255, 0, 1, 128, 0>>]]),
    io:format("~p~n", [case <<1, 2, 3>> of <<_:32>> -> four; <<_:24>> -> three end]),
    <<Big:100/unit:1, _/bits>> = <<(1 bsl 99):100, 5:4>>,
    io:format("~p~n", [Big]),
    <<_:5, Mid:8/bits, _/bits>> = <<16#FF00FF:24>>,
    io:format("~p~n", [Mid]),
    io:format("~p~n", [tlv(<<1, 2, "ab", 2, 0, 3, 1, "z">>)]),
    io:format("~p~n", [case <<"abc">> of <<"ab", X2>> -> X2 end]),
    io:format("~p~n", [case <<0:32, 16#7FF0000000000000:64>> of <<_:32, _:64/float>> -> float; _ -> no_infinity end]),
    io:format("~p~n", [count(binary:copy(<<"line\n">>, 5000), 0)]),
    S = 8, <<V:(S * 2), _/binary>> = <<1, 2, 3>>,
    io:format("~p~n", [V]),
    io:format("~p~n", [element(1, element(2, catch begin Sz = id(-1), <<_:Sz>> = <<>> end))]),
    <<X16/utf16, X32/utf32>> = <<"😀"/utf16, "x"/utf32>>,
    io:format("~p~n", [{X16, X32}]).

ip(<<4:4, Hl:4, _:8, Len:16, Id:16, Flags:3, _:13, Ttl, Proto, _:16, Src:4/binary, Dst:4/binary, R/binary>>) when Hl >= 5 ->
    {Len, Id, Flags, Ttl, Proto, binary_to_list(Src), binary_to_list(Dst), R}.

tlv(<<T, L, V:L/binary, R/binary>>) -> [{T, V} | tlv(R)];
tlv(<<>>) -> [].

count(<<$\n, R/binary>>, N) -> count(R, N + 1);
count(<<_, R/binary>>, N) -> count(R, N);
count(<<>>, N) -> N.

id(X) -> X.

%! expect: {10,3021,-1,513,<<3:3>>}
%! expect: <<"abc">> <<"def">>
%! expect: {1.5,0.25}
%! expect: {40,7,2,64,6,[10,0,0,1],[192,168,1,2],<<"payload">>}
%! expect: [5,6]
%! expect: [97,233,8364,128512]
%! expect: not_utf8
%! expect: [-1,1,-32768]
%! expect: three
%! expect: 633825300114114700748351602688
%! expect: <<"à">>
%! expect: [{1,<<"ab">>},{2,<<>>},{3,<<"z">>}]
%! expect: 99
%! expect: no_infinity
%! expect: 5000
%! expect: 258
%! expect: {badmatch,<<>>}
%! expect: {128512,120}
