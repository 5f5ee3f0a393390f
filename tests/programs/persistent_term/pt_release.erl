%% Replaced and erased terms stay whole for those who still have them: in timers, in messages under way between processes that
%% pass them round while their area is released, in exit reasons, in process dictionaries.
-module(pt_release).
-export([main/0]).

main() ->
    timers(),
    ring(),
    reasons().

term(N) -> {N, lists:seq(1, 600), #{number => N, text => lists:duplicate(300, N)}, <<N:8000>>}.

%% A timer holds what was erased long before it fires.
timers() ->
    [begin
         persistent_term:put({timer, N}, term(N)),
         Value = persistent_term:get({timer, N}),
         erlang:send_after(400, self(), {fired, N, Value}),
         erlang:start_timer(450, self(), {N, Value})
     end || N <- lists:seq(1, 20)],
    [persistent_term:erase({timer, N}) || N <- lists:seq(1, 20)],
    erlang:garbage_collect(),
    timer:sleep(150),
    %% Others take the place.
    [persistent_term:put({other, N}, lists:seq(N, N + 3000)) || N <- lists:seq(1, 20)],
    Right = [N || N <- lists:seq(1, 20), receive {fired, N, V} -> V =:= term(N) end],
    Started = [N || N <- lists:seq(1, 20), receive {timeout, _, {N, V}} -> V =:= term(N) end],
    io:format("~p timers fired, ~p started ones~n", [length(Right), length(Started)]),
    [persistent_term:erase({other, N}) || N <- lists:seq(1, 20)].

%% Terms go round and round while new ones are put and old ones released.
ring() ->
    Main = self(),
    persistent_term:put(ring, term(0)),
    Members = [spawn_link(fun() -> member(Main, undefined) end) || _ <- lists:seq(1, 24)],
    lists:foldl(fun(Pid, Next) -> Pid ! {next, Next}, Pid end, hd(Members), lists:reverse(Members)),
    [Pid ! {pass, persistent_term:get(ring), 0} || Pid <- Members],
    [begin persistent_term:put(ring, term(N)), timer:sleep(1) end || N <- lists:seq(1, 250)],
    [Pid ! stop || Pid <- Members],
    Wrong = lists:sum([receive {member, Pid, W} -> W end || Pid <- Members]),
    io:format("~p wrong terms in the ring~n", [Wrong]),
    persistent_term:erase(ring).

member(Main, undefined) -> receive {next, Next} -> member(Main, Next, 0) end.

member(Main, Next, Wrong) ->
    receive
        {pass, Value, Count} ->
            Bad = case Value =:= term(element(1, Value)) of true -> 0; false -> 1 end,
            %% Now and then a fresh one comes into play; kept ones see their area go.
            Passed = case Count rem 7 of
                0 -> persistent_term:get(ring);
                _ -> Value
            end,
            put(kept, Passed),
            Next ! {pass, Passed, Count + 1},
            member(Main, Next, Wrong + Bad);
        stop ->
            Main ! {member, self(), Wrong}
    end.

%% Processes that end with such a term as their reason while it is erased.
reasons() ->
    process_flag(trap_exit, true),
    Results = [begin
        persistent_term:put(reason, term(N)),
        Pids = [spawn_link(fun() -> exit(persistent_term:get(reason, {badarg, late})) end) || _ <- lists:seq(1, 10)],
        persistent_term:erase(reason),
        [receive {'EXIT', Pid, Reason} -> ended(Reason, N) end || Pid <- Pids]
    end || N <- lists:seq(1, 100)],
    io:format("~p~n", [lists:usort(lists:append(Results))]).

%% Whoever came too late finds nothing.
ended({badarg, _}, _) -> right;
ended(Reason, N) -> case Reason =:= term(N) of true -> right; false -> wrong end.

%! collect: no walks large terms in 24 processes for a minute
%! expect: 20 timers fired, 20 started ones
%! expect: 0 wrong terms in the ring
%! expect: [right]
