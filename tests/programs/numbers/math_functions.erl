%% The module math: exact values where the standard has them, errors elsewhere.
-module(math_functions).
-export([main/0]).

main() ->
    io:format("~w~n", [[math:F(0) || F <- [sin, cos, tan, asin, atan, sinh, cosh, tanh, asinh, atanh, exp, sqrt, erf, erfc, floor, ceil]]]),
    io:format("~w~n", [[math:sqrt(16), math:pow(2, 10), math:pow(2, -1), math:log(1), math:log2(8), math:log10(1000), math:fmod(7, 3), math:fmod(-7, 3), math:atan2(0, 1), math:acosh(1), math:acos(1)]]),
    io:format("~w~n", [[math:floor(-1.5), math:ceil(-1.5), math:floor(3), math:ceil(2.1), math:pi()]]),
    io:format("~w~n", [[near(math:sin(1), 0.8414709848078965), near(math:exp(1), 2.718281828459045), near(math:erf(0.5), 0.5204998778130465), near(math:tanh(0.3), 0.2913126124515909)]]),
    [io:format("~p~n", [reason(F)]) || F <- [fun() -> math:sqrt(-1) end, fun() -> math:log(0) end, fun() -> math:log(-1) end, fun() -> math:exp(1000) end, fun() -> math:pow(0, -1) end, fun() -> math:acos(2) end, fun() -> math:sin(a) end, fun() -> math:pow(a, 1) end, fun() -> math:sin(1 bsl 2000) end, fun() -> math:fmod(1, 0) end, fun() -> math:atanh(1) end, fun() -> math:log2(0) end]].

near(A, B) -> abs(A - B) < 1.0e-15.

reason(F) ->
    try F() catch error:R -> R end.

%! expect: [0.0,1.0,0.0,0.0,0.0,0.0,1.0,0.0,0.0,0.0,1.0,0.0,0.0,1.0,0.0,0.0]
%! expect: [4.0,1024.0,0.5,0.0,3.0,3.0,1.0,-1.0,0.0,0.0,0.0]
%! expect: [-2.0,-1.0,3.0,3.0,3.141592653589793]
%! expect: [true,true,true,true]
%! expect: badarith
%! expect: badarith
%! expect: badarith
%! expect: badarith
%! expect: badarith
%! expect: badarith
%! expect: badarg
%! expect: badarg
%! expect: badarith
%! expect: badarith
%! expect: badarith
%! expect: badarith
