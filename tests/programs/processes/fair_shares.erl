%% Processes of one priority that never wait get like shares, on however many schedulers, whoever spawned them; those of priority low an eighth
%% of that, however few they are. One of priority high that never waits holds up nobody as long as there is another scheduler.
-module(fair_shares).
-export([main/0]).
%! collect: no it measures shares of time, and each of these processes would collect without end

%! expect: fair true
%! expect: low true
%! expect: beside high true

main() ->
    process_flag(priority, max),
    Workers = 40,
    Low = 4,
    Counts = counters:new(Workers + Low, []),
    Pids = [spawn_opt(fun() -> work(Counts, I) end, [link, {priority, normal}]) || I <- lists:seq(1, Workers)],
    io:format("fair ~p~n", [fair(Counts, Workers, 200)]),
    LowPids = [
        spawn_opt(fun() -> work(Counts, I) end, [link, {priority, low}])
     || I <- lists:seq(Workers + 1, Workers + Low)
    ],
    io:format("low ~p~n", [low(Counts, Workers, Low, 200)]),
    io:format("beside high ~p~n", [erlang:system_info(schedulers_online) =:= 1 orelse beside_high(Counts, Workers)]),
    [stop(P) || P <- Pids ++ LowPids].

beside_high(Counts, Workers) ->
    High = spawn_opt(fun() -> work(counters:new(1, []), 1) end, [link, {priority, high}]),
    Fair = fair(Counts, Workers, 200),
    stop(High),
    Fair.

stop(Pid) ->
    unlink(Pid),
    exit(Pid, kill).

low(_, _, _, 0) ->
    false;
low(Counts, Workers, Low, Times) ->
    {NormalShares, LowShares} = lists:split(Workers, shares(Counts, Workers, read(Counts, Workers + Low))),
    Ratio = (lists:sum(LowShares) / Low) / (lists:sum(NormalShares) / Workers),
    (Ratio > 0.04 andalso Ratio < 0.4) orelse low(Counts, Workers, Low, Times - 1).

%% The shares of a while are alike; on BEAM only after some time.
fair(_, _, 0) ->
    false;
fair(Counts, Workers, Times) ->
    Shares = shares(Counts, Workers, read(Counts, Workers)),
    lists:max(Shares) < 6 * lists:min(Shares) orelse fair(Counts, Workers, Times - 1).

shares(Counts, Workers, Before) ->
    timer:sleep(10),
    Shares = lists:zipwith(fun(Now, Then) -> Now - Then end, read(Counts, length(Before)), Before),
    case lists:min(lists:sublist(Shares, Workers)) >= 2000 of
        true -> Shares;
        false -> shares(Counts, Workers, Before)
    end.

read(Counts, Workers) -> [counters:get(Counts, I) || I <- lists:seq(1, Workers)].

work(Counts, I) ->
    _ = lists:seq(1, 50),
    counters:add(Counts, I, 1),
    work(Counts, I).
