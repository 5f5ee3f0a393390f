%% spawn_opt and spawn_request: links, monitors, replies, wrong options.
-module(spawn_options).
-export([main/0]).

main() ->
    logger:set_primary_config(level, none),
    process_flag(trap_exit, true),
    P1 = spawn_opt(fun() -> exit(one) end, [link]),
    receive {'EXIT', P1, R1} -> io:format("~p~n", [R1]) end,
    {P2, M2} = spawn_opt(fun() -> exit(two) end, [monitor]),
    receive {'DOWN', M2, process, P2, R2} -> io:format("~p~n", [R2]) end,
    {P3, M3} = spawn_opt(fun() -> exit(three) end, [{monitor, [{tag, my_tag}]}, link]),
    receive {my_tag, M3, process, P3, R3} -> io:format("~p~n", [R3]) end,
    receive {'EXIT', P3, R3b} -> io:format("~p~n", [R3b]) end,
    {P4, M4} = spawn_opt(fun() -> receive {A, X} -> A ! {reply, X} end end, [{monitor, [{alias, reply_demonitor}]}]),
    P4 ! {M4, 44},
    receive {reply, Y} -> io:format("~p~n", [Y]) end,
    receive {'DOWN', M4, _, _, _} -> io:format("wrong~n") after 50 -> io:format("no down~n") end,
    Bad = fun(O) -> try spawn_opt(fun() -> ok end, O), ok catch error:E -> E end end,
    io:format("~p ~p ~p~n", [Bad([nosuch]), Bad([{priority, nosuch}]), Bad(x)]),
    Q1 = spawn_request(fun() -> ok end),
    receive {spawn_reply, Q1, ok, Pid} -> io:format("~p~n", [is_pid(Pid)]) end,
    Q2 = spawn_request(fun() -> exit(late) end, [monitor, {reply_tag, {my, tag}}]),
    receive {{my, tag}, Q2, ok, Pid2} -> ok end,
    receive {'DOWN', Q2, process, Pid2, late} -> io:format("late~n") end,
    Q3 = spawn_request(fun() -> ok end, [{priority, nosuch}]),
    receive {spawn_reply, Q3, error, E3} -> io:format("~p~n", [E3]) end,
    Q4 = spawn_request(fun() -> ok end, [{reply, error_only}]),
    receive {spawn_reply, Q4, _, _} -> io:format("wrong~n") after 50 -> io:format("silent~n") end,
    {P5, M5} = spawn_monitor(fun() -> throw(ball) end),
    receive {'DOWN', M5, process, P5, {{nocatch, ball}, _}} -> io:format("nocatch~n") end,
    {P6, M6} = spawn_opt(fun() -> lists:seq(1, 1000000) end, [monitor, {max_heap_size, #{size => 10000, error_logger => false}}]),
    receive {'DOWN', M6, process, P6, R6} -> io:format("~p~n", [R6]) end,
    ok.

%! expect: one
%! expect: two
%! expect: three
%! expect: three
%! expect: 44
%! expect: no down
%! expect: badarg badarg badarg
%! expect: true
%! expect: late
%! expect: badopt
%! expect: silent
%! expect: nocatch
%! expect: killed
