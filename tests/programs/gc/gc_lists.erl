%% Terms of all kinds survive many collections, in stacks, messages and the process dictionary.
-module(gc_lists).
-export([main/0]).

main() ->
    Terms = terms(30),
    Hash = erlang:phash2(Terms, 1 bsl 32),
    put(kept, Terms),
    churn(200, []),
    io:format("~p~n", [erlang:phash2(get(kept), 1 bsl 32) =:= Hash]),
    io:format("~p~n", [erlang:phash2(Terms, 1 bsl 32) =:= Hash]),
    erlang:garbage_collect(),
    io:format("~p~n", [Terms =:= terms(30)]),
    io:format("~p~n", [deep(100000)]),
    Pid = spawn_opt(fun() -> echo(0) end, [{fullsweep_after, 0}, {min_heap_size, 1000}]),
    [Pid ! {self(), N, terms(N rem 5)} || N <- lists:seq(1, 300)],
    io:format("~p~n", [lists:all(fun(N) -> receive {N, T} -> T =:= terms(N rem 5) end end, lists:seq(300, 1, -1))]).

terms(N) ->
    [{I, I * 1.5, <<I:64>>, binary:copy(<<I>>, 100), #{I => [I], key => {I}}, "text", 1 bsl (I + 60), make_fun(I), maps:from_list([{K, I} || K <- lists:seq(1, 40)])}
     || I <- lists:seq(1, N)].

make_fun(I) -> {fun erlang:phash2/1, I}.

churn(0, _) -> ok;
churn(N, Keep) ->
    Garbage = lists:seq(1, 3000),
    churn(N - 1, [length(Garbage), Keep]).

deep(N) -> length(build(N)).

build(0) -> [];
build(N) -> [N | build(N - 1)].

echo(Count) ->
    receive {From, N, T} -> From ! {N, T}, echo(Count + 1) end.

%! collect: no its large heaps are copied at every step
%! expect: true
%! expect: true
%! expect: true
%! expect: 100000
%! expect: true
