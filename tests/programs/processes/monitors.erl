%% Monitors: DOWN with every reason, names, demonitor with flush and info, spawn_monitor, aliases, several monitors.
-module(monitors).
-export([main/0]).

main() ->
    logger:set_primary_config(level, none),
    {P, M} = spawn_monitor(fun() -> exit(over) end),
    io:format("~p~n", [receive {'DOWN', M, process, P, R} -> R end]),
    M2 = monitor(process, P),
    io:format("~p~n", [receive {'DOWN', M2, process, P, R2} -> R2 end]),
    M3 = monitor(process, no_such_name),
    io:format("~p~n", [receive {'DOWN', M3, process, Name, R3} -> {Name =:= {no_such_name, node()}, R3} end]),
    W = spawn(fun() -> receive stop -> ok end end),
    register(worker, W),
    M4 = monitor(process, worker),
    W ! stop,
    io:format("~p~n", [receive {'DOWN', M4, process, {worker, N}, R4} -> {N =:= node(), R4} end]),
    V = spawn(fun() -> receive stop -> ok end end),
    M5 = monitor(process, V),
    io:format("~p~n", [demonitor(M5, [info])]),
    io:format("~p~n", [demonitor(M5, [info, flush])]),
    V ! stop,
    io:format("~p~n", [receive {'DOWN', M5, _, _, _} -> seen after 50 -> unseen end]),
    {X, M6} = spawn_monitor(fun() -> error(crash) end),
    io:format("~p~n", [receive {'DOWN', M6, process, X, {R6, [_ | _]}} -> R6 end]),
    Y = spawn(fun() -> receive after infinity -> ok end end),
    Ms = [monitor(process, Y) || _ <- lists:seq(1, 5)],
    exit(Y, kill),
    io:format("~p~n", [[receive {'DOWN', Mx, _, _, Rx} -> Rx end || Mx <- Ms]]),
    io:format("~p~n", [tagged()]),
    io:format("~p~n", [alias_reply()]),
    io:format("~p~n", [many(1000)]).

tagged() ->
    P = spawn(fun() -> ok end),
    M = monitor(process, P, [{tag, 'GONE'}]),
    receive {'GONE', M, process, P, _} -> tagged end.

alias_reply() ->
    A = alias(),
    Server = spawn(fun() -> receive {Reply, Q} -> Reply ! {answer, Q * 2} end end),
    Server ! {A, 21},
    R = receive {answer, V} -> V end,
    true = unalias(A),
    A ! lost,
    {R, unalias(A), receive lost -> got after 20 -> dropped end}.

many(N) ->
    Ms = [element(2, spawn_monitor(fun() -> exit(I) end)) || I <- lists:seq(1, N)],
    lists:sum([receive {'DOWN', M, _, _, I} -> I end || M <- Ms]).

%! expect: over
%! expect: noproc
%! expect: {true,noproc}
%! expect: {true,normal}
%! expect: true
%! expect: false
%! expect: unseen
%! expect: crash
%! expect: [killed,killed,killed,killed,killed]
%! expect: tagged
%! expect: {42,false,dropped}
%! expect: 500500
