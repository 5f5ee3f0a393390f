%% Nanoseconds for ets:lookup in a set of 1,000 small tuples.
-module(ets_lookup).
-export([main/0]).

main() ->
    T = ets:new(t, [set]),
    ets:insert(T, [{K, K} || K <- lists:seq(0, 999)]),
    N = 2000000,
    {Us, _} = timer:tc(fun() -> loop(T, N) end),
    io:format("~p~n", [Us * 1000 / N]).

loop(_, 0) -> ok;
loop(T, N) -> [_] = ets:lookup(T, N rem 1000), loop(T, N - 1).
