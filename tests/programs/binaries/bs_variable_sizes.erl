%% Sizes that come from the data or from expressions: length-prefixed records, nested fields, units, guards in between.
-module(bs_variable_sizes).
-export([main/0]).

main() ->
    Packet = <<4:4, 5:4, 0:8, 40:16, 7:16, 0:3, 5:13, 64, 6, 0:16, 10, 0, 0, 1, 192, 168, 0, 9, 1, 2, 3, 4, "payload">>,
    io:format("~p~n", [ip(Packet)]),
    io:format("~p~n", [ip(<<4:4, 4:4, 0:1000>>)]),
    io:format("~p~n", [tlv(<<1, 3, "abc", 2, 0, 3, 2, 9, 8>>)]),
    io:format("~p~n", [tlv(<<1, 3, "ab">>)]),
    io:format("~p~n", [nested(<<3, 8, 4, 2, 255:3, 170:8, 5:4, 1:2, 0:7>>)]),
    io:format("~p~n", [expr(3, <<1, 2, 3, 4, 5, 6, 7, 8>>)]),
    io:format("~p~n", [lines(<<"first\nsecond\n\nlast">>)]),
    io:format("~p~n", [[units(U) || U <- [1, 2, 3, 5]]]),
    io:format("~p~n", [bits_of(<<16#A5>>)]),
    io:format("~p~n", [varint(<<16#96, 1, 16#FF, 16#FF, 3, 0>>)]),
    io:format("~p~n", [same(<<4, 4, 1, 2, 3, 4, 4, 3>>)]).

ip(<<4:4, HLen:4, _:8, TotalLength:16, Id:16, Flags:3, Off:13, TTL, Proto, _:16, Src:4/binary, Dst:4/binary, Rest/binary>>) when HLen >= 5 ->
    OptionsSize = 4 * (HLen - 5),
    <<Options:OptionsSize/binary, Data/binary>> = Rest,
    {TotalLength, Id, Flags, Off, TTL, Proto, Src, Dst, Options, Data};
ip(_) -> bad.

tlv(<<T, L, V:L/binary, Rest/binary>>) -> [{T, V} | tlv(Rest)];
tlv(<<>>) -> [];
tlv(Rest) -> {left, Rest}.

nested(<<A, B, C, D, X:A, Y:B, Z:C, W:D, _/bits>>) -> {X, Y, Z, W}.

expr(N, Bin) ->
    <<A:(N - 1)/binary, B:(N * 8), _:N/binary, Rest/binary>> = Bin,
    {A, B, Rest}.

lines(Bin) -> lines(Bin, 0, Bin, []).
lines(<<$\n, T/binary>>, N, Start, Acc) -> <<L:N/binary, _/binary>> = Start, lines(T, 0, T, [L | Acc]);
lines(<<_, T/binary>>, N, Start, Acc) -> lines(T, N + 1, Start, Acc);
lines(<<>>, _, Last, Acc) -> lists:reverse([Last | Acc]).

units(N) -> <<X:N/integer-unit:3, Y:N/binary-unit:5, R/bits>> = <<16#0123456789ABCDEF:64>>, {X, Y, R}.

bits_of(<<B:1, R/bits>>) -> [B | bits_of(R)];
bits_of(<<>>) -> [].

varint(Bin) -> varint(Bin, 0, 0).
varint(<<1:1, N:7, R/binary>>, Shift, Acc) -> varint(R, Shift + 7, Acc bor (N bsl Shift));
varint(<<0:1, N:7, R/binary>>, Shift, Acc) -> [Acc bor (N bsl Shift) | varint(R, 0, 0)];
varint(<<>>, 0, 0) -> [].

same(<<N, N, Rest/binary>>) -> {same, N, Rest};
same(<<N, M, _/binary>>) -> {other, N, M}.

%! expect: {40,7,0,5,64,6,
%! expect:  <<10,0,0,1>>,
%! expect:  <<192,168,0,9>>,
%! expect:  <<>>,
%! expect:  <<1,2,3,4,112,97,121,108,111,97,100>>}
%! expect: bad
%! expect: [{1,<<"abc">>},{2,<<>>},{3,<<"\t\b">>}]
%! expect: {left,<<1,3,97,98>>}
%! expect: {7,170,5,1}
%! expect: {<<1,2>>,197637,<<>>}
%! expect: [<<"first">>,<<"second">>,<<>>,<<"last">>]
%! expect: [{0,<<1:5>>,<<35,69,103,137,171,205,239>>},
%! expect:  {0,<<72,3:2>>,<<69,103,137,171,205,239>>},
%! expect:  {2,<<70,69:7>>,<<103,137,171,205,239>>},
%! expect:  {145,<<162,179,196,1:1>>,<<"«Íï">>}]
%! expect: [1,0,1,0,0,1,0,1]
%! expect: [150,65535,0]
%! expect: {same,4,<<1,2,3,4,4,3>>}
