%% Seeded random patterns over a small alphabet; the sum over all results stands for them.
-module(re_random).
-export([main/0]).

main() ->
    rand:seed(exsss, 99),
    [io:format("~w~n", [erlang:phash2([one() || _ <- lists:seq(1, 400)])]) || _ <- lists:seq(1, 5)].

one() ->
    Pattern = pattern(4),
    Subject = [lists:nth(rand:uniform(4), "abc\n") || _ <- lists:seq(1, rand:uniform(12))],
    Options = [O || O <- [caseless, multiline, dotall, ungreedy, anchored], rand:uniform(4) =:= 1],
    {Pattern, try re:run(Subject, Pattern, [global | Options]) catch error:R -> R end}.

pattern(0) -> atom();
pattern(N) ->
    case rand:uniform(7) of
        1 -> [pattern(N - 1), pattern(N - 1)];
        2 -> ["(", pattern(N - 1), ")"];
        3 -> [pattern(N - 1), "|", pattern(N - 1)];
        4 -> ["(?:", pattern(N - 1), ")", lists:nth(rand:uniform(6), ["*", "+", "?", "{1,2}", "*?", "++"])];
        5 -> ["(?", lists:nth(rand:uniform(4), ["=", "!", ">", ":"]), pattern(N - 1), ")"];
        _ -> [atom(), pattern(N - 1)]
    end.

atom() -> lists:nth(rand:uniform(12), ["a", "b", "c", ".", "[ab]", "[^a]", "^", "$", "\\b", "\\w", "\\s", "a*"]).

%! expect: 103755896
%! expect: 80170333
%! expect: 39072963
%! expect: 41991994
%! expect: 71464223
