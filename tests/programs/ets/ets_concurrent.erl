%% Many processes on one table: counters add up, inserts are all there, readers never see half an object.
-module(ets_concurrent).
-export([main/0]).

main() ->
    [run(Opts) || Opts <- [[set], [set, {write_concurrency, true}], [set, {write_concurrency, auto}], [ordered_set, {write_concurrency, true}], [ordered_set]]].

run(Opts) ->
    T = ets:new(t, [public, {read_concurrency, true} | Opts]),
    ets:insert(T, {counter, 0}),
    ets:insert(T, {pair, 0, 0, "0"}),
    W = 8,
    N = 500,
    all([fun() ->
        [begin
            ets:update_counter(T, counter, 1),
            ets:insert(T, {{I, J}, I * J}),
            V = I * 1000 + J,
            ets:insert(T, {pair, V, V, integer_to_list(V)}),
            [{pair, A, A, B}] = ets:lookup(T, pair),
            A = list_to_integer(B)
         end || J <- lists:seq(1, N)]
    end || I <- lists:seq(1, W)]),
    io:format("~p ~p~n", [ets:lookup(T, counter), ets:info(T, size)]),
    all([fun() -> [ets:delete(T, {I, J}) || J <- lists:seq(1, N)] end || I <- lists:seq(1, W)]),
    io:format("~p~n", [ets:info(T, size)]),
    ets:delete(T).

all(Fs) ->
    Ms = [element(2, spawn_monitor(F)) || F <- Fs],
    [receive {'DOWN', M, _, _, normal} -> ok end || M <- Ms].

%! expect: [{counter,4000}] 4002
%! expect: 2
%! expect: [{counter,4000}] 4002
%! expect: 2
%! expect: [{counter,4000}] 4002
%! expect: 2
%! expect: [{counter,4000}] 4002
%! expect: 2
%! expect: [{counter,4000}] 4002
%! expect: 2
