%% re:split and re:replace, which loop over matches in Erlang.
-module(re_split_replace).
-export([main/0]).

main() ->
    [io:format("~0p~n", [re:split(S, P, O)]) ||
        {S, P, O} <- [{"a,b,,c,", ",", []}, {"a,b,,c,", ",", [trim]}, {"a,b,,c,", ",", [{return, list}, {parts, 2}]}, {"abc", "", [{return, list}]},
                      {"a1b2c3", "(\\d)", [{return, list}]}, {"a1b2c3", "(\\d)", [group, {return, list}]}, {"", ",", []}, {"aXbxc", "x", [caseless, {return, list}]}]],
    [io:format("~0p~n", [re:replace(S, P, R, [{return, list} | O])]) ||
        {S, P, R, O} <- [{"abcd", "c", "[&]", []}, {"abcd", "(b)(c)", "\\2\\1", []}, {"aaaa", "a", "b", [global]}, {"abc", "x", "y", []},
                         {"abc", "b", "\\&", []}, {"abc", "", "-", [global]}, {"a.b.c", "\\.", "", [global]}, {"abcd", "(?<x>c)", "\\g{1}\\g1", []}]],
    io:format("~0p~n", [re:replace("abcd", "[bc]", fun(W, _) -> [$<, W, $>] end, [global, {return, binary}])]),
    io:format("~0p~n", [re:replace(<<"abcd">>, "c", "X")]),
    {ok, M} = re:compile("b+"),
    io:format("~0p~n", [re:replace("abbbc", M, "_", [{return, list}])]),
    {ok, Again} = {ok, binary_to_term(term_to_binary(M))},
    io:format("~0p~n", [re:run("abbbc", Again)]).

%! expect: [<<"a">>,<<"b">>,<<>>,<<"c">>,<<>>]
%! expect: [<<"a">>,<<"b">>,<<>>,<<"c">>]
%! expect: ["a","b,,c,"]
%! expect: ["a","b","c",[]]
%! expect: ["a","1","b","2","c","3",[]]
%! expect: [["a","1"],["b","2"],["c","3"],[[]]]
%! expect: [<<>>]
%! expect: ["a","b","c"]
%! expect: "ab[c]d"
%! expect: "acbd"
%! expect: "bbbb"
%! expect: "abc"
%! expect: "a&c"
%! expect: "-a-b-c-"
%! expect: "abc"
%! expect: "abccd"
%! expect: <<"a<b><c>d">>
%! expect: [<<"ab">>,<<"X">>|<<"d">>]
%! expect: "a_c"
%! expect: {match,[{1,3}]}
