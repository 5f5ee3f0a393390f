%% Timers: send_after, start_timer, cancel, read, order of expiry, receive after with a clock check.
-module(timers).
-export([main/0]).

main() ->
    [erlang:send_after(T, self(), {t, T}) || T <- [60, 20, 40, 0]],
    io:format("~p~n", [[receive {t, T} -> T end || _ <- [1, 2, 3, 4]]]),
    R = erlang:start_timer(10, self(), hello),
    io:format("~p~n", [receive {timeout, R, M} -> M end]),
    C = erlang:send_after(100000, self(), never),
    Left = erlang:cancel_timer(C),
    io:format("~p~n", [Left > 90000 andalso Left =< 100000]),
    io:format("~p~n", [erlang:cancel_timer(C)]),
    D = erlang:send_after(50000, self(), never),
    io:format("~p~n", [is_integer(erlang:read_timer(D))]),
    ok = erlang:cancel_timer(D, [{async, true}, {info, false}]),
    io:format("~p~n", [erlang:read_timer(D)]),
    T0 = erlang:monotonic_time(millisecond),
    receive after 50 -> ok end,
    Took = erlang:monotonic_time(millisecond) - T0,
    io:format("~p~n", [Took >= 50 andalso Took < 1000]),
    register(target, self()),
    erlang:send_after(5, target, named),
    io:format("~p~n", [receive named -> named end]),
    {ok, _} = timer:send_after(10, self(), from_module),
    io:format("~p~n", [receive from_module -> ok end]),
    {Us, sum} = timer:tc(fun() -> timer:sleep(15), sum end),
    io:format("~p~n", [Us >= 15000]),
    [erlang:send_after(rand:uniform(50), self(), tick) || _ <- lists:seq(1, 2000)],
    io:format("~p~n", [length([receive tick -> ok end || _ <- lists:seq(1, 2000)])]),
    {ok, Ref} = timer:send_interval(5, beat),
    [receive beat -> ok end || _ <- [1, 2, 3]],
    {ok, cancel} = timer:cancel(Ref),
    io:format("beats~n"),
    io:format("~p~n", [erlang:monotonic_time() =< erlang:monotonic_time()]),
    io:format("~p~n", [erlang:unique_integer([monotonic]) < erlang:unique_integer([monotonic])]).

%! expect: [0,20,40,60]
%! expect: hello
%! expect: true
%! expect: false
%! expect: true
%! expect: false
%! expect: true
%! expect: named
%! expect: ok
%! expect: true
%! expect: 2000
%! expect: beats
%! expect: true
%! expect: true
