%% erlang:system_profile/2: its settings, and what is sent of processes, ports and schedulers.
-module(system_profile).
-export([main/0, worker/1]).

main() ->
    Me = self(),
    io:format("~w~n", [[bad(P, O) || {P, O} <- [{Me, all}, {Me, [all]}, {Me, [scheduler | x]}, {here, [scheduler]}, {dead(), [scheduler]}]]]),
    io:format("~w~n", [erlang:system_profile()]),
    All = [runnable_procs, scheduler, exclusive, runnable_ports, timestamp],
    P1 = profiler(),
    io:format("~w~n", [erlang:system_profile(P1, All)]),
    {P1, Set} = erlang:system_profile(undefined, []),
    io:format("~w~n", [Set]),
    undefined = erlang:system_profile(profiler(), [strict_monotonic_timestamp]),
    {_, []} = erlang:system_profile(Me, []),
    undefined = erlang:system_profile(),
    of_processes(),
    Steps = [{timestamp, fun({A, B, C}) -> is_integer(A + B + C) end},
        {monotonic_timestamp, fun is_integer/1},
        {strict_monotonic_timestamp, fun({A, B}) -> is_integer(A + B) end}],
    [stamps(Flag, Test) || {Flag, Test} <- Steps],
    of_ports(),
    of_schedulers(),
    Gone = profiler(),
    undefined = erlang:system_profile(Gone, [runnable_procs]),
    stop(Gone),
    io:format("~w~n", [erlang:system_profile()]).

of_processes() ->
    Profiler = profiler(),
    erlang:system_profile(Profiler, [runnable_procs, monotonic_timestamp]),
    {Worker, Ref} = spawn_monitor(?MODULE, worker, [self()]),
    receive after 20 -> ok end,
    Worker ! hello,
    receive {Worker, hello} -> ok end,
    receive after 20 -> ok end,
    Worker ! stop,
    receive {'DOWN', Ref, _, _, _} -> ok end,
    receive after 20 -> ok end,
    erlang:system_profile(undefined, []),
    Events = events(Profiler),
    %% It may be woken once more than it has to do.
    OfWorker = [{State, Where} || {profile, Pid, State, Where, _} <- Events, Pid =:= Worker],
    io:format("~w ~w~n", [length(OfWorker) >= 6, alternate([State || {State, _} <- OfWorker])]),
    io:format("~w~n~w~n", [lists:usort(lists:droplast(OfWorker)), lists:last(OfWorker)]),
    io:format("~w~n", [[E || {profile, Pid, _, _, _} = E <- Events, Pid =:= Profiler]]),
    io:format("~w~n", [alternate([State || {profile, Pid, State, _, _} <- Events, Pid =:= self()])]),
    %% Schedulers send on their own: only what concerns one process is in order.
    Times = [Time || {profile, Pid, _, _, Time} <- Events, Pid =:= Worker],
    io:format("~w~n", [Times =:= lists:sort(Times)]).

stamps(Flag, Test) ->
    Profiler = profiler(),
    erlang:system_profile(Profiler, [runnable_procs, Flag]),
    receive after 5 -> ok end,
    erlang:system_profile(undefined, []),
    io:format("~w ~w~n", [Flag, lists:all(Test, [T || {profile, _, _, _, T} <- events(Profiler)])]).

of_ports() ->
    Port = open_port({spawn, "cat"}, []),
    port_command(Port, "warm"),
    receive {Port, {data, _}} -> ok end,
    Profiler = profiler(),
    erlang:system_profile(Profiler, [runnable_ports]),
    port_command(Port, "hello"),
    receive {Port, {data, _}} -> ok end,
    receive after 20 -> ok end,
    erlang:system_profile(undefined, []),
    Events = [{State, Count} || {profile, P, State, Count, _} <- events(Profiler), P =:= Port],
    io:format("~w ~w~n", [length(Events) >= 4, lists:usort(Events)]),
    io:format("~w~n", [alternate([State || {State, _} <- Events])]),
    port_close(Port).

of_schedulers() ->
    Profiler = profiler(),
    erlang:system_profile(Profiler, [scheduler]),
    receive after 100 -> ok end,
    erlang:system_profile(undefined, []),
    Events = events(Profiler),
    Online = erlang:system_info(schedulers),
    Good = [E || {profile, scheduler, Id, State, Active, {_, _, _}} = E <- Events,
        Id >= 1, Id =< Online, Active >= 0, Active =< Online, State =:= active orelse State =:= inactive],
    io:format("~w~n", [Events =/= [] andalso Events =:= Good]).

worker(To) ->
    receive
        stop -> ok;
        Message ->
            To ! {self(), Message},
            worker(To)
    end.

alternate([A, B | Rest]) -> A =/= B andalso alternate([B | Rest]);
alternate(_) -> true.

bad(Profiler, Options) -> try erlang:system_profile(Profiler, Options) catch error:badarg -> badarg end.

dead() ->
    Pid = profiler(),
    stop(Pid),
    Pid.

stop(Pid) ->
    Ref = monitor(process, Pid),
    exit(Pid, kill),
    receive {'DOWN', Ref, _, _, _} -> ok end.

profiler() -> spawn(fun() -> collect([]) end).

collect(Events) ->
    receive
        {fetch, From} -> From ! {events, lists:reverse(Events)};
        Event -> collect([Event | Events])
    end.

events(Profiler) ->
    receive after 50 -> ok end,
    Profiler ! {fetch, self()},
    receive {events, Events} -> Events end.

%! expect: [badarg,badarg,badarg,badarg,badarg]
%! expect: undefined
%! expect: undefined
%! expect: [exclusive,scheduler,runnable_procs,runnable_ports]
%! expect: true true
%! expect: [{active,{system_profile,worker,1}},{inactive,{system_profile,worker,1}}]
%! expect: {inactive,0}
%! expect: []
%! expect: true
%! expect: true
%! expect: timestamp true
%! expect: monotonic_timestamp true
%! expect: strict_monotonic_timestamp true
%! expect: true [{active,0},{inactive,0}]
%! expect: true
%! expect: true
%! expect: undefined
