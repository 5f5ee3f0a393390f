%% Local time: shapes, agreement of the clocks, conversions there and back, what is refused.
-module(time_local).
-export([main/0]).

main() ->
    {{Y, Mo, D}, {H, Mi, S}} = erlang:localtime(),
    io:format("~w~n", [calendar:valid_date(Y, Mo, D) andalso H < 24 andalso Mi < 60 andalso S < 60]),
    {Y2, _, _} = date(),
    {H2, _, _} = time(),
    io:format("~w~n", [is_integer(Y2) andalso is_integer(H2)]),
    Now = erlang:universaltime(),
    io:format("~w~n", [abs(erlang:universaltime_to_posixtime(Now) - os:system_time(second)) =< 1]),
    {Mega, Sec, _} = os:timestamp(),
    io:format("~w~n", [abs(Mega * 1000000 + Sec - os:system_time(second)) =< 1]),
    Times = [{{Year, Month, 15}, {12, 30, 45}} || Year <- [1910, 1950, 1971, 2000, 2024, 2037], Month <- [1, 7]],
    io:format("~w~n", [[T || T <- Times, erlang:localtime_to_universaltime(erlang:universaltime_to_localtime(T)) =/= T]]),
    io:format("~w~n", [[try erlang:universaltime_to_localtime(T) catch error:R -> R end || T <- bad()]]),
    io:format("~w~n", [[try erlang:localtime_to_universaltime(T) catch error:R -> R end || T <- bad()]]),
    io:format("~w~n", [[try erlang:localtime_to_universaltime({{2000, 1, 1}, {0, 0, 0}}, F) of {{_, _, _}, {_, _, _}} -> ok catch error:R -> R end ||
                           F <- [true, false, undefined, x]]]),
    io:format("~w~n", [is_integer(os:perf_counter()) andalso is_integer(os:system_time()) andalso is_integer(os:perf_counter(millisecond))]),
    {A, B, C} = erlang:timestamp(),
    io:format("~w~n", [is_integer(A) andalso B < 1000000 andalso C < 1000000]).

bad() -> [{{1901, 12, 31}, {23, 59, 59}}, {{2000, 2, 30}, {0, 0, 0}}, {{2000, 1, 1}, {0, 0, 61}}, {{2000, 1}, {0, 0, 0}}, foo].

%! expect: true
%! expect: true
%! expect: true
%! expect: true
%! expect: []
%! expect: [badarg,badarg,badarg,badarg,badarg]
%! expect: [badarg,badarg,badarg,badarg,badarg]
%! expect: [ok,ok,ok,badarg]
%! expect: true
%! expect: true
