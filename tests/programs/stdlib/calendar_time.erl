%% calendar: conversions, weekdays, leap years, RFC 3339, universal seconds.
-module(calendar_time).
-export([main/0]).

main() ->
    io:format("~p~n", [calendar:date_to_gregorian_days(2024, 2, 29)]),
    io:format("~p~n", [calendar:gregorian_seconds_to_datetime(63876543210)]),
    io:format("~p ~p~n", [calendar:is_leap_year(2000), calendar:is_leap_year(1900)]),
    io:format("~p~n", [[calendar:day_of_the_week(2024, 1, D) || D <- lists:seq(1, 7)]]),
    io:format("~p~n", [calendar:last_day_of_the_month(2023, 2)]),
    io:format("~p~n", [calendar:valid_date(2023, 2, 29)]),
    io:format("~p~n", [calendar:seconds_to_daystime(100000)]),
    io:format("~p~n", [calendar:time_difference({{2020, 1, 1}, {0, 0, 0}}, {{2020, 3, 1}, {12, 30, 15}})]),
    io:format("~p~n", [calendar:iso_week_number({2021, 1, 3})]),
    io:format("~s~n", [calendar:system_time_to_rfc3339(0, [{offset, "Z"}])]),
    io:format("~p~n", [calendar:rfc3339_to_system_time("2018-02-01T16:17:58+01:00")]),
    io:format("~p~n", [calendar:system_time_to_universal_time(1700000000, second)]),
    io:format("~p~n", [erlang:universaltime_to_posixtime({{1970, 1, 2}, {0, 0, 0}})]),
    io:format("~p~n", [erlang:posixtime_to_universaltime(86399)]),
    io:format("~p~n", [erlang:convert_time_unit(1500, millisecond, second)]),
    {{Y, _, _}, _} = calendar:universal_time(),
    io:format("~p~n", [Y >= 2024]),
    io:format("~p~n", [calendar:now_to_universal_time({1000, 0, 0})]).

%! expect: 739310
%! expect: {{2024,3,1},{20,13,30}}
%! expect: true false
%! expect: [1,2,3,4,5,6,7]
%! expect: 28
%! expect: false
%! expect: {1,{3,46,40}}
%! expect: {60,{12,30,15}}
%! expect: {2020,53}
%! expect: 1970-01-01T00:00:00Z
%! expect: 1517498278
%! expect: {{2023,11,14},{22,13,20}}
%! expect: 86400
%! expect: {{1970,1,1},{23,59,59}}
%! expect: 1
%! expect: true
%! expect: {{2001,9,9},{1,46,40}}
