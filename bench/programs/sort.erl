%% Milliseconds to sort 100,000 integers in a scrambled order.
-module(sort).
-export([main/0]).

main() ->
    L = [(N * 7919) rem 100003 || N <- lists:seq(1, 100000)],
    lists:sort(L),
    {T, _} = timer:tc(fun() -> [lists:sort(L) || _ <- lists:seq(1, 10)] end),
    io:format("~p~n", [T / 10 / 1000]).
