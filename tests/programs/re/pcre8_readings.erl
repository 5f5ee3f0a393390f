%% What PCRE 8 and PCRE2 read differently: groups that refer to themselves are atomic, names of scripts mean the script alone, names
%% may be empty; the check of a long subject gives way.
-module(pcre8_readings).
-export([main/0]).

main() ->
    [io:format("~s ~w~n", [Pattern, [run(Subject, Pattern, []) || Subject <- ["aaaa", "aaaaaa", "aa", "aba", "abab"]]])
     || Pattern <- ["^(a\\1?){4}$", "^(?:(a\\g{-1}?)){4}$", "^(?<x>a\\k<x>?){4}$", "^(?P<x>a(?P=x)?){4}$", "^(a\\g1?){4}$", "^(a(b)?\\1?){2}$",
            "^(a[\\1](b)|a\\1?)+$", "^((a)|b\\2)+$", "^(?i:(A\\1?)){4}$", "(?''a)b", "(?P<>a)b", "(?#(\\1)(a\\1)a"]],
    [io:format("~s ~w~n", [Pattern, [run(unicode:characters_to_binary([C]), Pattern, [unicode]) || C <- [16#650, 16#3b1, 16#628, $a, 16#300]]])
     || Pattern <- ["\\p{Arabic}", "\\P{Arabic}", "[\\p{Arabic}]", "[^\\p{Arabic}a]", "\\p{^Greek}", "\\p{Inherited}", "\\p{Common}", "\\p{Latin}", "\\p{Lu}"]],
    Long = binary:copy(<<"abc\n">>, 100000),
    {Pid, Ref} = spawn_monitor(fun() -> receive go -> ok end, {match, [{1, 1}]} = re:run(Long, <<"b">>, [unicode]) end),
    1 = erlang:trace(Pid, true, [running]),
    Pid ! go,
    receive {'DOWN', Ref, _, _, Reason} -> ok end,
    io:format("~w ~w~n", [Reason, outs(Pid, 0) >= 5]),
    io:format("~w~n", [length(element(2, re:run(Long, "b", [unicode, global])))]),
    io:format("~w~n", [[try re:run(Bad, "b", [unicode]) catch error:badarg -> badarg end || Bad <- [<<Long/binary, 255>>, <<255, Long/binary>>]]]),
    Wide = binary:copy(<<"ä€𐍈"/utf8>>, 30000),
    io:format("~w~n", [[re:run(<<0:(8 * N), Wide/binary, "z">>, "z", [unicode]) || N <- lists:seq(0, 4)]]).

outs(Pid, N) ->
    receive {trace, Pid, out, {erlang, re_run_trap, 3}} -> outs(Pid, N + 1) after 50 -> N end.

run(Subject, Pattern, Options) ->
    case re:compile(Pattern, Options) of
        {ok, Compiled} -> re:run(Subject, Compiled, [{capture, all, index}]);
        {error, Reason} -> Reason
    end.

%! expect: ^(a\1?){4}$ [nomatch,nomatch,nomatch,nomatch,nomatch]
%! expect: ^(?:(a\g{-1}?)){4}$ [nomatch,nomatch,nomatch,nomatch,nomatch]
%! expect: ^(?<x>a\k<x>?){4}$ [nomatch,nomatch,nomatch,nomatch,nomatch]
%! expect: ^(?P<x>a(?P=x)?){4}$ [nomatch,nomatch,nomatch,nomatch,nomatch]
%! expect: ^(a\g1?){4}$ [nomatch,nomatch,nomatch,nomatch,nomatch]
%! expect: ^(a(b)?\1?){2}$ [nomatch,nomatch,{match,[{0,2},{1,1}]},{match,[{0,3},{2,1},{1,1}]},{match,[{0,4},{2,2},{3,1}]}]
%! expect: ^(a[\1](b)|a\1?)+$ [{match,[{0,4},{3,1}]},{match,[{0,6},{3,3}]},{match,[{0,2},{1,1}]},nomatch,nomatch]
%! expect: ^((a)|b\2)+$ [{match,[{0,4},{3,1},{3,1}]},{match,[{0,6},{5,1},{5,1}]},{match,[{0,2},{1,1},{1,1}]},{match,[{0,3},{1,2},{0,1}]},nomatch]
%! expect: ^(?i:(A\1?)){4}$ [nomatch,nomatch,nomatch,nomatch,nomatch]
%! expect: (?''a)b [nomatch,nomatch,nomatch,{match,[{0,2},{0,1}]},{match,[{0,2},{0,1}]}]
%! expect: (?P<>a)b [nomatch,nomatch,nomatch,{match,[{0,2},{0,1}]},{match,[{0,2},{0,1}]}]
%! expect: (?#(\1)(a\1)a [nomatch,nomatch,nomatch,nomatch,nomatch]
%! expect: \p{Arabic} [nomatch,nomatch,{match,[{0,2}]},nomatch,nomatch]
%! expect: \P{Arabic} [{match,[{0,2}]},{match,[{0,2}]},nomatch,{match,[{0,1}]},{match,[{0,2}]}]
%! expect: [\p{Arabic}] [nomatch,nomatch,{match,[{0,2}]},nomatch,nomatch]
%! expect: [^\p{Arabic}a] [{match,[{0,2}]},{match,[{0,2}]},nomatch,nomatch,{match,[{0,2}]}]
%! expect: \p{^Greek} [{match,[{0,2}]},nomatch,{match,[{0,2}]},{match,[{0,1}]},{match,[{0,2}]}]
%! expect: \p{Inherited} [{match,[{0,2}]},nomatch,nomatch,nomatch,{match,[{0,2}]}]
%! expect: \p{Common} [nomatch,nomatch,nomatch,nomatch,nomatch]
%! expect: \p{Latin} [nomatch,nomatch,nomatch,{match,[{0,1}]},nomatch]
%! expect: \p{Lu} [nomatch,nomatch,nomatch,nomatch,nomatch]
%! expect: normal true
%! expect: 100000
%! expect: [badarg,badarg]
%! expect: [{match,[{270000,1}]},{match,[{270001,1}]},{match,[{270002,1}]},{match,[{270003,1}]},{match,[{270004,1}]}]
