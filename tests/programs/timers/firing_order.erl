%% Timers of one millisecond fire in the order in which they were started, however far off that millisecond was. So it is for those of one
%% scheduler; hence the process stays where it is.
-module(firing_order).
-export([main/0]).

%! expect: send_after true
%! expect: start_timer true
%! expect: absolute true
%! expect: with one in the middle cancelled true

main() ->
    process_flag(scheduler, 1),
    Times = [0, 1, 5, 20, 70, 300],
    io:format("send_after ~p~n", [lists:all(fun send_after/1, Times)]),
    io:format("start_timer ~p~n", [lists:all(fun start_timer/1, Times)]),
    io:format("absolute ~p~n", [lists:all(fun absolute/1, Times)]),
    io:format("with one in the middle cancelled ~p~n", [lists:all(fun cancelled/1, [[1], [10], [20], [1, 2], [10, 11], [19, 20], [1, 10, 20]])]).

send_after(Time) ->
    [erlang:send_after(Time, self(), N) || N <- lists:seq(1, 20)],
    received(20) =:= lists:seq(1, 20).

start_timer(Time) ->
    Timers = [erlang:start_timer(Time, self(), N) || N <- lists:seq(1, 20)],
    [Timer || {timeout, Timer, _} <- received(20)] =:= Timers.

%% At the same time, from wherever the clock is: levels of the wheel are crossed at other points.
absolute(Time) ->
    At = erlang:monotonic_time(millisecond) + Time,
    [erlang:send_after(At, self(), N, [{abs, true}]) || N <- lists:seq(1, 10)],
    timer:sleep(2),
    [erlang:send_after(At, self(), N, [{abs, true}]) || N <- lists:seq(11, 20)],
    received(20) =:= lists:seq(1, 20).

cancelled(Which) ->
    At = erlang:monotonic_time(millisecond) + 100,
    Timers = [erlang:send_after(At, self(), N, [{abs, true}]) || N <- lists:seq(1, 20)],
    [erlang:cancel_timer(lists:nth(N, Timers)) || N <- Which],
    Rest = lists:seq(1, 20) -- Which,
    received(length(Rest)) =:= Rest.

received(0) -> [];
received(Count) -> receive Message -> [Message | received(Count - 1)] end.
