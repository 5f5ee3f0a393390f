%% What re:run returns: every kind of capture, unset groups, names, duplicate names.
-module(re_captures).
-export([main/0]).

main() ->
    S = "ABCabcdABC",
    Pattern = "(?<first>a)(b)(?<second>c)|(x)",
    [io:format("~0p~n", [re:run(S, Pattern, [{capture, V, T}])]) ||
        V <- [all, first, all_but_first, none, [], all_names, [0, 2], [second, "first", <<"second">>], [9], [nope], [4]],
        T <- [index, list, binary]],
    io:format("~0p~n", [re:run(S, Pattern, [{capture, all}])]),
    io:format("~0p~n", [re:run("bx", "(a)?(b)(c)?(x)", [])]),
    io:format("~0p~n", [re:run("b", "(a)|(b)|(c)", [{capture, all, list}])]),
    io:format("~0p~n", [re:run("b", "(a)|(b)|(c)", [{capture, [1, 2, 3], binary}])]),
    Dup = "(?<n>a)|(?<n>b)",
    io:format("~0p~n", [re:run("b", Dup, [dupnames, {capture, [n], list}])]),
    io:format("~0p~n", [re:run("b", Dup, [dupnames, {capture, all_names, index}])]),
    {ok, M} = re:compile("(?<zeta>z)(?<alpha>a)(?<mid>m)"),
    io:format("~0p ~0p~n", [re:inspect(M, namelist), re:run("zam", M, [{capture, all_names, list}])]),
    {ok, N} = re:compile("zam"),
    io:format("~0p ~0p~n", [re:inspect(N, namelist), re:run("zam", N, [{capture, all_names, list}])]),
    io:format("~0p~n", [re:run("xyz", "q", [{capture, none}])]),
    [io:format("~0p~n", [try re:run(S, Pattern, [{capture, V, T}]) catch error:R -> R end]) ||
        {V, T} <- [{all, foo}, {foo, index}, {[a | b], index}, {[-1], index}, {[1.0], index}, {[{}], list}]],
    Big = <<(binary:copy(<<"-">>, 100))/binary, "needle", (binary:copy(<<"-">>, 100))/binary>>,
    io:format("~0p~n", [re:run(Big, "n(e+)dle", [{capture, all, binary}])]),
    <<_:3, Shifted/bitstring>> = <<0:3, Big/binary>>,
    io:format("~0p~n", [re:run(Shifted, "n(e+)dle", [{capture, all, binary}])]).

%! expect: {match,[{3,3},{3,1},{4,1},{5,1}]}
%! expect: {match,["abc","a","b","c"]}
%! expect: {match,[<<"abc">>,<<"a">>,<<"b">>,<<"c">>]}
%! expect: {match,[{3,3}]}
%! expect: {match,["abc"]}
%! expect: {match,[<<"abc">>]}
%! expect: {match,[{3,1},{4,1},{5,1}]}
%! expect: {match,["a","b","c"]}
%! expect: {match,[<<"a">>,<<"b">>,<<"c">>]}
%! expect: match
%! expect: match
%! expect: match
%! expect: match
%! expect: match
%! expect: match
%! expect: {match,[{3,1},{5,1}]}
%! expect: {match,["a","c"]}
%! expect: {match,[<<"a">>,<<"c">>]}
%! expect: {match,[{3,3},{4,1}]}
%! expect: {match,["abc","b"]}
%! expect: {match,[<<"abc">>,<<"b">>]}
%! expect: {match,[{5,1},{3,1},{5,1}]}
%! expect: {match,["c","a","c"]}
%! expect: {match,[<<"c">>,<<"a">>,<<"c">>]}
%! expect: {match,[{-1,0}]}
%! expect: {match,[[]]}
%! expect: {match,[<<>>]}
%! expect: {match,[{-1,0}]}
%! expect: {match,[[]]}
%! expect: {match,[<<>>]}
%! expect: {match,[{-1,0}]}
%! expect: {match,[[]]}
%! expect: {match,[<<>>]}
%! expect: {match,[{3,3},{3,1},{4,1},{5,1}]}
%! expect: {match,[{0,2},{-1,0},{0,1},{-1,0},{1,1}]}
%! expect: {match,["b",[],"b"]}
%! expect: {match,[<<>>,<<"b">>,<<>>]}
%! expect: {match,["b"]}
%! expect: {match,[{0,1}]}
%! expect: {namelist,[<<"alpha">>,<<"mid">>,<<"zeta">>]} {match,["a","m","z"]}
%! expect: {namelist,[]} match
%! expect: nomatch
%! expect: badarg
%! expect: badarg
%! expect: badarg
%! expect: badarg
%! expect: badarg
%! expect: badarg
%! expect: {match,[<<"needle">>,<<"ee">>]}
%! expect: {match,[<<"needle">>,<<"ee">>]}
