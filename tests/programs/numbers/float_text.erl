%% Floats to text with every option, and back.
-module(float_text).
-export([main/0]).

main() ->
    Fs = [0.0, -0.0, 1.0, -1.5, 0.1, 1.0e-7, 123456.789, 1.0e15, 1.0e16, 1.0e22, 1.0e23, 9007199254740992.0, 9007199254740991.0, 5.0e-324, 1.7976931348623157e308, 3.14159, 100.0, 1000.0, 12345678900.0],
    [io:format("~s ~s ~s~n", [float_to_list(F, [short]), float_to_list(F, [{scientific, 4}]), float_to_list(F)]) || F <- Fs],
    [io:format("~p ~w~n", [F, F]) || F <- Fs],
    [io:format("~s~n", [float_to_list(F, [{decimals, D}])]) || F <- [1.005, 2.5, -0.125, 99.995, 1.0e20], D <- [0, 1, 2, 6]],
    [io:format("~s~n", [float_to_binary(F, [{decimals, D}, compact])]) || F <- [1.5, 2.0, 0.1, 10.0], D <- [0, 3, 10]],
    io:format("~p~n", [reason(fun() -> float_to_list(1.0, [{decimals, -1}]) end)]),
    io:format("~p~n", [reason(fun() -> float_to_list(1.0, [{decimals, 254}]) end)]),
    io:format("~p~n", [reason(fun() -> float_to_list(1.0e300, [{decimals, 5}]) end)]),
    io:format("~p~n", [reason(fun() -> float_to_list(1.0, [foo]) end)]),
    io:format("~p~n", [reason(fun() -> float_to_list(1, []) end)]),
    io:format("~s~n", [float_to_list(1.5, [short, {decimals, 2}])]),
    io:format("~s~n", [float_to_list(1.5, [{decimals, 2}, short])]),
    [io:format("~p~n", [reason(fun() -> list_to_float(T) end)]) || T <- ["1.0", "+1.0", "-1.0e5", "1.0E-5", "1,5", "1", "1.", ".5", "1.0e", "1e5", "1.0e400", "1.0e-400", "", " 1.0", "1.0 ", "0x1.0", "nan", "inf"]],
    [io:format("~p~n", [reason(fun() -> binary_to_float(T) end)]) || T <- [<<"2.5">>, <<"2">>, <<>>, <<"1.7976931348623159e308">>]],
    io:format("~p~n", [[string:to_float(S) || S <- ["1.5x", "1.5e3", "1.5e", "1.5e+x", "-2.5 z", "2", "x", "", "1,5"]]]),
    io:format("~p~n", [[F || F <- Fs, list_to_float(float_to_list(F, [short])) =/= F]]),
    rand:seed(exsss, {4, 5, 6}),
    Rs = [random() || _ <- lists:seq(1, 2000)],
    io:format("~p~n", [[F || F <- Rs, list_to_float(float_to_list(F, [short])) =/= F]]),
    io:format("~p~n", [erlang:phash2([float_to_list(F, [short]) || F <- Rs])]),
    io:format("~p~n", [erlang:phash2([float_to_list(F) || F <- Rs])]),
    io:format("~p~n", [erlang:phash2([float_to_list(F, [{scientific, 6}]) || F <- Rs])]).

random() ->
    case rand:uniform(1 bsl 64) - 1 of
        N when (N bsr 52) band 2047 =:= 2047 -> 1.0;
        N -> <<F:64/float>> = <<N:64>>, F
    end.

reason(F) ->
    try F() catch error:R -> R end.

