%% re: matching, captures, options, replace, split, compile, names, unicode, errors.
-module(regex).
-export([main/0]).

main() ->
    io:format("~p~n", [re:run("hello world", "o w")]),
    io:format("~p~n", [re:run("foo123bar", "([a-z]+)(\\d+)", [{capture, all, list}])]),
    io:format("~p~n", [re:run("2024-05-06", "(?<y>\\d+)-(?<m>\\d+)", [{capture, [y, m], binary}])]),
    io:format("~p~n", [re:run("aXbXc", "X", [global])]),
    io:format("~p~n", [re:run("abc", "d")]),
    io:format("~p~n", [re:run("ABC", "b", [caseless, {capture, first, list}])]),
    io:format("~s~n", [re:replace("hello", "l", "[&]", [global, {return, list}])]),
    io:format("~s~n", [re:replace("John Smith", "(\\w+) (\\w+)", "\\2, \\1")]),
    io:format("~p~n", [re:split("a1b22c", "[0-9]+", [{return, list}])]),
    io:format("~p~n", [re:split("a,b,,c", ",", [{return, binary}, trim])]),
    {ok, Mp} = re:compile("^\\s*(#.*)?$", [multiline]),
    io:format("~p~n", [[re:run(S, Mp, [{capture, none}]) || S <- ["", "  # c", "code"]]]),
    io:format("~p~n", [re:run("é€x", "€", [unicode, {capture, all, index}])]),
    io:format("~ts~n", [re:replace("naïve café", "\\w+é", "X", [unicode, ucp, {return, list}])]),
    io:format("~p~n", [element(1, re:compile("(unclosed"))]),
    io:format("~p~n", [re:run("aaa", "a*?", [{capture, first, list}])]),
    io:format("~p~n", [re:run("line1\nline2", "^line2$", [multiline, {capture, first, list}])]),
    io:format("~p~n", [re:run("abcabc", "(?=c)", [{offset, 3}])]),
    io:format("~p~n", [re:run("foobar", "foo(?!baz)", [anchored, {capture, first, list}])]),
    io:format("~p~n", [re:run(lists:duplicate(30, $a) ++ "b", "(a+)+$", [{match_limit, 1000}, report_errors])]),
    io:format("~p~n", [re:inspect(element(2, re:compile("(?<b>x)(?<a>y)")), namelist)]),
    io:format("~s~n", [re:replace("abc", "b", fun(W, _) -> string:uppercase(W) end, [{return, list}])]).

%! expect: {match,[{4,3}]}
%! expect: {match,["foo123","foo","123"]}
%! expect: {match,[<<"2024">>,<<"05">>]}
%! expect: {match,[[{1,1}],[{3,1}]]}
%! expect: nomatch
%! expect: {match,["B"]}
%! expect: he[l][l]o
%! expect: Smith, John
%! expect: ["a","b","c"]
%! expect: [<<"a">>,<<"b">>,<<>>,<<"c">>]
%! expect: [match,match,nomatch]
%! expect: {match,[{2,3}]}
%! expect: naïve X
%! expect: error
%! expect: {match,[[]]}
%! expect: {match,["line2"]}
%! expect: {match,[{5,0}]}
%! expect: {match,["foo"]}
%! expect: {error,match_limit}
%! expect: {namelist,[<<"a">>,<<"b">>]}
%! expect: aBc
