%% A process of priority max is answered by processes of lower priority though others keep all schedulers busy: the receiver
%% handles signals at the sender's priority. Blocked schedulers leave what they had to the first.
-module(raised_signals).
-export([main/0]).

main() ->
    Init = whereis(init),
    Leader = group_leader(),
    Self = self(),
    process_flag(priority, max),
    Waiting = [
        spawn_opt(fun() -> Self ! {alive, self()}, receive after infinity -> ok end end, [link])
     || _ <- lists:seq(1, 20)
    ],
    [receive {alive, P} -> ok end || P <- Waiting],
    %% These want to run all the time and never get to.
    Starving = [spawn_opt(fun spin/0, [link, {priority, low}]) || _ <- lists:seq(1, 10)],
    Busy = [spawn_opt(fun spin/0, [link, {priority, high}]) || _ <- lists:seq(1, 2 * erlang:system_info(schedulers))],
    receive after 100 -> ok end,
    [ask(P, Init, Leader) || _ <- [1, 2, 3], P <- Waiting ++ Starving],
    Ends = [ended(P, Init) || P <- [hd(Waiting), hd(Starving)]],
    %% Who prints is of normal priority.
    [begin unlink(P), exit(P, kill) end || P <- Busy ++ tl(Starving) ++ tl(Waiting)],
    process_flag(priority, normal),
    [io:format("~p~n", [End]) || End <- Ends],
    blocked().

ask(P, Init, Leader) ->
    erlang:yield(),
    erlang:demonitor(erlang:monitor(process, P)),
    true = group_leader(Init, P),
    {group_leader, Init} = process_info(P, group_leader),
    true = is_process_alive(P),
    true = group_leader(Leader, P),
    true = erlang:suspend_process(P),
    true = erlang:resume_process(P),
    true = erlang:garbage_collect(P).

ended(P, Init) ->
    M = monitor(process, P),
    unlink(P),
    exit(P, bang),
    Answer = try group_leader(Init, P) catch error:Why -> Why end,
    receive {'DOWN', M, process, P, Reason} -> {Answer, is_process_alive(P), Reason} end.

blocked() ->
    Self = self(),
    erlang:system_flag(multi_scheduling, block_normal),
    Spinning = [spawn_link(fun spin/0) || _ <- lists:seq(1, 2 * erlang:system_info(schedulers))],
    receive after 50 -> ok end,
    spawn(fun() -> Self ! ran end),
    receive ran -> io:format("ran~n") end,
    [begin unlink(P), exit(P, kill) end || P <- Spinning],
    io:format("~p~n", [erlang:system_flag(multi_scheduling, unblock_normal)]),
    Before = erlang:system_flag(schedulers_online, 1),
    spawn(fun() -> Self ! ran end),
    receive ran -> io:format("ran~n") end,
    1 = erlang:system_flag(schedulers_online, Before),
    ok.

spin() -> spin().

%! expect: {badarg,false,bang}
%! expect: {badarg,false,bang}
%! expect: ran
%! expect: enabled
%! expect: ran
