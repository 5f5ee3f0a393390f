%% Trace events of ports: what each operation sends under the flags ports, send, receive and running_ports; new and existing ports.
-module(port_events).
-export([main/0]).

main() ->
    Tracer = spawn(fun() -> collect([]) end),
    Flags = [send, 'receive', ports, running_ports, {tracer, Tracer}],
    erlang:trace(new_ports, true, Flags),
    Me = self(),
    Port = open_port({spawn, "cat"}, []),
    Show = fun(What) -> show(What, Tracer, Port, #{Me => me}) end,
    Show(open),
    register(cat_port, Port),
    unregister(cat_port),
    register(cat_port, Port),
    Show(names),
    unlink(Port),
    Show(unlink),
    link(Port),
    Show(link),
    port_command(Port, "one"),
    receive {Port, {data, _}} -> ok end,
    Show(command),
    Port ! {Me, {command, ["tw", <<"o">>]}},
    receive {Port, {data, _}} -> ok end,
    Show(bang_command),
    catch port_control(Port, 17, "abc"),
    Show(control),
    catch erlang:port_call(Port, 17, "abc"),
    Show(call),
    erlang:port_info(Port, links),
    Show(info),
    erlang:port_set_data(Port, here),
    Ref = monitor(port, Port),
    demonitor(Ref),
    Show(monitor),
    Other = spawn(fun() -> give_back(Port, Me) end),
    Names = #{Me => me, Other => other},
    port_connect(Port, Other),
    show(connect, Tracer, Port, Names),
    unlink(Port),
    Other ! go,
    receive connected -> ok end,
    show(connect_back, Tracer, Port, Names),
    Port ! {Me, {connect, Other}},
    receive {Port, connected} -> ok end,
    show(bang_connect, Tracer, Port, Names),
    Other ! go,
    receive given -> ok end,
    Other ! stop,
    show(bang_connect_back, Tracer, Port, Names),
    process_flag(trap_exit, true),
    Port ! {Me, nonsense},
    receive {'EXIT', Port, badsig} -> ok end,
    Show(badsig),
    Port ! {Me, close},
    receive {Port, closed} -> ok end,
    Show(bang_close),
    closing(Tracer, Me, fun(P) -> port_close(P) end),
    closing(Tracer, Me, fun(P) -> exit(P, kill) end),
    settings(Tracer, Flags).

closing(Tracer, Me, Close) ->
    Port = open_port({spawn, "cat"}, [binary]),
    show(none, Tracer, Port, #{}),
    Close(Port),
    receive {'EXIT', Port, Reason} -> io:format("~w~n", [Reason]) end,
    show(close, Tracer, Port, #{Me => me}).

settings(Tracer, Flags) ->
    erlang:trace(all, false, [all]),
    Port = open_port({spawn, "cat"}, [binary]),
    io:format("~w~n", [[erlang:trace_info(Port, flags), erlang:trace(Port, true, Flags), erlang:trace_info(new_ports, flags)]]),
    {flags, Set} = erlang:trace_info(Port, flags),
    io:format("~w~n", [{lists:sort(Set), erlang:trace_info(Port, tracer) =:= {tracer, Tracer}}]),
    erlang:trace(Port, false, ['receive', ports, running_ports]),
    erlang:trace_pattern(send, [{[self(), '_'], [], [{message, other}]}], []),
    port_command(Port, "a"),
    receive {Port, {data, _}} -> ok end,
    show(pattern, Tracer, Port, #{self() => me}),
    erlang:trace_pattern(send, false, []),
    port_command(Port, "b"),
    receive {Port, {data, _}} -> ok end,
    show(off, Tracer, Port, #{self() => me}),
    erlang:trace_pattern(send, true, []),
    erlang:trace(self(), true, [procs, {tracer, Tracer}]),
    unlink(Port),
    link(Port),
    erlang:trace(self(), false, [procs]),
    show(procs, Tracer, Port, #{self() => me}),
    exit(Tracer, kill),
    receive after 20 -> ok end,
    port_command(Port, "c"),
    receive {Port, {data, _}} -> ok end,
    io:format("~w~n", [erlang:trace_info(Port, flags)]).

give_back(Port, To) ->
    receive go -> ok end,
    port_connect(Port, To),
    To ! connected,
    receive go -> ok end,
    Port ! {self(), {connect, To}},
    receive {Port, connected} -> To ! given end,
    receive stop -> ok end.

collect(Events) ->
    receive
        {fetch, From} ->
            From ! {events, lists:reverse(Events)},
            collect([]);
        Event ->
            collect([Event | Events])
    end.

%% Work that comes from outside has no fixed number of steps: pairs of {in, 0} and {out, 0} are left out.
show(What, Tracer, Port, Names) ->
    receive after 60 -> ok end,
    Tracer ! {fetch, self()},
    receive
        {events, Events} ->
            Kept = [E || E <- Events, not lists:member(E, [{trace, Port, in, 0}, {trace, Port, out, 0}])],
            What =:= none orelse [io:format("~w ~w~n", [What, named(list_to_tuple(tl(tuple_to_list(E))), Names#{Port => port})]) || E <- Kept]
    end.

named(Term, Names) when is_map_key(Term, Names) -> map_get(Term, Names);
named(Term, Names) when is_tuple(Term) -> list_to_tuple(named(tuple_to_list(Term), Names));
named([Head | Tail], Names) -> [named(Head, Names) | named(Tail, Names)];
named(Term, _) -> Term.

%! expect: open {port,open,me,cat}
%! expect: open {port,in,open}
%! expect: open {port,out,open}
%! expect: open {port,getting_linked,me}
%! expect: names {port,register,cat_port}
%! expect: names {port,unregister,cat_port}
%! expect: names {port,register,cat_port}
%! expect: unlink {port,in,unlink}
%! expect: unlink {port,getting_unlinked,me}
%! expect: unlink {port,out,unlink}
%! expect: link {port,in,link}
%! expect: link {port,getting_linked,me}
%! expect: link {port,out,link}
%! expect: command {port,in,command}
%! expect: command {port,'receive',{me,{command,<<111,110,101>>}}}
%! expect: command {port,out,command}
%! expect: command {port,send,{port,{data,[111,110,101]}},me}
%! expect: bang_command {port,in,command}
%! expect: bang_command {port,'receive',{me,{command,<<116,119,111>>}}}
%! expect: bang_command {port,out,command}
%! expect: bang_command {port,send,{port,{data,[116,119,111]}},me}
%! expect: control {port,in,control}
%! expect: control {port,'receive',{me,{control,{17,<<97,98,99>>}}}}
%! expect: control {port,out,control}
%! expect: call {port,in,call}
%! expect: call {port,out,call}
%! expect: info {port,in,info}
%! expect: info {port,out,info}
%! expect: monitor {port,in,monitor}
%! expect: monitor {port,out,monitor}
%! expect: monitor {port,in,demonitor}
%! expect: monitor {port,out,demonitor}
%! expect: connect {port,in,connect}
%! expect: connect {port,getting_linked,other}
%! expect: connect {port,'receive',{me,{connect,other}}}
%! expect: connect {port,send,{port,connected},me}
%! expect: connect {port,out,connect}
%! expect: connect_back {port,in,unlink}
%! expect: connect_back {port,getting_unlinked,me}
%! expect: connect_back {port,out,unlink}
%! expect: connect_back {port,in,connect}
%! expect: connect_back {port,getting_linked,me}
%! expect: connect_back {port,'receive',{other,{connect,me}}}
%! expect: connect_back {port,send,{port,connected},other}
%! expect: connect_back {port,out,connect}
%! expect: bang_connect {port,in,connect}
%! expect: bang_connect {port,'receive',{me,{connect,other}}}
%! expect: bang_connect {port,send,{port,connected},me}
%! expect: bang_connect {port,out,connect}
%! expect: bang_connect_back {port,in,connect}
%! expect: bang_connect_back {port,'receive',{other,{connect,me}}}
%! expect: bang_connect_back {port,send,{port,connected},other}
%! expect: bang_connect_back {port,out,connect}
%! expect: bang_connect_back {port,'receive',{other,close}}
%! expect: badsig {port,in,command}
%! expect: badsig {port,out,command}
%! expect: bang_close {port,in,close}
%! expect: bang_close {port,'receive',{me,close}}
%! expect: bang_close {port,closed,normal}
%! expect: bang_close {port,unregister,cat_port}
%! expect: bang_close {port,send,closed,me}
%! expect: normal
%! expect: close {port,in,close}
%! expect: close {port,'receive',{me,close}}
%! expect: close {port,closed,normal}
%! expect: killed
%! expect: close {port,in,close}
%! expect: close {port,'receive',{me,close}}
%! expect: close {port,closed,kill}
%! expect: [{flags,[]},1,{flags,[]}]
%! expect: {[ports,'receive',running_ports,send],true}
%! expect: pattern {port,send,{port,{data,<<97>>}},me}
%! expect: procs {me,unlink,port}
%! expect: procs {me,link,port}
%! expect: {flags,[]}
