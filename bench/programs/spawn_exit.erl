%% Nanoseconds for spawn_monitor, exit and the DOWN message.
-module(spawn_exit).
-export([main/0]).

main() ->
    N = 200000,
    loop(10000),
    {T, _} = timer:tc(fun() -> loop(N) end),
    io:format("~p~n", [T * 1000 / N]).

loop(0) -> ok;
loop(N) ->
    {_, M} = spawn_monitor(fun() -> ok end),
    receive {'DOWN', M, _, _, _} -> loop(N - 1) end.
