%% Nanoseconds for a map update while the map grows to 200,000 keys.
-module(map_grow).
-export([main/0]).

main() ->
    N = 200000,
    {T, N} = timer:tc(fun() -> map_size(lists:foldl(fun(K, M) -> M#{K => K} end, #{}, lists:seq(1, N))) end),
    io:format("~p~n", [T * 1000 / N]).
