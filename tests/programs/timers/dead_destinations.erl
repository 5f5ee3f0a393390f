%% Timers that would send to a pid end with that process; those for a name do not.
-module(dead_destinations).
-export([main/0]).

main() ->
    {P, M} = spawn_monitor(fun() -> receive stop -> ok end end),
    Timers = [erlang:send_after(1000000, P, {a, message, N}) || N <- lists:seq(1, 100)],
    Started = [erlang:start_timer(1000000, P, N) || N <- lists:seq(1, 10)],
    Mine = erlang:send_after(1000000, self(), mine),
    Named = erlang:send_after(1000000, some_name, named),
    io:format("~p~n", [lists:all(fun(T) -> is_integer(erlang:read_timer(T)) end, Timers ++ Started)]),
    [erlang:cancel_timer(T) || T <- lists:sublist(Timers, 10, 50)],
    P ! stop,
    receive {'DOWN', M, process, P, Why} -> io:format("~p~n", [Why]) end,
    io:format("~p~n", [[T || T <- Timers ++ Started, erlang:read_timer(T) =/= false]]),
    io:format("~p~n", [erlang:cancel_timer(hd(Timers))]),
    io:format("~p~n", [erlang:read_timer(erlang:send_after(1000000, P, late))]),
    io:format("~p~n", [{is_integer(erlang:cancel_timer(Mine)), is_integer(erlang:cancel_timer(Named))}]),
    %% Many processes, each with timers started by another that go on, are cancelled, or fire while it ends.
    [one(N) || N <- lists:seq(1, 500)],
    io:format("~p~n", [flush(0)]).

one(N) ->
    P = spawn(fun() -> receive _ -> ok end end),
    T = erlang:send_after(1000000, P, a),
    erlang:send_after(N rem 3, P, b),
    erlang:send_after(1000000, P, c),
    N rem 5 =:= 0 andalso erlang:cancel_timer(T),
    N rem 2 =:= 0 andalso exit(P, kill).

flush(N) -> receive _ -> flush(N + 1) after 0 -> N end.

%! expect: true
%! expect: normal
%! expect: []
%! expect: false
%! expect: false
%! expect: {true,true}
%! expect: 0