%! expect: 0.0 0.0000e+00 0.00000000000000000000e+00
%! expect: -0.0 -0.0000e+00 -0.00000000000000000000e+00
%! expect: 1.0 1.0000e+00 1.00000000000000000000e+00
%! expect: -1.5 -1.5000e+00 -1.50000000000000000000e+00
%! expect: 0.1 1.0000e-01 1.00000000000000005551e-01
%! expect: 1.0e-7 1.0000e-07 9.99999999999999954748e-08
%! expect: 123456.789 1.2346e+05 1.23456789000000004307e+05
%! expect: 1.0e15 1.0000e+15 1.00000000000000000000e+15
%! expect: 1.0e16 1.0000e+16 1.00000000000000000000e+16
%! expect: 1.0e22 1.0000e+22 1.00000000000000000000e+22
%! expect: 1.0e23 1.0000e+23 9.99999999999999916114e+22
%! expect: 9.007199254740992e15 9.0072e+15 9.00719925474099200000e+15
%! expect: 9007199254740991.0 9.0072e+15 9.00719925474099100000e+15
%! expect: 5.0e-324 4.9407e-324 4.94065645841246544177e-324
%! expect: 1.7976931348623157e308 1.7977e+308 1.79769313486231570815e+308
%! expect: 3.14159 3.1416e+00 3.14158999999999988262e+00
%! expect: 100.0 1.0000e+02 1.00000000000000000000e+02
%! expect: 1.0e3 1.0000e+03 1.00000000000000000000e+03
%! expect: 12345678900.0 1.2346e+10 1.23456789000000000000e+10
%! expect: 0.0 0.0
%! expect: -0.0 -0.0
%! expect: 1.0 1.0
%! expect: -1.5 -1.5
%! expect: 0.1 0.1
%! expect: 1.0e-7 1.0e-7
%! expect: 123456.789 123456.789
%! expect: 1.0e15 1.0e15
%! expect: 1.0e16 1.0e16
%! expect: 1.0e22 1.0e22
%! expect: 1.0e23 1.0e23
%! expect: 9.007199254740992e15 9.007199254740992e15
%! expect: 9007199254740991.0 9007199254740991.0
%! expect: 5.0e-324 5.0e-324
%! expect: 1.7976931348623157e308 1.7976931348623157e308
%! expect: 3.14159 3.14159
%! expect: 100.0 100.0
%! expect: 1.0e3 1.0e3
%! expect: 12345678900.0 12345678900.0
%! expect: 1
%! expect: 1.0
%! expect: 1.00
%! expect: 1.005000
%! expect: 3
%! expect: 2.5
%! expect: 2.50
%! expect: 2.500000
%! expect: -0
%! expect: -0.1
%! expect: -0.13
%! expect: -0.125000
%! expect: 100
%! expect: 100.0
%! expect: 100.00
%! expect: 99.995000
%! expect: 100000000000000000000
%! expect: 100000000000000000000.0
%! expect: 100000000000000000000.00
%! expect: 100000000000000000000.000000
%! expect: 2
%! expect: 1.5
%! expect: 1.5
%! expect: 2
%! expect: 2.0
%! expect: 2.0
%! expect: 0
%! expect: 0.1
%! expect: 0.1
%! expect: 10
%! expect: 10.0
%! expect: 10.0
%! expect: badarg
%! expect: badarg
%! expect: badarg
%! expect: badarg
%! expect: badarg
%! expect: 1.50
%! expect: 1.5
%! expect: 1.0
%! expect: 1.0
%! expect: -1.0e5
%! expect: 1.0e-5
%! expect: 1.5
%! expect: badarg
%! expect: badarg
%! expect: badarg
%! expect: badarg
%! expect: badarg
%! expect: badarg
%! expect: 0.0
%! expect: badarg
%! expect: badarg
%! expect: badarg
%! expect: badarg
%! expect: badarg
%! expect: badarg
%! expect: 2.5
%! expect: badarg
%! expect: badarg
%! expect: badarg
%! expect: [{1.5,"x"},
%! expect:  {1.5e3,[]},
%! expect:  {1.5,"e"},
%! expect:  {1.5,"e+x"},
%! expect:  {-2.5," z"},
%! expect:  {error,no_float},
%! expect:  {error,no_float},
%! expect:  {error,no_float},
%! expect:  {1.5,[]}]
%! expect: []
%! expect: []
%! expect: 130243537
%! expect: 4028400
%! expect: 101574003
