% Where the log events of the VM itself go: a process that system_flag names, the logger again once that is dead, nowhere.
%! expect: true
%! expect: {log,error,2}
%! expect: logger
%! expect: [logger,true,logger,logger,undefined,undefined,{error,badarg},{error,badarg}]
%! expect: nothing
%! expect: {log,error,2}
-module(system_logger).
-export([main/0]).

main() ->
    Proxy = whereis(logger_proxy),
    io:format("~p~n", [erlang:system_info(system_logger) =:= Proxy]),
    Self = self(),
    {Dead, Ref} = spawn_monitor(fun() -> erlang:system_flag(system_logger, self()), Self ! set, show(Self), receive stop -> ok end end),
    receive set -> ok end,
    event(),
    receive {shown, What} -> io:format("~p~n", [What]) end,
    Dead ! stop,
    receive {'DOWN', Ref, _, _, _} -> ok end,
    %% That it is dead shows when the next event finds nobody.
    ok = logger:add_primary_filter(none, {fun(_, _) -> stop end, []}),
    event(),
    io:format("~p~n", [given_up(Dead)]),
    Flags = [Dead, logger, logger, undefined, undefined, Self, whatever, 17],
    io:format("~p~n", [[shown(catch_flag(F), Dead) || F <- Flags]]),
    %% The last two were refused, so it is this process that gets the next ones.
    Self = erlang:system_flag(system_logger, undefined),
    event(),
    io:format("~p~n", [receive M -> M after 0 -> nothing end]),
    undefined = erlang:system_flag(system_logger, Self),
    event(),
    io:format("~p~n", [receive {log, Level, _, Arguments, _} -> {log, Level, length(Arguments)} end]),
    erlang:system_flag(system_logger, Proxy).

given_up(Dead) ->
    case erlang:system_info(system_logger) of
        Dead -> timer:sleep(1), given_up(Dead);
        Other -> Other
    end.

catch_flag(Value) ->
    try erlang:system_flag(system_logger, Value) catch Class:Reason -> {Class, Reason} end.

%% The results are the values before.
shown(Pid, Dead) when is_pid(Pid) -> Pid =:= Dead;
shown(Other, _) -> Other.

show(To) ->
    receive {log, Level, _, Arguments, _} -> To ! {shown, {log, Level, length(Arguments)}} end.

event() ->
    {_, Ref} = spawn_monitor(fun() -> exit_badly(nok) end),
    receive {'DOWN', Ref, _, _, _} -> ok end.

exit_badly(X) -> ok = X.
