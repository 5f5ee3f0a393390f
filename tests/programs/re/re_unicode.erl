%% Patterns and subjects of Unicode characters, and Latin-1 without the option.
-module(re_unicode).
-export([main/0]).

main() ->
    io:format("~0p~n", [re:run("日本語", "本", [unicode])]),
    io:format("~w~n", [re:run("日本語", "本.", [unicode, {capture, all, list}])]),
    io:format("~w~n", [re:run("日本語", "(本)", [unicode, {capture, all, binary}])]),
    io:format("~w~n", [re:run("日本語", ".", [unicode, global, {capture, all, list}])]),
    io:format("~w~n", [re:run(<<"日本語"/utf8>>, <<"語"/utf8>>, [unicode])]),
    io:format("~w~n", [re:run([228, 246], "\\w+")]),
    io:format("~w~n", [re:run([196], [228], [caseless])]),
    io:format("~w~n", [re:run([16#416], "\\w", [unicode])]),
    io:format("~w~n", [re:run([16#416], "\\w", [unicode, ucp])]),
    io:format("~w~n", [re:run([16#416], [16#436], [unicode, caseless])]),
    io:format("~w~n", [re:run("a1 B", "\\p{Lu}", [unicode])]),
    io:format("~w~n", [re:run("été", "[é]+", [unicode, global, {capture, all, list}])]),
    io:format("~w~n", [re:run([229], "\\w", [unicode])]),
    io:format("~w~n", [re:split("a→b→c", "→", [unicode, {return, list}])]),
    io:format("~w~n", [re:replace("αβγ", "β", "<&>", [unicode, {return, list}])]),
    [io:format("~w~n", [try re:run(S, P, O) catch error:R -> R end]) ||
        {S, P, O} <- [{<<255>>, "a", [unicode]}, {<<16#C3>>, "a", [unicode]}, {<<"åb"/utf8>>, "b", [unicode, {offset, 1}]},
                      {<<"åb"/utf8>>, "b", [unicode, {offset, 2}]}, {"a", <<255>>, [unicode]}, {[16#D800], "a", [unicode]}]].

%! expect: {match,[{3,3}]}
%! expect: {match,[[26412,35486]]}
%! expect: {match,[<<230,156,172>>,<<230,156,172>>]}
%! expect: {match,[[[26085]],[[26412]],[[35486]]]}
%! expect: {match,[{6,3}]}
%! expect: {match,[{0,2}]}
%! expect: {match,[{0,1}]}
%! expect: nomatch
%! expect: {match,[{0,2}]}
%! expect: {match,[{0,2}]}
%! expect: {match,[{3,1}]}
%! expect: {match,[[[233]],[[233]]]}
%! expect: {match,[{0,2}]}
%! expect: [[97],[98],[99]]
%! expect: [945,60,946,62,947]
%! expect: badarg
%! expect: badarg
%! expect: badarg
%! expect: {match,[{2,1}]}
%! expect: badarg
%! expect: badarg
