%% Nanoseconds an element of lists:map with a fun.
-module(list_map).
-export([main/0]).

main() ->
    L = lists:seq(1, 100000),
    {T, _} = timer:tc(fun() -> repeat(L, 100) end),
    io:format("~p~n", [T * 1000 / (100000 * 100)]).

repeat(_, 0) -> ok;
repeat(L, N) -> lists:map(fun(X) -> X + N end, L), repeat(L, N - 1).
