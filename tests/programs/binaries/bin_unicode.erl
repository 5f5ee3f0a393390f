%% unicode: conversions of mixed lists, what is reported when they stop, other encodings.
-module(bin_unicode).
-export([main/0]).

main() ->
    Good = ["abc", <<"åäö"/utf8>>, [16#20AC, [16#1F600 | <<"x">>]]],
    io:format("~w~n", [unicode:characters_to_list(Good)]),
    io:format("~w~n", [unicode:characters_to_binary(Good)]),
    io:format("~w~n", [unicode:characters_to_binary([<<229, 228>>, 246], latin1)]),
    io:format("~w~n", [unicode:characters_to_list(<<229, 228>>, latin1)]),
    Bad = [<<"a", 255, "b">>, <<"a", 16#E2, 16#82>>, <<"a", 16#E2, $x>>, [<<"a", 16#E2>>, <<16#82, 16#AC, "z">>], [<<"a", 16#E2>>, $b], [$a, 16#D800, $b],
           [[$a, [16#110000, $b]], $c | <<"d">>], [<<"ok">>, <<16#C3>>], [<<16#C3>>, <<16#28>>, $x], [[<<"abc">>, [1, [-1]]], <<"t">>], [$a, 1 bsl 70, $b],
           [<<16#F0, 16#9F>>, <<16#98>>, <<16#80>>], [<<16#F0, 16#9F>>, <<16#98>>], <<16#E2, 16#28, 16#A1>>, <<16#ED, 16#A0, 16#80>>, [$a | <<"b", 255>>]],
    [io:format("~w~n", [{unicode:characters_to_list(B), unicode:characters_to_binary(B)}]) || B <- Bad],
    [io:format("~w~n", [{unicode:characters_to_list(B, latin1), unicode:characters_to_binary(B, latin1)}]) || B <- [[256], [<<255>>, [1, 300], 5], [[$a], [$b, 16#D800]]]],
    [io:format("~w~n", [try F(B) catch C:R -> {C, R} end]) ||
        F <- [fun unicode:characters_to_list/1, fun unicode:characters_to_binary/1], B <- [a, [a], [1.0], [$a | $b], [<<1:1>>], <<1:1>>, {}, [$a, [x]]]],
    io:format("~w~n", [[unicode:characters_to_binary("aå€😀", unicode, E) || E <- [utf16, {utf16, little}, utf32, {utf32, little}, utf8]]]),
    io:format("~w~n", [unicode:characters_to_binary("aå€", unicode, latin1)]),
    io:format("~w~n", [[unicode:characters_to_list(<<0, 97, 216, 61, 222, 0>>, E) || E <- [utf16, {utf16, big}]]]),
    io:format("~w~n", [unicode:characters_to_list(<<0, 97, 216>>, utf16)]),
    Sub = binary:part(<<"0123456789åäö"/utf8>>, 5, 7),
    io:format("~w~n", [unicode:characters_to_list(Sub)]),
    <<_:3, Odd/bits>> = <<5:3, "unaligned å"/utf8>>,
    io:format("~w~n", [{unicode:characters_to_list(Odd), unicode:characters_to_binary([Odd, $!])}]),
    Long = lists:duplicate(50000, [16#E5, <<"xyz">>]),
    io:format("~w~n", [{byte_size(unicode:characters_to_binary(Long)), length(unicode:characters_to_list(Long))}]),
    LongBin = binary:copy(<<"aå€😀"/utf8>>, 30000),
    io:format("~w~n", [{length(unicode:characters_to_list(LongBin)), unicode:characters_to_binary(LongBin) =:= LongBin}]).

%! collect: no converts all characters, for minutes
%! expect: [97,98,99,229,228,246,8364,128512,120]
%! expect: <<97,98,99,195,165,195,164,195,182,226,130,172,240,159,152,128,120>>
%! expect: <<195,165,195,164,195,182>>
%! expect: [229,228]
%! expect: {{error,[97],<<255,98>>},{error,<<97>>,<<255,98>>}}
%! expect: {{incomplete,[97],<<226,130>>},{incomplete,<<97>>,<<226,130>>}}
%! expect: {{error,[97],<<226,120>>},{error,<<97>>,<<226,120>>}}
%! expect: {[97,8364,122],<<97,226,130,172,122>>}
%! expect: {{error,[97],[<<226>>,[98]]},{error,<<97>>,[<<226>>,[98]]}}
%! expect: {{error,[97],[55296,98]},{error,<<97>>,[55296,98]}}
%! expect: {{error,[97],[[[1114112,98]],99|<<100>>]},{error,<<97>>,[[[1114112,98]],99|<<100>>]}}
%! expect: {{incomplete,[111,107],<<195>>},{incomplete,<<111,107>>,<<195>>}}
%! expect: {{error,[],[<<195>>,[<<40>>,120]]},{error,<<>>,[<<195>>,[<<40>>,120]]}}
%! expect: {{error,[97,98,99,1],[[[[-1]]],<<116>>]},{error,<<97,98,99,1>>,[[[[-1]]],<<116>>]}}
%! expect: {{error,[97],[1180591620717411303424,98]},{error,<<97>>,[1180591620717411303424,98]}}
%! expect: {[128512],<<240,159,152,128>>}
%! expect: {{incomplete,[],<<240,159,152>>},{incomplete,<<>>,<<240,159,152>>}}
%! expect: {{error,[],<<226,40,161>>},{error,<<>>,<<226,40,161>>}}
%! expect: {{error,[],<<237,160,128>>},{error,<<>>,<<237,160,128>>}}
%! expect: {{error,[97,98],<<255>>},{error,<<97,98>>,<<255>>}}
%! expect: {{error,[],[256]},{error,<<>>,[256]}}
%! expect: {{error,[255,1],[[300],5]},{error,<<195,191,1>>,[[300],5]}}
%! expect: {{error,[97,98],[[55296]]},{error,<<97,98>>,[[55296]]}}
%! expect: {error,badarg}
%! expect: {error,badarg}
%! expect: {error,badarg}
%! expect: {error,badarg}
%! expect: {error,badarg}
%! expect: {error,badarg}
%! expect: {error,badarg}
%! expect: {error,badarg}
%! expect: {error,badarg}
%! expect: {error,badarg}
%! expect: {error,badarg}
%! expect: {error,badarg}
%! expect: {error,badarg}
%! expect: {error,badarg}
%! expect: {error,badarg}
%! expect: {error,badarg}
%! expect: [<<0,97,0,229,32,172,216,61,222,0>>,<<97,0,229,0,172,32,61,216,0,222>>,<<0,0,0,97,0,0,0,229,0,0,32,172,0,1,246,0>>,<<97,0,0,0,229,0,0,0,172,32,0,0,0,246,1,0>>,<<97,195,165,226,130,172,240,159,152,128>>]
%! expect: {error,<<97,229>>,[[8364]]}
%! expect: [[97,128512],[97,128512]]
%! expect: {incomplete,[97],<<216>>}
%! expect: [53,54,55,56,57,229]
%! expect: {[117,110,97,108,105,103,110,101,100,32,229],<<117,110,97,108,105,103,110,101,100,32,195,165,33>>}
%! expect: {250000,200000}
%! expect: {120000,true}
