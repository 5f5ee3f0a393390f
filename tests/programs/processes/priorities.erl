%% Preemption: busy loops on every scheduler do not keep others from running; group leaders and system processes.
-module(priorities).
-export([main/0]).

main() ->
    N = erlang:system_info(schedulers) * 2,
    Busy = [spawn_opt(fun() -> spin() end, [{priority, low}]) || _ <- lists:seq(1, N)],
    P = self(),
    spawn(fun() -> P ! alive end),
    receive alive -> io:format("alive~n") end,
    timer:sleep(20),
    [exit(B, kill) || B <- Busy],
    io:format("~p~n", [lists:any(fun is_process_alive/1, Busy)]),
    Q = spawn(fun() -> receive {A, gl} -> A ! {gl, group_leader()} end end),
    true = group_leader(P, Q),
    Q ! {P, gl},
    receive {gl, G} -> io:format("~p~n", [G =:= P]) end,
    io:format("~p~n", [(catch group_leader(x, Q)) =/= true]),
    io:format("~p~n", [[catch erlang:process_flag(priority, X) || X <- [high, normal]]]),
    io:format("~p~n", [erts_internal:is_system_process(whereis(erts_code_purger))]),
    io:format("~p~n", [erlang:yield()]).

spin() -> spin().

%! expect: alive
%! expect: false
%! expect: true
%! expect: true
%! expect: [normal,high]
%! expect: true
%! expect: true
