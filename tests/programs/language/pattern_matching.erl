%% Patterns in heads, cases and matches: literals, nesting, repeated variables, aliases, strings, maps, binaries.
-module(pattern_matching).
-export([main/0]).

main() ->
    [io:format("~p~n", [shape(T)]) || T <- [{circle, 2}, {square, 3}, {rect, 2, 5}, [], [1], [1, 2 | c], "abc", foo, 1.0, 1]],
    io:format("~p~n", [same(1, 1)]),
    io:format("~p~n", [same(1, 1.0)]),
    {A, [B | C]} = {x, [y, z, w]},
    io:format("~p ~p ~p~n", [A, B, C]),
    #{k := V, n := #{m := W}} = #{k => 1, n => #{m => 2}, z => 3},
    io:format("~p~n", [{V, W}]),
    "pre" ++ Rest = "prefix",
    io:format("~s~n", [Rest]),
    <<H, T/binary>> = <<"hello">>,
    io:format("~p ~s~n", [H, T]),
    io:format("~p~n", [catch begin {ok, _} = id({error, oops}), fine end =:= never]),
    io:format("~p~n", [alias([1, 2, 3])]),
    io:format("~p~n", [deep(#{a => [{1, #{b => <<1, 2, 3>>}}]})]),
    io:format("~p~n", [big(123456789012345678901234567890)]),
    io:format("~p~n", [float(2.5)]).

shape({circle, R}) -> {area, 3 * R * R};
shape({square, S}) -> {area, S * S};
shape({rect, W, H}) -> {area, W * H};
shape([]) -> empty;
shape([_]) -> one;
shape([_, _ | c]) -> improper;
shape("abc") -> string;
shape(1) -> int;
shape(1.0) -> float_one;
shape(X) when is_atom(X) -> {atom, X}.

same(X, X) -> same;
same(_, _) -> different.

alias([H | _] = All) -> {H, length(All)};
alias(_) -> none.

deep(#{a := [{N, #{b := <<_, Y, _/binary>>}}]}) -> {N, Y}.

big(123456789012345678901234567890) -> found;
big(_) -> lost.

halves(2.5) -> half;
halves(_) -> other.

id(X) -> X.

%! expect: {area,12}
%! expect: {area,9}
%! expect: {area,10}
%! expect: empty
%! expect: one
%! expect: improper
%! expect: string
%! expect: {atom,foo}
%! expect: float_one
%! expect: int
%! expect: same
%! expect: different
%! expect: x y [z,w]
%! expect: {1,2}
%! expect: fix
%! expect: 104 ello
%! expect: {'EXIT',{{badmatch,{error,oops}},
%! expect:          [{pattern_matching,main,0,
%! expect:                             [{file,"tests/programs/language/pattern_matching.erl"},
%! expect:                              {line,17}]},
%! expect:           {init,start_it,1,[]},
%! expect:           {init,start_em,1,[]},
%! expect:           {init,do_boot,3,[]}]}}
%! expect: {1,3}
%! expect: {1,2}
%! expect: found
%! expect: 2.5
