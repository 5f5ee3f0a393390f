%% The order of all types, pairwise, and that sorting agrees with it.
-module(term_order_all).
-export([main/0]).

main() ->
    Port = hd(erlang:ports()),
    Ts = [-1, 0, 1.5, 1 bsl 70, a, b, make_ref(), fun() -> ok end, fun lists:map/2, Port, self(), {}, {1}, {a, b}, #{}, #{a => 1}, [], [1], "ab", <<>>, <<1:1>>, <<"a">>],
    io:format("~p~n", [[{A, B} || {I, A} <- index(Ts), {J, B} <- index(Ts), I < J, not (A < B)]]),
    io:format("~p~n", [[{A, B} || {I, A} <- index(Ts), {J, B} <- index(Ts), I > J, not (A > B)]]),
    io:format("~p~n", [lists:sort(lists:reverse(Ts)) =:= Ts]),
    io:format("~p~n", [[X || X <- Ts, X =/= X orelse X /= X orelse X < X]]),
    io:format("~p~n", [[1 < 1.0, 1 =< 1.0, 1 == 1.0, 1 =:= 1.0, 1 >= 1.0]]),
    io:format("~p~n", [["abc" < "abd", "ab" < "abc", [1 | 2] < [1], [1, 2] > [1 | a], {1, 2} < {2}, {a} < {b}]]),
    io:format("~p~n", [[<<1, 2>> < <<1, 3>>, <<1>> < <<1, 0>>, <<1:1>> > <<0, 1>>, <<128>> > <<1:2>>, <<1:1>> < <<1:1, 0:1>>]]),
    io:format("~p~n", [[abc < abd, 'Z' < a, a < aa, '' < a, 'å' > z, abcdefgh < abcdefgi, abcdefgh < abcdefghi]]),
    io:format("~p~n", [[max(1, 1.0), max(1.0, 1), min(1, 1.0), min(1.0, 1), max(a, 1), min([], {})]]).

index(L) -> lists:zip(lists:seq(1, length(L)), L).

%! expect: [{<<1:1>>,<<"a">>}]
%! expect: [{<<"a">>,<<1:1>>}]
%! expect: false
%! expect: []
%! expect: [false,true,true,false,true]
%! expect: [true,true,true,true,false,true]
%! expect: [true,true,true,true,true]
%! expect: [true,true,true,true,true,true,true]
%! expect: [1,1.0,1,1.0,a,{}]
