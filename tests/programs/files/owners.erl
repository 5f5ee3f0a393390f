%% Who may use a raw file: only the process that opened it; it closes when that process ends.
-module(owners).
-export([main/0]).

main() ->
    F = filename:join("/tmp", "lingen_owner_" ++ os:getpid()),
    Self = self(),
    Pid = spawn(fun() ->
        {ok, Fd} = file:open(F, [raw, write]),
        ok = file:write(Fd, "x"),
        Self ! {fd, Fd},
        receive stop -> ok end
    end),
    Fd = receive {fd, D} -> D end,
    try file:write(Fd, "y") of R -> io:format("~p~n", [R])
    catch error:Reason -> io:format("error ~p~n", [Reason]) end,
    Ref = monitor(process, Pid),
    Pid ! stop,
    receive {'DOWN', Ref, _, _, Why} -> io:format("~p~n", [Why]) end,
    io:format("~p~n", [file:read_file(F)]),
    Handle = prim_file:internal_get_nif_resource(setelement(3, Fd, maps:put(owner, self(), element(3, Fd)))),
    timer:sleep(50),
    io:format("~p~n", [prim_file:close(setelement(3, Fd, #{owner => self(), handle => Handle}))]),
    {ok, Cooked} = file:open(F, [read]),
    Other = spawn_monitor(fun() -> exit(file:read(Cooked, 1)) end),
    receive {'DOWN', _, process, P, Read} when P =:= element(1, Other) -> io:format("~p~n", [Read]) end,
    ok = file:close(Cooked),
    io:format("~p~n", [file:read(Cooked, 1)]),
    file:delete(F).

%! expect: error not_on_controlling_process
%! expect: normal
%! expect: {ok,<<"x">>}
%! expect: {error,einval}
%! expect: {ok,"x"}
%! expect: {error,terminated}
