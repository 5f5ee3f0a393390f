%% Tail calls run in constant space; body recursion may be millions of frames deep.
-module(tail_calls).
-export([main/0]).

main() ->
    io:format("~p~n", [count(3000000, 0)]),
    io:format("~p~n", [even(1000001)]),
    io:format("~p~n", [sum(2000000)]),
    io:format("~p~n", [length(build(1000000))]),
    F = fun Loop(0) -> done; Loop(N) -> Loop(N - 1) end,
    io:format("~p~n", [F(1000000)]),
    io:format("~p~n", [apply_loop(300000)]),
    io:format("~p~n", [try_loop(100000)]),
    {memory, M} = process_info(self(), memory),
    erlang:garbage_collect(),
    io:format("~p~n", [M < 200000000]).

count(0, A) -> A;
count(N, A) -> count(N - 1, A + 1).

even(0) -> true;
even(N) -> odd(N - 1).
odd(0) -> false;
odd(N) -> even(N - 1).

sum(0) -> 0;
sum(N) -> N + sum(N - 1).

build(0) -> [];
build(N) -> [N | build(N - 1)].

apply_loop(0) -> applied;
apply_loop(N) -> apply(fun apply_loop/1, [N - 1]).

try_loop(0) -> tried;
try_loop(N) ->
    try id(N) of M -> try_loop(M - 1) catch _:_ -> never end.

id(X) -> X.

%! collect: no calls some million times with something to allocate
%! expect: 3000000
%! expect: false
%! expect: 2000001000000
%! expect: 1000000
%! expect: done
%! expect: applied
%! expect: tried
%! expect: true
