% Tables that go away while others list them: what ets:all tells of a table that is just being deleted leads nowhere.
%! expect: ok
-module(vanishing_tables).
-export([main/0]).

main() ->
    Workers = [spawn_monitor(fun() -> run(2000) end) || _ <- [1, 2, 3]],
    [receive {'DOWN', Ref, process, Pid, Reason} -> normal = Reason end || {Pid, Ref} <- Workers],
    io:format("ok~n").

run(0) ->
    ok;
run(N) ->
    Table = ets:new(table, []),
    true = lists:member(Table, ets:all()),
    [ets:info(Other, id) || Other <- ets:all()],
    ets:delete(Table),
    false = lists:member(Table, ets:all()),
    run(N - 1).
