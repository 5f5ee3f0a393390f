%% Nanoseconds a hop of one message that goes around a ring of 1,000 processes.
-module(ring).
-export([main/0]).

main() ->
    Size = 1000, Rounds = 300,
    Self = self(),
    First = lists:foldl(fun(_, Next) -> spawn_link(fun() -> relay(Next) end) end, Self, lists:seq(2, Size)),
    {T, _} = timer:tc(fun() -> go(First, Rounds) end),
    io:format("~p~n", [T * 1000 / (Size * Rounds)]).

relay(Next) -> receive M -> Next ! M, relay(Next) end.

go(_, 0) -> ok;
go(First, N) -> First ! token, receive token -> go(First, N - 1) end.
