%% Floats: arithmetic, shortest printing, conversions, comparison with integers, errors.
-module(floats).
-export([main/0]).

main() ->
    Fs = [0.0, -0.0, 1.0, 0.1, 1 / 3, 1.0e5, 1.0e15, 1.0e16, 123456789.125, 1.0e22, 1.0e-7, 0.0001, 5.0e-324, 1.7976931348623157e308, 9007199254740992.0],
    [io:format("~p ~w ~s~n", [F, F, float_to_list(F, [short])]) || F <- Fs],
    io:format("~s~n", [float_to_list(7.12)]),
    io:format("~s ~s~n", [float_to_list(7.12, [{decimals, 4}]), float_to_list(7.5, [{decimals, 3}, compact])]),
    io:format("~s~n", [float_to_list(12345.678, [{scientific, 3}])]),
    io:format("~p~n", [0.0 =:= -0.0]),
    io:format("~p~n", [0.0 == -0.0]),
    io:format("~p~n", [[1 == 1.0, 1 =:= 1.0, 1 < 1.5, 2 > 1.9999]]),
    io:format("~p~n", [list_to_float("3.25e-2")]),
    io:format("~p~n", [catch list_to_float("3")]),
    io:format("~p~n", [[trunc(3.99), round(3.5), round(-3.5), floor(-3.5), ceil(3.2)]]),
    io:format("~p~n", [math:sqrt(2)]),
    io:format("~p~n", [math:pi()]),
    io:format("~p~n", [[math:sin(0.0), math:cos(0.0), math:exp(1.0), math:log(10.0), math:pow(2, 10), math:fmod(7.5, 2)]]),
    io:format("~p~n", [catch math:sqrt(-1)]),
    io:format("~p~n", [element(1, element(2, catch 1.0e308 * id(10)))]),
    io:format("~p~n", [element(1, element(2, catch 1 / id(0)))]),
    io:format("~.3f ~e ~g ~10.2f|~n", [3.14159, 3.14159, 0.1, 2.5]),
    io:format("~p~n", [lists:foldl(fun(X, A) -> A + X end, 0.0, [0.1 || _ <- lists:seq(1, 10)])]),
    io:format("~p~n", [float(1 bsl 62)]).

id(X) -> X.

%! expect: 0.0 0.0 0.0
%! expect: -0.0 -0.0 -0.0
%! expect: 1.0 1.0 1.0
%! expect: 0.1 0.1 0.1
%! expect: 0.3333333333333333 0.3333333333333333 0.3333333333333333
%! expect: 1.0e5 1.0e5 1.0e5
%! expect: 1.0e15 1.0e15 1.0e15
%! expect: 1.0e16 1.0e16 1.0e16
%! expect: 123456789.125 123456789.125 123456789.125
%! expect: 1.0e22 1.0e22 1.0e22
%! expect: 1.0e-7 1.0e-7 1.0e-7
%! expect: 0.0001 0.0001 0.0001
%! expect: 5.0e-324 5.0e-324 5.0e-324
%! expect: 1.7976931348623157e308 1.7976931348623157e308 1.7976931348623157e308
%! expect: 9.007199254740992e15 9.007199254740992e15 9.007199254740992e15
%! expect: 7.12000000000000010658e+00
%! expect: 7.1200 7.5
%! expect: 1.235e+04
%! expect: false
%! expect: true
%! expect: [true,false,true,true]
%! expect: 0.0325
%! expect: {'EXIT',{badarg,[{erlang,list_to_float,
%! expect:                          ["3"],
%! expect:                          [{error_info,#{module => erl_erts_errors}}]},
%! expect:                  {floats,main,0,
%! expect:                          [{file,"tests/programs/language/floats.erl"},
%! expect:                           {line,15}]},
%! expect:                  {init,start_it,1,[]},
%! expect:                  {init,start_em,1,[]},
%! expect:                  {init,do_boot,3,[]}]}}
%! expect: [3,4,-4,-4,4]
%! expect: 1.4142135623730951
%! expect: 3.141592653589793
%! expect: [0.0,1.0,2.718281828459045,2.302585092994046,1024.0,1.5]
%! expect: {'EXIT',{badarith,[{math,sqrt,
%! expect:                          [-1],
%! expect:                          [{error_info,#{module => erl_stdlib_errors}}]},
%! expect:                    {floats,main,0,
%! expect:                            [{file,"tests/programs/language/floats.erl"},
%! expect:                             {line,20}]},
%! expect:                    {init,start_it,1,[]},
%! expect:                    {init,start_em,1,[]},
%! expect:                    {init,do_boot,3,[]}]}}
%! expect: badarith
%! expect: badarith
%! expect: 3.142 3.14159e+0 0.100000       2.50|
%! expect: 0.9999999999999999
%! expect: 4.611686018427388e18
