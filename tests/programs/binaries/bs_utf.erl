%% utf8, utf16 and utf32 segments: construction, matching, skipping, what is no character.
-module(bs_utf).
-export([main/0]).

main() ->
    Chars = [0, $a, 16#7F, 16#80, 16#7FF, 16#800, 16#D7FF, 16#E000, 16#FFFD, 16#FFFF, 16#10000, 16#1F600, 16#10FFFF],
    [begin
         <<C/utf8>> = <<C/utf8>>,
         <<C/utf16>> = <<C/utf16>>,
         <<C/utf16-little>> = <<C/utf16-little>>,
         <<C/utf32>> = <<C/utf32>>,
         <<C/utf32-little>> = <<C/utf32-little>>,
         <<1:3, C/utf8, C/utf16, C/utf32, 2:5>> = <<1:3, C/utf8, C/utf16, C/utf32, 2:5>>,
         <<_/utf8, _/utf16, _/utf32-little, 9>> = <<C/utf8, C/utf16, C/utf32-little, 9>>
     end || C <- Chars],
    Text = <<"aé€😀"/utf8>>,
    io:format("~w~n", [[C || <<C/utf8>> <= Text]]),
    io:format("~w~n", [[C || <<C/utf16>> <= <<"aé€😀"/utf16>>]]),
    io:format("~w~n", [[C || <<C/utf32-little>> <= <<"aé€😀"/utf32-little>>]]),
    io:format("~w~n", [<<"ÅÄÖ"/utf8, "ÅÄÖ"/utf16-little, "Å"/utf32>>]),
    Bad = [<<16#C0, 16#80>>, <<16#ED, 16#A0, 16#80>>, <<16#F4, 16#90, 16#80, 16#80>>, <<16#E2, 16#82>>, <<16#FF>>, <<16#80>>,
           <<16#E0, 16#80, 16#80>>, <<16#F0, 16#80, 16#80, 16#80>>, <<>>, <<16#C3, 16#28>>, <<1:7>>],
    io:format("~w~n", [[utf8(B) || B <- Bad]]),
    io:format("~w~n", [[utf16(B) || B <- [<<16#D800:16>>, <<16#D800:16, 16#41:16>>, <<16#DC00:16>>, <<16#D83D:16, 16#DE00:16>>, <<1>>]]]),
    io:format("~w~n", [[utf32(B) || B <- [<<16#D800:32>>, <<16#110000:32>>, <<16#10FFFF:32>>, <<-1:32>>, <<1:31>>]]]),
    io:format("~w~n", [[build(C) || C <- [16#D800, 16#DFFF, 16#110000, -1, a, 1.0, 1 bsl 70]]]),
    io:format("~w~n", [skip(<<"ab😀"/utf8>>, 0)]),
    io:format("~w~n", [erlang:phash2(<< <<C/utf16>> || C <- lists:seq(1, 16#D7FF) ++ lists:seq(16#E000, 16#FFFF) ++ lists:seq(16#10000, 16#10FFFF, 37) >>)]).

utf8(B) -> case B of <<C/utf8, _/bits>> -> C; _ -> no end.
utf16(B) -> case B of <<C/utf16, _/bits>> -> C; _ -> no end.
utf32(B) -> case B of <<C/utf32, _/bits>> -> C; _ -> no end.

build(C) ->
    {try <<C/utf8>> catch error:R1 -> R1 end,
     try <<C/utf16>> catch error:R2 -> R2 end,
     try <<C/utf32>> catch error:R3 -> R3 end}.

skip(<<_/utf8, T/bits>>, N) -> skip(T, N + 1);
skip(<<>>, N) -> N.

%! expect: [97,233,8364,128512]
%! expect: [97,233,8364,128512]
%! expect: [97,233,8364,128512]
%! expect: <<195,133,195,132,195,150,197,0,196,0,214,0,0,0,0,197>>
%! expect: [no,no,no,no,no,no,no,no,no,no,no]
%! expect: [no,no,no,128512,no]
%! expect: [no,no,1114111,no,no]
%! expect: [{badarg,badarg,badarg},{badarg,badarg,badarg},{badarg,badarg,badarg},{badarg,badarg,badarg},{badarg,badarg,badarg},{badarg,badarg,badarg},{badarg,badarg,badarg}]
%! expect: 3
%! expect: 2182405
