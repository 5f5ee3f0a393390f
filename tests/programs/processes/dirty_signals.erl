%% Signals to a process that is in a long call on a dirty thread: they are handled while the call goes on.
-module(dirty_signals).
-export([main/0]).

main() ->
    Self = self(),
    process_flag(trap_exit, true),
    {D, M} = spawn_opt(fun() -> put(key, value), call(Self), after_call(Self) end, [link, monitor]),
    receive {ready, D} -> ok end,
    D ! first,
    D ! second,
    io:format("~p~n", [process_info(D, [current_function, current_location, status, messages, dictionary, trap_exit])]),
    io:format("~p~n", [[{F, A} || {erts_debug, F, A, _} <- element(2, process_info(D, current_stacktrace))]]),
    io:format("~p~n", [lists:sort(element(2, process_info(D, links))) =:= [Self]]),
    io:format("~p~n", [is_process_alive(D)]),
    Watcher = spawn(fun() -> receive stop -> ok end end),
    io:format("~p~n", [group_leader(Watcher, D)]),
    io:format("~p~n", [process_info(D, group_leader) =:= {group_leader, Watcher}]),
    M2 = monitor(process, D),
    io:format("~p~n", [lists:sort(element(2, process_info(D, monitored_by))) =:= [Self, Self]]),
    demonitor(M2),
    unlink(D),
    io:format("~p~n", [process_info(D, [links, monitored_by]) =:= [{links, []}, {monitored_by, [Self]}]]),
    link(D),
    erlang:suspend_process(D, [asynchronous]),
    io:format("~p~n", [process_info(D, status)]),
    erlang:resume_process(D),
    exit(D, normal),
    io:format("~p~n", [is_process_alive(D)]),
    receive {done, D} -> io:format("the call was over too early~n") after 0 -> ok end,
    D ! {stop, self()},
    receive {D, Got} -> io:format("~p~n", [Got]) end,
    receive {'DOWN', M, process, D, Why} -> io:format("~p~n", [Why]) end,
    receive {'EXIT', D, Why2} -> io:format("~p~n", [Why2]) end,
    [told_to_exit(Reason) || Reason <- [kill, {some, "reason", [1, 2.0]}]],
    trapping(),
    queued(),
    io:format("~p~n", [erts_debug:dirty_cpu(reschedule, 100)]),
    io:format("~p~n", [try erts_debug:dirty_io(reschedule, 101) catch error:E -> E end]).

%% Tells that it is there and stays on a dirty thread for six seconds.
call(Self) ->
    ok = erts_debug:dirty_io(ready_wait6_done, Self).

after_call(Self) ->
    receive {stop, Self} -> ok end,
    receive first -> ok end,
    Self ! {self(), {receive X -> X end, get(key)}}.

%% Who is linked and who watches hear of the end at once, the name is free and the process gone; the call goes on.
told_to_exit(Reason) ->
    Self = self(),
    {D, M} = spawn_opt(fun() -> erts_debug:dirty_io(alive_waitexiting, Self), io:format("never~n") end, [link, monitor]),
    register(busy, D),
    receive {alive, D} -> ok end,
    exit(D, Reason),
    receive {'DOWN', M, process, D, Why} -> io:format("~p~n", [Why]) end,
    receive {'EXIT', D, Why2} -> io:format("~p~n", [Why2]) end,
    io:format("~p~n", [{is_process_alive(D), process_info(D), whereis(busy), lists:member(D, processes())}]),
    io:format("~p~n", [try link(D) catch error:Error -> Error end]),
    receive {'EXIT', D, Why3} -> io:format("~p~n", [Why3]) after 0 -> io:format("no exit~n") end,
    M2 = monitor(process, D),
    receive {'DOWN', M2, process, D, Why4} -> io:format("~p~n", [Why4]) end.

trapping() ->
    Self = self(),
    D = spawn(fun() ->
        process_flag(trap_exit, true),
        Self ! {trapping, self()},
        ok = erts_debug:dirty_io(wait, 200),
        receive {'EXIT', Self, Reason} -> Self ! {trapped, Reason} end,
        receive stop -> ok end
    end),
    receive {trapping, D} -> ok end,
    timer:sleep(20),
    exit(D, {not_yet, [1, 2, 3]}),
    io:format("~p~n", [is_process_alive(D)]),
    receive {trapped, Reason} -> io:format("~p~n", [Reason]) end.

%% More calls than dirty threads: those that wait for one can be ended too.
queued() ->
    N = erlang:system_info(dirty_io_schedulers) * 3,
    Pids = [spawn_link(fun() -> erts_debug:dirty_io(wait, 300) end) || _ <- lists:seq(1, N)],
    timer:sleep(50),
    [exit(P, kill) || P <- Pids],
    io:format("~p~n", [lists:usort([receive {'EXIT', P, Why} -> Why end || P <- Pids])]).

%! expect: [{current_function,{erts_debug,dirty_io,2}},
%! expect:  {current_location,{erts_debug,dirty_io,2,[]}},
%! expect:  {status,running},
%! expect:  {messages,[first,second]},
%! expect:  {dictionary,[{key,value}]},
%! expect:  {trap_exit,false}]
%! expect: []
%! expect: true
%! expect: true
%! expect: true
%! expect: true
%! expect: true
%! expect: true
%! expect: {status,running}
%! expect: true
%! expect: {second,value}
%! expect: normal
%! expect: normal
%! expect: killed
%! expect: killed
%! expect: {false,undefined,undefined,false}
%! expect: true
%! expect: noproc
%! expect: noproc
%! expect: {some,"reason",[1,2.0]}
%! expect: {some,"reason",[1,2.0]}
%! expect: {false,undefined,undefined,false}
%! expect: true
%! expect: noproc
%! expect: noproc
%! expect: true
%! expect: {not_yet,[1,2,3]}
%! expect: [killed]
%! expect: ok
%! expect: badarg
