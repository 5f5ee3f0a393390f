%% Hibernation, message floods with selective receive, deep stacks across collections.
-module(gc_hibernate).
-export([main/0, wake/2]).

main() ->
    State = lists:seq(1, 1000),
    P = spawn_link(fun() -> erlang:hibernate(?MODULE, wake, [self_(), State]) end),
    P ! {sum, self()},
    receive {answer, A} -> io:format("~p~n", [A]) end,
    P ! {sum, self()},
    receive {answer, A2} -> io:format("~p~n", [A2]) end,
    P ! stop,
    Self = self(),
    Flood = spawn_link(fun() -> [Self ! {n, N, lists:duplicate(10, N)} || N <- lists:seq(1, 5000)], Self ! last end),
    receive last -> ok end,
    true = is_pid(Flood),
    io:format("~p~n", [lists:sum([receive {n, N, L} -> length(L) end || N <- lists:seq(5000, 1, -1)])]),
    io:format("~p~n", [sum(200000)]),
    io:format("~p~n", [nested(2000)]).

self_() -> unused.

wake(X, State) ->
    receive
        {sum, From} ->
            From ! {answer, lists:sum(State)},
            erlang:hibernate(?MODULE, wake, [X, [1 | State]]);
        stop -> ok
    end.

sum(0) -> 0;
sum(N) -> element(1, {N + sum(N - 1), [N]}).

nested(N) ->
    T = lists:foldl(fun(I, Acc) -> [Acc, {I, Acc =:= []}] end, [], lists:seq(1, N)),
    erlang:garbage_collect(),
    erlang:phash2(T).

%! collect: no its large heaps are copied at every step
%! expect: 500500
%! expect: 500501
%! expect: 50000
%! expect: 20000100000
%! expect: 57186965
