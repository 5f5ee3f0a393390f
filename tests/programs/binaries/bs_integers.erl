%% Integer segments of many sizes in all byte orders and signs, aligned and not: what is written is read back.
-module(bs_integers).
-export([main/0]).

main() ->
    Values = [0, 1, -1, 127, 128, -128, 255, 256, 16#123456789ABCDEF, -16#123456789ABCDEF,
              (1 bsl 59) - 1, 1 bsl 59, -(1 bsl 59), (1 bsl 64) - 1, 1 bsl 64, -(1 bsl 64), 16#FEDCBA9876543210FEDCBA9876543210],
    Sizes = [1, 3, 7, 8, 9, 15, 16, 17, 31, 32, 33, 58, 59, 60, 63, 64, 65, 100, 128, 129, 200],
    All = [round_trip(V, S, Skip) || V <- Values, S <- Sizes, Skip <- [0, 1, 5]],
    io:format("~p ~p~n", [length(All), erlang:phash2(All)]),
    io:format("~w~n", [round_trip(-5, 13, 3)]),
    io:format("~w~n", [round_trip(16#FEDCBA9876543210F, 68, 0)]),
    io:format("~w~n", [<<16#12345:20/little, 16#12345:20/big, -2:4>>]),
    <<A:20/little, B:20/big, C:4/signed>> = <<16#12345:20/little, 16#12345:20/big, -2:4>>,
    io:format("~w~n", [{A =:= 16#12345, B =:= 16#12345, C}]),
    <<N:64/native>> = <<1:64/little>>,
    io:format("~w~n", [N]),
    Big = <<(1 bsl 3000):3001, 0:7>>,
    <<Back:3001, 0:7>> = Big,
    io:format("~w ~w~n", [byte_size(Big), Back =:= 1 bsl 3000]),
    <<Signed:3001/signed, 0:7>> = Big,
    io:format("~w~n", [Signed =:= -(1 bsl 3000)]),
    <<Lit:3000/little, _/bits>> = Big,
    io:format("~w~n", [Lit]).

round_trip(V, S, Skip) ->
    Bin = <<0:Skip, V:S/big, V:S/little>>,
    <<_:Skip, UB:S/big, UL:S/little>> = Bin,
    <<_:Skip, SB:S/signed, SL:S/signed-little>> = Bin,
    UB = UL,
    SB = SL,
    UB = V band ((1 bsl S) - 1),
    {UB, SB, Bin}.

%! expect: 1071 96306135
%! expect: {8187,-5,<<31,251,251,31:5>>}
%! expect: {293836136711889035535,-1311768467463790321,<<254,220,186,152,118,84,50,16,240,242,20,54,88,122,156,190,223>>}
%! expect: <<69,35,17,35,69,14:4>>
%! expect: {true,true,-2}
%! expect: 1
%! expect: 376 true
%! expect: true
%! expect: 128
