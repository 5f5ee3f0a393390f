%% Processes of one priority that never wait get like shares, on however many schedulers, whoever spawned them.
-module(fair_shares).
-export([main/0]).

%! expect: fair true

main() ->
    process_flag(priority, max),
    Workers = 40,
    Counts = counters:new(Workers, []),
    Pids = [spawn_link(fun() -> work(Counts, I) end) || I <- lists:seq(1, Workers)],
    Least = until(Counts, Workers, 3000),
    Shares = [counters:get(Counts, I) || I <- lists:seq(1, Workers)],
    [begin unlink(P), exit(P, kill) end || P <- Pids],
    io:format("fair ~p~n", [lists:max(Shares) < 6 * Least]).

work(Counts, I) ->
    _ = lists:seq(1, 50),
    counters:add(Counts, I, 1),
    work(Counts, I).

until(Counts, Workers, Wanted) ->
    case lists:min([counters:get(Counts, I) || I <- lists:seq(1, Workers)]) of
        Least when Least >= Wanted -> Least;
        _ -> timer:sleep(20), until(Counts, Workers, Wanted)
    end.
