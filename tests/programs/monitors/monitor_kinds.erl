%% Monitors by pid, name and {Name, Node}; demonitor with its options; tags and aliases.
-module(monitor_kinds).
-export([main/0]).

main() ->
    P = spawn(fun() -> receive stop -> exit(stopped) end end),
    register(target, P),
    R1 = monitor(process, P), R2 = monitor(process, target), R3 = monitor(process, {target, node()}),
    R4 = monitor(process, P, [{tag, {my, "tag"}}]),
    P ! stop,
    receive {'DOWN', R1, process, P, A} -> io:format("~p~n", [A]) end,
    receive {'DOWN', R2, process, B2, _} -> io:format("~p~n", [B2]) end,
    receive {'DOWN', R3, process, B3, _} -> io:format("~p~n", [B3]) end,
    receive {T4, R4, process, P, A4} -> io:format("~p ~p~n", [T4, A4]) end,
    R5 = monitor(process, P), receive {'DOWN', R5, _, _, N5} -> io:format("~p~n", [N5]) end,
    R6 = monitor(process, no_such_name), receive {'DOWN', R6, _, N6, W6} -> io:format("~p ~p~n", [N6, W6]) end,
    io:format("~p~n", [try monitor(process, {x, 'other@nowhere'}) catch error:badarg -> badarg end]),
    R8 = monitor(process, P),
    io:format("~p~n", [demonitor(R8, [flush])]),
    receive {'DOWN', R8, _, _, _} -> io:format("wrong~n") after 10 -> io:format("flushed~n") end,
    Q = spawn(fun() -> receive stop -> ok end end),
    R9 = monitor(process, Q),
    io:format("~p ~p~n", [demonitor(R9, [info]), demonitor(R9, [info])]),
    io:format("~p~n", [demonitor(make_ref())]),
    io:format("~p~n", [try demonitor(x) catch error:badarg -> badarg end]),
    io:format("~p~n", [try monitor(process, 1) catch error:badarg -> badarg end]),
    io:format("~p~n", [try monitor(nosuch, Q) catch error:badarg -> badarg end]),
    Rs = monitor(process, self()),
    io:format("~p~n", [demonitor(Rs, [info])]),
    Rt = monitor(time_offset, clock_service),
    io:format("~p~n", [process_info(self(), monitors)]),
    demonitor(Rt),
    %% Aliases
    Al = alias(), Al ! through,
    io:format("~p~n", [receive through -> through after 100 -> lost end]),
    io:format("~p ~p~n", [unalias(Al), unalias(Al)]),
    Al ! dropped,
    io:format("~p~n", [receive dropped -> wrong after 20 -> dropped end]),
    Once = alias([reply]), Once ! 1, Once ! 2,
    io:format("~p~n", [receive 1 -> receive 2 -> both after 20 -> one end end]),
    Ma = monitor(process, Q, [{alias, explicit_unalias}]),
    demonitor(Ma), Ma ! still,
    io:format("~p~n", [receive still -> still after 100 -> gone end]),
    unalias(Ma), Ma ! more,
    io:format("~p~n", [receive more -> more after 20 -> gone end]),
    Md = monitor(process, Q, [{alias, demonitor}]),
    demonitor(Md), Md ! late,
    io:format("~p~n", [receive late -> late after 20 -> gone end]),
    Q ! stop.

%! expect: stopped
%! expect: {target,nonode@nohost}
%! expect: {target,nonode@nohost}
%! expect: {my,"tag"} stopped
%! expect: noproc
%! expect: {no_such_name,nonode@nohost} noproc
%! expect: badarg
%! expect: true
%! expect: flushed
%! expect: true false
%! expect: true
%! expect: badarg
%! expect: badarg
%! expect: badarg
%! expect: false
%! expect: {monitors,[{time_offset,clock_service}]}
%! expect: through
%! expect: true false
%! expect: dropped
%! expect: one
%! expect: still
%! expect: gone
%! expect: gone
