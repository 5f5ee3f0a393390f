%% Processes of one priority that never wait get like shares, on however many schedulers, whoever spawned them.
-module(fair_shares).
-export([main/0]).

%! expect: fair true

main() ->
    process_flag(priority, max),
    Workers = 40,
    Counts = counters:new(Workers, []),
    Pids = [spawn_link(fun() -> work(Counts, I) end) || I <- lists:seq(1, Workers)],
    Fair = fair(Counts, Workers, 200),
    [begin unlink(P), exit(P, kill) end || P <- Pids],
    io:format("fair ~p~n", [Fair]).

%% The shares of a while are alike; on BEAM only after some time.
fair(_, _, 0) ->
    false;
fair(Counts, Workers, Times) ->
    Shares = shares(Counts, Workers, read(Counts, Workers)),
    lists:max(Shares) < 6 * lists:min(Shares) orelse fair(Counts, Workers, Times - 1).

shares(Counts, Workers, Before) ->
    timer:sleep(10),
    Shares = lists:zipwith(fun(Now, Then) -> Now - Then end, read(Counts, Workers), Before),
    case lists:min(Shares) >= 1000 of
        true -> Shares;
        false -> shares(Counts, Workers, Before)
    end.

read(Counts, Workers) -> [counters:get(Counts, I) || I <- lists:seq(1, Workers)].

work(Counts, I) ->
    _ = lists:seq(1, 50),
    counters:add(Counts, I, 1),
    work(Counts, I).
