%% Blocking the other schedulers, dirty ones too or not, and what system_info tells of them; a blocker that ends lets go.
-module(sched_blocks).
-export([main/0]).

%! expect: enabled true
%! expect: blocked_normal [1,true,true]
%! expect: blocked [1,false,false]
%! expect: blockers [true,true]
%! expect: blocked
%! expect: enabled
%! expect: own dirty call ok
%! expect: online [true,true]
%! expect: let go enabled

main() ->
    io:format("~p ~p~n", [erlang:system_info(multi_scheduling), length(erlang:system_info(all_schedulers_state)) =:= 3]),
    io:format("~p ~p~n", [erlang:system_flag(multi_scheduling, block_normal), active()]),
    io:format("~p ~p~n", [erlang:system_flag(multi_scheduling, block), active()]),
    io:format("blockers ~p~n", [
        [erlang:system_info(What) =:= [self()] || What <- [multi_scheduling_blockers, normal_multi_scheduling_blockers]]
    ]),
    io:format("~p~n", [erlang:system_flag(multi_scheduling, unblock_normal)]),
    io:format("~p~n", [erlang:system_flag(multi_scheduling, unblock)]),
    io:format("own dirty call ~p~n", [erts_debug:dirty_io(wait, 1)]),
    Online = erlang:system_flag(schedulers_online, 1),
    One = soon(1),
    1 = erlang:system_flag(schedulers_online, Online),
    Again = soon(erlang:system_info(dirty_cpu_schedulers)),
    io:format("online ~p~n", [[One, Again]]),
    {Pid, Ref} = spawn_monitor(fun() -> erlang:system_flag(multi_scheduling, block) end),
    receive {'DOWN', Ref, process, Pid, normal} -> ok end,
    io:format("let go ~p~n", [erlang:system_info(multi_scheduling)]).

%% BEAM needs a moment.
soon(Wanted) ->
    erlang:system_info(dirty_cpu_schedulers_online) =:= Wanted orelse begin timer:sleep(10), soon(Wanted) end.

active() ->
    [{normal, _, _, Active}, {dirty_cpu, _, _, Cpu}, {dirty_io, _, _, Io}] = erlang:system_info(all_schedulers_state),
    [Active, Cpu > 0, Io > 0].
