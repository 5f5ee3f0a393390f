%% os_mon's figures, which memsup and cpu_sup get from port programs: those are part of the VM.
-module(os_mon_figures).
-export([main/0]).
%! skip: stock its port programs may want a newer C library than the machine has

main() ->
    %% That an application has ended is logged, perhaps before the node halts.
    logger:set_primary_config(level, none),
    ok = application:set_env(os_mon, start_disksup, false),
    {ok, _} = application:ensure_all_started(os_mon),
    {Total, Used, {Pid, Words}} = memsup:get_memory_data(),
    io:format("~p~n", [{Total > Used, Used > 0, is_pid(Pid), Words > 0}]),
    System = memsup:get_system_memory_data(),
    io:format("~p~n", [[proplists:get_value(Key, System) =:= Total || Key <- [total_memory, system_total_memory]]]),
    io:format("~p~n", [lists:sort([Key || {Key, N} <- System, is_integer(N)])]),
    io:format("~p~n", [[is_integer(N) || N <- [cpu_sup:avg1(), cpu_sup:avg5(), cpu_sup:avg15()]]]),
    io:format("~p~n", [cpu_sup:nprocs() > 1]),
    {Cpus, Busy, Idle, []} = cpu_sup:util([detailed]),
    io:format("~p~n", [{Cpus =:= lists:seq(0, length(Cpus) - 1), lists:sort([Key || {Key, _} <- Busy ++ Idle])}]),
    io:format("~p~n", [round(lists:sum([Share || {_, Share} <- Busy ++ Idle]))]),
    io:format("~p~n", [is_float(cpu_sup:util())]),
    io:format("~p~n", [application:stop(os_mon)]).

%! expect: {true,true,true,true}
%! expect: [true,true]
%! expect: [available_memory,buffered_memory,cached_memory,free_memory,free_swap,
%! expect:  system_total_memory,total_memory,total_swap]
%! expect: [true,true,true]
%! expect: true
%! expect: {true,[hard_irq,idle,kernel,nice_user,soft_irq,steal,user,wait]}
%! expect: 100
%! expect: true
%! expect: ok
