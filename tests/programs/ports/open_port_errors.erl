%% What open_port/2 refuses, and how it says so.
-module(open_port_errors).
-export([main/0]).

main() ->
    [
        io:format("~p ~p: ~p~n", [Name, Settings, attempt(Name, Settings)])
     || {Name, Settings} <- [
            {foo, []},
            {{}, []},
            {{fd, 1}, []},
            {{fd, a, b}, []},
            {{spawn, {x}}, []},
            {{spawn_driver, "no_such_driver"}, []},
            {{spawn_executable, "/no/such/program"}, []},
            {{fd, 1, 1}, [foo]},
            {{fd, 1, 1}, [{packet, 3}]},
            {{fd, 1, 1}, [{packet, 2}, line]},
            {{fd, 1, 1}, [{line, 0}]},
            {{fd, 1, 1}, [stderr_to_stdout, nouse_stdio]},
            {{fd, 1, 1}, [exit_status]},
            {{fd, 1, 1}, [{args, ["x"]}]},
            {{fd, 1, 1}, [{parallelism, maybe_so}]},
            {{fd, 1, 1}, out},
            {{fd, 1, 1}, [out | binary]}
        ]
    ].

attempt(Name, Settings) ->
    try open_port(Name, Settings) of
        Port -> port_close(Port)
    catch
        error:Reason:Stack ->
            {_, _, _, Info} = hd(Stack),
            {Reason, maps:get(cause, proplists:get_value(error_info, Info, #{}), none)}
    end.

%! expect: foo []: {badarg,none}
%! expect: {} []: {badarg,none}
%! expect: {fd,1} []: {badarg,none}
%! expect: {fd,a,b} []: {badarg,none}
%! expect: {spawn,{x}} []: {badarg,none}
%! expect: {spawn_driver,"no_such_driver"} []: {badarg,none}
%! expect: {spawn_executable,"/no/such/program"} []: {enoent,none}
%! expect: {fd,1,1} [foo]: {badarg,badopt}
%! expect: {fd,1,1} [{packet,3}]: {badarg,badopt}
%! expect: {fd,1,1} [{packet,2},line]: {badarg,badopt}
%! expect: {fd,1,1} [{line,0}]: {badarg,badopt}
%! expect: {fd,1,1} [stderr_to_stdout,nouse_stdio]: {badarg,badopt}
%! expect: {fd,1,1} [exit_status]: {badarg,none}
%! expect: {fd,1,1} [{args,["x"]}]: {badarg,none}
%! expect: {fd,1,1} [{parallelism,maybe_so}]: {badarg,badopt}
%! expect: {fd,1,1} out: {badarg,badopt}
%! expect: {fd,1,1} [out|binary]: {badarg,badopt}
