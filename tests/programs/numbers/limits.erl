%% Where integers end: system_limit, not memory.
-module(limits).
-export([main/0]).

main() ->
    Top = 1 bsl 4194239,
    io:format("~p~n", [Top > 0]),
    [io:format("~p~n", [reason(F)]) || F <- [fun() -> 1 bsl 4194240 end, fun() -> Top + Top end, fun() -> Top * 2 end, fun() -> Top * Top end, fun() -> 1 bsl (1 bsl 70) end, fun() -> 1 bsr -(1 bsl 70) end, fun() -> Top bsl 1 end, fun() -> a bsl (1 bsl 70) end, fun() -> 1.0 bsl 1 end, fun() -> 1 bsl 1.0 end]],
    io:format("~p~n", [[0 bsl (1 bsl 70), -1 bsr (1 bsl 70), 5 bsr (1 bsl 70), 5 bsl -(1 bsl 70), -5 bsl -(1 bsl 70), 0 bsr -(1 bsl 70)]]),
    io:format("~p~n", [(Top - 1) + 1 =:= Top]),
    io:format("~p~n", [-Top + Top]).

reason(F) ->
    try F(), ok catch error:R -> R end.

%! expect: true
%! expect: system_limit
%! expect: system_limit
%! expect: system_limit
%! expect: system_limit
%! expect: system_limit
%! expect: system_limit
%! expect: system_limit
%! expect: badarith
%! expect: badarith
%! expect: badarith
%! expect: [0,-1,0,0,-1,0]
%! expect: true
%! expect: 0
