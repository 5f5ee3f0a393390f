%% Replaced and erased terms stay whole in the processes that hold them, also in messages, dictionaries and tables.
-module(pt_replace).
-export([main/0]).

main() ->
    Self = self(),
    Value = fun(N) -> {value, N, lists:seq(1, 50), #{n => N, bin => binary:copy(<<N>>, 200)}} end,
    T = ets:new(t, [public]),
    persistent_term:put(k, Value(0)),
    Pids = [spawn_link(fun() -> holder(Self, Value) end) || _ <- lists:seq(1, 10)],
    put(mine, persistent_term:get(k)),
    ets:insert(T, {0, persistent_term:get(k)}),
    Self ! {queued, persistent_term:get(k)},
    [begin
        persistent_term:put(k, Value(N)),
        ets:insert(T, {N, persistent_term:get(k)}),
        [P ! {check, persistent_term:get(k)} || P <- Pids]
     end || N <- lists:seq(1, 30)],
    persistent_term:erase(k),
    timer:sleep(100),
    erlang:garbage_collect(),
    io:format("~p~n", [get(mine) =:= Value(0)]),
    receive {queued, Q} -> io:format("~p~n", [Q =:= Value(0)]) end,
    io:format("~p~n", [lists:all(fun({N, V}) -> V =:= Value(N) end, ets:tab2list(T))]),
    [P ! {stop, Self} || P <- Pids],
    io:format("~p~n", [lists:usort([receive {done, P, R} -> R end || P <- Pids])]).

holder(To, Value) -> holder(To, Value, []).

holder(To, Value, Held) ->
    receive
        {check, V} -> holder(To, Value, [V | Held]);
        {stop, From} -> From ! {done, self(), {length(Held), lists:all(fun(V = {value, N, _, _}) -> V =:= Value(N) end, Held)}}
    end.

%! expect: true
%! expect: true
%! expect: true
%! expect: [{30,true}]
