%% Nanoseconds to append a byte to a growing binary.
-module(binary_append).
-export([main/0]).

main() ->
    N = 3000000,
    {T, N} = timer:tc(fun() -> byte_size(grow(N, <<>>)) end),
    io:format("~p~n", [T * 1000 / N]).

grow(0, B) -> B;
grow(N, B) -> grow(N - 1, <<B/binary, N>>).
