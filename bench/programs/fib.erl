%% Milliseconds for fib(35), the best of three: calls, small integers, a stack.
-module(fib).
-export([main/0]).

main() -> io:format("~p~n", [lists:min([element(1, timer:tc(fun() -> fib(35) end)) || _ <- [1, 2, 3]]) / 1000]).

fib(N) when N < 2 -> N;
fib(N) -> fib(N - 1) + fib(N - 2).
