%% start_timer, send_after, cancel_timer, read_timer with their options.
-module(bif_timers).
-export([main/0]).

main() ->
    R1 = erlang:start_timer(10, self(), hello),
    receive {timeout, R1, M1} -> io:format("~p~n", [M1]) end,
    _ = erlang:send_after(5, self(), plain),
    receive plain -> io:format("plain~n") end,
    R2 = erlang:start_timer(100000, self(), never),
    Left = erlang:read_timer(R2),
    io:format("~p~n", [Left > 90000 andalso Left =< 100000]),
    C = erlang:cancel_timer(R2),
    io:format("~p~n", [C > 90000]),
    io:format("~p ~p~n", [erlang:cancel_timer(R2), erlang:read_timer(R2)]),
    R3 = erlang:start_timer(100000, self(), never),
    io:format("~p~n", [erlang:cancel_timer(R3, [{async, true}])]),
    receive {cancel_timer, R3, V} -> io:format("~p~n", [V > 90000]) end,
    R4 = erlang:start_timer(100000, self(), never),
    io:format("~p~n", [erlang:cancel_timer(R4, [{info, false}])]),
    R5 = erlang:start_timer(100000, self(), never),
    io:format("~p~n", [erlang:read_timer(R5, [{async, true}])]),
    receive {read_timer, R5, W} -> io:format("~p~n", [W > 90000]) end,
    erlang:cancel_timer(R5),
    Abs = erlang:monotonic_time(millisecond) + 20,
    R6 = erlang:start_timer(Abs, self(), absolute, [{abs, true}]),
    receive {timeout, R6, M6} -> io:format("~p ~p~n", [M6, erlang:monotonic_time(millisecond) >= Abs]) end,
    register(named, self()),
    erlang:send_after(1, named, by_name),
    receive by_name -> io:format("by_name~n") end,
    erlang:send_after(1, no_such_name, lost),
    Bad = fun(F) -> try F() catch error:E -> E end end,
    io:format("~p~n", [[Bad(fun() -> erlang:start_timer(T, D, x) end) || {T, D} <- [{-1, self()}, {x, self()}, {1, "x"}]]]),
    io:format("~p~n", [Bad(fun() -> erlang:cancel_timer(x) end)]),
    %% Never early, whatever the length.
    Early = [T || T <- lists:seq(1, 60, 7), begin
        A = erlang:monotonic_time(), receive after T -> ok end,
        erlang:monotonic_time() - A < erlang:convert_time_unit(T, millisecond, native) end],
    io:format("~p~n", [Early]),
    io:format("~p~n", [try receive after -1 -> ok end catch error:timeout_value -> timeout_value end]),
    Order = [erlang:start_timer(30 - I, self(), I) || I <- lists:seq(1, 29, 7)],
    io:format("~p~n", [[receive {timeout, _, I} -> I end || _ <- Order]]).

%! expect: hello
%! expect: plain
%! expect: true
%! expect: true
%! expect: false false
%! expect: ok
%! expect: true
%! expect: ok
%! expect: ok
%! expect: true
%! expect: absolute true
%! expect: by_name
%! expect: [badarg,badarg,badarg]
%! expect: badarg
%! expect: []
%! expect: timeout_value
%! expect: [29,22,15,8,1]
