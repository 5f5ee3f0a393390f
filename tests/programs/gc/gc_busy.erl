%% A process that makes much garbage and keeps little stays small, whatever the garbage is made by, and may do so under a
%% max_heap_size.
-module(gc_busy).
-export([main/0]).

main() ->
    [io:format("~p ~p~n", [Name, size_after(Work, [])]) || {Name, Work} <- work()],
    [io:format("~p ~p~n", [Name, size_after(Work, [{max_heap_size, 12000}])]) || {Name, Work} <- work()],
    io:format("~p~n", [grown()]).

work() ->
    [
        {floats, fun() -> floats(300000, 1.0) end},
        {tuples, fun() -> tuples(300000, {a, b}) end},
        {lists, fun() -> lists(10000) end},
        {deep, fun() -> deep(100) end}
    ].

size_after(Work, Options) ->
    {_, M} = spawn_opt(
        fun() ->
            Work(),
            {total_heap_size, Words} = process_info(self(), total_heap_size),
            exit({small, Words < 12000})
        end,
        [monitor | Options]
    ),
    receive {'DOWN', M, process, _, Why} -> Why end.

floats(0, X) -> X;
floats(N, X) -> floats(N - 1, X * 1.00001).

tuples(0, T) -> T;
tuples(N, {A, B}) -> tuples(N - 1, {B, A}).

lists(0) -> ok;
lists(N) -> 1275 = lists:sum(lists:reverse(lists:seq(1, 50))), lists(N - 1).

deep(0) -> floats(50000, 1.0), tuples(50000, {a, b}), 0;
deep(N) -> 1 + deep(N - 1).

%% What lives makes it grow all the same.
grown() ->
    List = [{N, float(N)} || N <- lists:seq(1, 100000)],
    {total_heap_size, Words} = process_info(self(), total_heap_size),
    {length(List), Words > 700000}.

%! collect: no builds much
%! expect: floats {small,true}
%! expect: tuples {small,true}
%! expect: lists {small,true}
%! expect: deep {small,true}
%! expect: floats {small,true}
%! expect: tuples {small,true}
%! expect: lists {small,true}
%! expect: deep {small,true}
%! expect: {100000,true}
