%% A raw file or a socket of the module socket watches the process that owns it: process_info shows its reference.
%! expect: [file]
%! expect: []
%! expect: [socket]
%! expect: same
%! expect: {given,[],[socket]}
%! expect: []
-module(owned_resources).
-export([main/0]).

main() ->
    Name = filename:join(os:getenv("TMPDIR", "/tmp"), "owned_resources." ++ os:getpid()),
    {ok, File} = file:open(Name, [raw, write]),
    show(file, self(), 1),
    ok = file:close(File),
    show(file, self(), 0),
    ok = file:delete(Name),
    {ok, Socket} = socket:open(inet, stream, tcp, #{use_registry => false}),
    show(socket, self(), 1),
    {'$socket', Reference} = Socket,
    [Shown] = watchers(self()),
    io:format("~p~n", [case Shown of Reference -> same; _ -> other end]),
    {Other, Monitor} = spawn_monitor(fun() -> receive stop -> ok end end),
    ok = socket:setopt(Socket, {otp, controlling_process}, Other),
    await(Other, 1),
    await(self(), 0),
    io:format("~p~n", [{given, [socket || _ <- watchers(self())], [socket || _ <- watchers(Other)]}]),
    Other ! stop,
    receive {'DOWN', Monitor, process, Other, normal} -> ok end,
    show(socket, self(), 0).

%% BEAM's monitors are signals on their way for a moment.
show(What, Pid, Count) ->
    await(Pid, Count),
    io:format("~p~n", [[What || _ <- watchers(Pid)]]).

await(Pid, Count) ->
    case length(watchers(Pid)) of
        Count -> ok;
        _ -> erlang:yield(), await(Pid, Count)
    end.

watchers(Pid) ->
    {monitored_by, Watchers} = process_info(Pid, monitored_by),
    [Watcher || Watcher <- Watchers, is_reference(Watcher)].
