%% erlang:memory/0,1 follow what is made and dropped.
-module(memory_figures).
-export([main/0]).

main() ->
    Keys = [total, processes, processes_used, system, atom, atom_used, binary, code, ets],
    io:format("~p~n", [[K || {K, _} <- erlang:memory()] =:= Keys]),
    io:format("~p~n", [[K || {K, V} <- erlang:memory(), V =< 0]]),
    Before = erlang:memory(binary),
    Holder = spawn_link(fun() -> hold(binary:copy(<<1>>, 20000000)) end),
    Holder ! {self(), size},
    receive 20000000 -> ok end,
    Held = erlang:memory(binary),
    io:format("~p~n", [Held - Before >= 15000000]),
    unlink(Holder),
    M = monitor(process, Holder),
    exit(Holder, kill),
    receive {'DOWN', M, process, Holder, killed} -> ok end,
    io:format("~p~n", [falls(binary, Held - 15000000, 100)]),
    Ets = erlang:memory(ets),
    T = ets:new(t, []),
    [ets:insert(T, {I, I}) || I <- lists:seq(1, 10000)],
    Filled = erlang:memory(ets),
    io:format("~p~n", [Filled - Ets > 300000]),
    ets:delete(T),
    io:format("~p~n", [falls(ets, Filled - 200000, 100)]),
    io:format("~p~n", [erlang:memory(code) > 500000]).

hold(B) -> receive {P, size} -> P ! byte_size(B), hold(B) end.

falls(_, _, 0) -> never;
falls(What, Below, N) -> erlang:memory(What) < Below orelse begin timer:sleep(10), falls(What, Below, N - 1) end.

%! expect: true
%! expect: []
%! expect: true
%! expect: true
%! expect: true
%! expect: true
%! expect: true
