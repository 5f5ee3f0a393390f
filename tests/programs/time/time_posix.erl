%% Seconds since 1970 and universal time into each other, over four centuries and at the borders.
-module(time_posix).
-export([main/0]).

main() ->
    io:format("~w~n", [[erlang:posixtime_to_universaltime(S) || S <- [0, -1, 1, 86399, 86400, -86400, 951782400, 951868800, 4107542400, 1 bsl 31, -(1 bsl 31)]]]),
    io:format("~w~n", [erlang:posixtime_to_universaltime(1 bsl 50)]),
    Seconds = [S * 86400 * 7 + S rem 86400 || S <- lists:seq(-10000, 10000)],
    io:format("~w~n", [lists:all(fun(S) -> erlang:universaltime_to_posixtime(erlang:posixtime_to_universaltime(S)) =:= S end, Seconds)]),
    io:format("~w~n", [erlang:phash2([erlang:posixtime_to_universaltime(S) || S <- Seconds])]),
    io:format("~w~n", [[try erlang:universaltime_to_posixtime(T) catch error:R -> R end || T <- times()]]),
    io:format("~w~n", [[try erlang:posixtime_to_universaltime(T) catch error:R -> R end || T <- [a, 1.0, 1 bsl 64, {}]]]).

times() ->
    [{{1970, 1, 1}, {0, 0, 0}}, {{1600, 1, 1}, {0, 0, 0}}, {{1599, 12, 31}, {23, 59, 59}}, {{2000, 2, 29}, {0, 0, 0}}, {{1900, 2, 29}, {0, 0, 0}},
     {{2001, 2, 29}, {0, 0, 0}}, {{2000, 13, 1}, {0, 0, 0}}, {{2000, 0, 1}, {0, 0, 0}}, {{2000, 1, 32}, {0, 0, 0}}, {{2000, 1, 1}, {24, 0, 0}},
     {{2000, 1, 1}, {0, 60, 0}}, {{2000, 1, 1}, {0, 0, 60}}, {{2000, 1, 1}}, {{2000, 1, 1}, {0, 0}}, {{a, 1, 1}, {0, 0, 0}}, x,
     {{9999, 12, 31}, {23, 59, 59}}].

%! expect: [{{1970,1,1},{0,0,0}},{{1969,12,31},{23,59,59}},{{1970,1,1},{0,0,1}},{{1970,1,1},{23,59,59}},{{1970,1,2},{0,0,0}},{{1969,12,31},{0,0,0}},{{2000,2,29},{0,0,0}},{{2000,3,1},{0,0,0}},{{2100,3,1},{0,0,0}},{{2038,1,19},{3,14,8}},{{1901,12,13},{20,45,52}}]
%! expect: {{35680317,9,25},{18,57,4}}
%! expect: true
%! expect: 27961697
%! expect: [0,-11676096000,badarg,951782400,badarg,badarg,badarg,badarg,badarg,badarg,badarg,badarg,badarg,badarg,badarg,badarg,253402300799]
%! expect: [badarg,badarg,badarg,badarg]
