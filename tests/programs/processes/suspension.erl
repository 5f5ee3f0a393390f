%% suspend_process and resume_process.
-module(suspension).
-export([main/0]).

main() ->
    P = spawn(fun() -> loop() end),
    io:format("~p~n", [erlang:suspend_process(P)]),
    P ! {self(), 1},
    receive {P, _} -> io:format("ran~n") after 50 -> io:format("quiet~n") end,
    io:format("~p~n", [process_info(P, status)]),
    io:format("~p~n", [process_info(self(), suspending) =:= {suspending, [{P, 1, 0}]}]),
    io:format("~p~n", [erlang:suspend_process(P)]),
    io:format("~p~n", [erlang:suspend_process(P, [unless_suspending])]),
    io:format("~p~n", [erlang:resume_process(P)]),
    receive {P, _} -> io:format("ran~n") after 50 -> io:format("quiet~n") end,
    io:format("~p~n", [erlang:resume_process(P)]),
    receive {P, A} -> io:format("~p~n", [A]) after 1000 -> io:format("quiet~n") end,
    io:format("~p~n", [catch element(1, element(2, catch erlang:resume_process(P)))]),
    io:format("~p~n", [erlang:suspend_process(P, [asynchronous])]),
    timer:sleep(20),
    io:format("~p~n", [process_info(P, status)]),
    %% The suspender's end lets go.
    S = self(),
    {H, R} = spawn_monitor(fun() -> erlang:suspend_process(P), S ! {self(), held}, receive go -> ok end end),
    receive {H, held} -> ok end,
    erlang:resume_process(P),
    P ! {self(), 2},
    receive {P, _} -> io:format("ran~n") after 50 -> io:format("quiet~n") end,
    H ! go,
    receive {'DOWN', R, _, _, normal} -> ok end,
    receive {P, B} -> io:format("~p~n", [B]) after 1000 -> io:format("quiet~n") end,
    %% Asynchronous suspensions tell when they are in effect, those that change nothing too.
    io:format("~p~n", [erlang:suspend_process(P, [{asynchronous, first}])]),
    io:format("~p~n", [erlang:suspend_process(P, [{asynchronous, second}, unless_suspending])]),
    io:format("~p~n", [[receive {Tag, What} -> {Tag, What} after 1000 -> none end || Tag <- [first, second]]]),
    io:format("~p~n", [erlang:suspend_process(P, [unless_suspending])]),
    io:format("~p~n", [process_info(self(), suspending) =:= {suspending, [{P, 1, 0}]}]),
    erlang:resume_process(P),
    erlang:suspend_process(P),
    exit(P, kill),
    io:format("~p~n", [is_process_alive(P)]).

loop() -> receive {From, N} -> From ! {self(), N * 10}, loop() end.

%! expect: true
%! expect: quiet
%! expect: {status,suspended}
%! expect: true
%! expect: true
%! expect: false
%! expect: true
%! expect: quiet
%! expect: true
%! expect: 10
%! expect: badarg
%! expect: true
%! expect: {status,suspended}
%! expect: quiet
%! expect: 20
%! expect: true
%! expect: false
%! expect: [{first,suspended},{second,suspended}]
%! expect: false
%! expect: true
%! expect: false
