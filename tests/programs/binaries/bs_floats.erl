%% Float segments: three sizes, both byte orders, unaligned, from integers, what does not match.
-module(bs_floats).
-export([main/0]).

main() ->
    Values = [0.0, -0.0, 1.0, -1.5, 3.141592653589793, 1.0e-300, 1.7976931348623157e308, 5.0e-324, 65504.0],
    [begin
         Bin = <<0:Skip, V:64/float, V:64/float-little>>,
         <<_:Skip, V1:64/float, V2:64/float-little>> = Bin,
         true = V1 =:= V andalso V2 =:= V
     end || V <- Values, Skip <- [0, 3, 8]],
    io:format("~w~n", [[<<V:32/float>> || V <- Values]]),
    io:format("~w~n", [[<<V:16/float>> || V <- Values]]),
    io:format("~w~n", [[get16(N) || N <- [0, 1, 16#3C00, 16#8000, 16#7BFF, 16#03FF, 16#C500, 16#7C00, 16#7E00, 16#FC00]]]),
    io:format("~w~n", [[get32(N) || N <- [0, 1, 16#3F800000, 16#80000000, 16#7F7FFFFF, 16#7F800000, 16#FFC00001]]]),
    io:format("~w~n", [[get64(N) || N <- [0, 1, 16#3FF0000000000000, 16#7FF0000000000000, 16#7FF8000000000000]]]),
    io:format("~w~n", [<<7:32/float, (1 bsl 70):64/float, -3:16/float-little>>]),
    io:format("~w~n", [[sized(S, <<1:200>>) || S <- [0, 1, 15, 16, 17, 32, 48, 64, 80, -16, 1 bsl 70]]]),
    io:format("~w~n", [[unit(S, <<1:200>>) || S <- [0, 1, 2, 3, 4]]]),
    io:format("~w~n", [[catch build(V, S) || {V, S} <- [{1.0, 8}, {a, 64}, {1 bsl 1100, 64}, {1.0e300, 32}]] =:= ok]).

get16(N) -> case <<N:16>> of <<F:16/float>> -> F; _ -> none end.
get32(N) -> case <<1:1, N:32>> of <<_:1, F:32/float>> -> F; _ -> none end.
get64(N) -> case <<N:64>> of <<F/float>> -> F; _ -> none end.

sized(S, Bin) -> case Bin of <<F:S/float, _/bits>> -> F; _ -> none end.

unit(S, Bin) -> case Bin of <<F:S/float-unit:16, _/bits>> -> F; _ -> none end.

build(V, S) -> try <<V:S/float>> catch error:R -> R end.

%! expect: [<<0,0,0,0>>,<<128,0,0,0>>,<<63,128,0,0>>,<<191,192,0,0>>,<<64,73,15,219>>,<<0,0,0,0>>,<<127,128,0,0>>,<<0,0,0,0>>,<<71,127,224,0>>]
%! expect: [<<0,0>>,<<128,0>>,<<60,0>>,<<190,0>>,<<66,72>>,<<0,0>>,<<124,0>>,<<0,0>>,<<123,255>>]
%! expect: [0.0,5.960464477539063e-8,1.0,-0.0,65504.0,6.097555160522461e-5,-5.0,none,none,none]
%! expect: [0.0,1.401298464324817e-45,1.0,-0.0,3.4028234663852886e38,none,none]
%! expect: [0.0,5.0e-324,1.0,none,none]
%! expect: <<64,224,0,0,68,80,0,0,0,0,0,0,0,194>>
%! expect: [0.0,none,none,0.0,none,0.0,none,0.0,none,none,none]
%! expect: [0.0,0.0,0.0,none,0.0]
%! expect: false
