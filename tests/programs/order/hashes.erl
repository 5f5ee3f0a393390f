%% phash2, phash, md5, crc32, adler32: values that must never change.
-module(hashes).
-export([main/0]).

main() ->
    Ts = [a, [], {}, 1, -1, 1.0, 0.0, "abc", "abcdefgh", <<"abc">>, <<>>, <<5:3>>, {a, b}, #{a => 1}, 1 bsl 64, -(1 bsl 64), 1 bsl 59, 134217728, -134217729, [1 | 2], [300, 301], "abc" ++ [a], [[[]]], {[], {}}, #{}, #{1 => #{2 => 3}, 1.0 => []},
          maps:from_list([{I, {I}} || I <- lists:seq(1, 100)]), fun lists:map/2, 'åäö', '日本'],
    [io:format("~p ~p ~p~n", [erlang:phash2(T), erlang:phash2(T, 1 bsl 32), erlang:phash(T, 1 bsl 32)]) || T <- Ts],
    io:format("~p~n", [[erlang:phash2(T, 1000) || T <- Ts]]),
    io:format("~p~n", [[erlang:phash(T, 1000) || T <- Ts]]),
    io:format("~p~n", [[hex(erlang:md5(D)) || D <- ["", "abc", <<"abc">>, [<<"a">>, [$b | <<"c">>]], lists:duplicate(1000, $x)]]]),
    C = lists:foldl(fun(D, S) -> erlang:md5_update(S, D) end, erlang:md5_init(), ["hello", <<" ">>, lists:duplicate(200, <<"world">>)]),
    io:format("~p ~p~n", [byte_size(C), hex(erlang:md5_final(C))]),
    io:format("~p~n", [hex(erlang:md5(binary:copy(<<"0123456789">>, 500000)))]),
    io:format("~p~n", [[erlang:crc32("123456789"), erlang:crc32(<<>>), erlang:crc32(17, "abc"), erlang:crc32(binary:copy(<<"0123456789">>, 500000)), erlang:crc32_combine(erlang:crc32("abc"), erlang:crc32("def"), 3)]]),
    io:format("~p~n", [[erlang:adler32("123456789"), erlang:adler32(<<>>), erlang:adler32(17, "abc"), erlang:adler32(binary:copy(<<255>>, 5000000)), erlang:adler32_combine(erlang:adler32("abc"), erlang:adler32("def"), 3)]]),
    [io:format("~p~n", [reason(F)]) || F <- [fun() -> erlang:phash2(a, 0) end, fun() -> erlang:phash2(a, (1 bsl 32) + 1) end, fun() -> erlang:phash2(a, x) end, fun() -> erlang:md5(a) end, fun() -> erlang:md5_update(<<1>>, "a") end, fun() -> erlang:crc32(a) end, fun() -> erlang:crc32(-1, "a") end, fun() -> erlang:crc32([256]) end, fun() -> erlang:adler32_combine(1, 2, a) end]].

hex(B) -> binary_to_list(binary:encode_hex(B, lowercase)).

reason(F) ->
    try F() catch error:R -> R end.

%! expect: 97 97 98
%! expect: 113427502 3468870702 2
%! expect: 87486268 221703996 1
%! expect: 2614250 539485162 2788898428
%! expect: 44071773 1117813597 1680185270
%! expect: 77147068 3029937084 1072693249
%! expect: 20875736 423528920 1
%! expect: 117343302 519996486 3654580166
%! expect: 108788142 914094510 766997084
%! expect: 98228475 1306188027 1972007566
%! expect: 13708901 147926629 1
%! expect: 133543196 3354768668 3507216109
%! expect: 101277806 1980325998 1904799770
%! expect: 59617982 1401795262 1670235874
%! expect: 103122609 2519041713 2788898428
%! expect: 13457787 2563594619 1680185270
%! expect: 26969617 2442888721 2147483673
%! expect: 12354923 2562491755 2147483673
%! expect: 76739502 1418916782 3827674398
%! expect: 86124794 3844221178 2402949552
%! expect: 9363236 3230588708 4229325451
%! expect: 77546715 3030336731 2366356087
%! expect: 67164138 67164138 50678356
%! expect: 6216999 2690571559 1628009980
%! expect: 39679005 844985373 1113425985
%! expect: 74265004 879571372 1148011984
%! expect: 21343736 289779192 558219804
%! expect: 34981515 840287883 904024396
%! expect: 62518 62518 62519
%! expect: 117588076 251805804 251805805
%! expect: [97,702,996,162,597,84,920,486,510,27,629,668,998,262,713,619,721,755,782,178,
%! expect:  708,731,138,559,373,372,192,883,518,804]
%! expect: [98,2,1,428,270,249,1,166,84,566,1,109,770,874,428,270,673,673,398,552,451,87,
%! expect:  356,980,985,984,804,396,519,805]
%! expect: ["d41d8cd98f00b204e9800998ecf8427e","900150983cd24fb0d6963f7d28e17f72",
%! expect:  "900150983cd24fb0d6963f7d28e17f72","900150983cd24fb0d6963f7d28e17f72",
%! expect:  "398533d48111e9f664b1f64cb10c4b63"]
%! expect: 92 "ff2ef64fe528ada341df6460de240a3d"
%! expect: "130cde57239bd21743ef43742ea3259c"
%! expect: [3421780262,0,683706501,3044615108,1267612143]
%! expect: [152961502,1,41746743,1846438126,136184406]
%! expect: badarg
%! expect: badarg
%! expect: badarg
%! expect: badarg
%! expect: badarg
%! expect: badarg
%! expect: badarg
%! expect: badarg
%! expect: badarg
