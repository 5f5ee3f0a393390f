%% Sequential traces of spawns, exit signals, aliases and ports; what takes a token away and what leaves it; a port as the tracer.
-module(sequential_events).
-export([main/0, loop/1]).

main() ->
    process_flag(trap_exit, true),
    Tracer = spawn(fun() -> collect([]) end),
    seq_trace:set_system_tracer(Tracer),
    Names = #{self() => me, group_leader() => leader},
    Show = fun(What, More) -> show(What, Tracer, maps:merge(Names, More)) end,

    token(),
    A = spawn(?MODULE, loop, [x]),
    Show(spawn, #{A => child}),
    token(),
    B = spawn_link(?MODULE, loop, [x]),
    Show(spawn_link, #{B => child}),
    token(),
    {C, DownRef} = spawn_monitor(?MODULE, loop, [x]),
    Show(spawn_monitor, #{C => child, DownRef => ref}),
    token(),
    D = spawn_opt(?MODULE, loop, [x], [link, {priority, high}]),
    Show(spawn_opt, #{D => child}),
    token(),
    Request = spawn_request(?MODULE, loop, [x], [{reply_tag, tag}]),
    E = receive {tag, Request, ok, Pid} -> Pid end,
    Show(spawn_request, #{E => child, Request => ref}),
    token(),
    Failed = spawn_request(?MODULE, loop, [x], [badly, {reply_tag, tag}]),
    receive {tag, Failed, error, badopt} -> ok end,
    Show(spawn_request_error, #{}),
    token(),
    Silent = spawn_request(?MODULE, loop, [x], [{reply, no}]),
    F = receive after 20 -> [P || P <- erlang:processes(), P > E, erlang:process_info(P, initial_call) =:= {initial_call, {?MODULE, loop, 1}}] end,
    Show(spawn_request_silent, #{hd(F) => child, Silent => ref}),

    token(),
    B ! {exit, reason},
    receive {'EXIT', B, reason} -> ok end,
    Show(link_exit, #{B => child}),
    token(),
    C ! {exit, reason},
    receive {'DOWN', DownRef, _, _, _} -> ok end,
    Show(down, #{C => child}),
    token(),
    exit(D, reason),
    receive {'EXIT', D, reason} -> ok end,
    Show(exit_2, #{D => child}),
    token(),
    exit(self(), reason),
    receive {'EXIT', _, reason} -> ok end,
    Show(exit_self, #{}),

    Port = open_port({spawn, "cat"}, [binary]),
    token(),
    Port ! {self(), {command, "a"}},
    receive {Port, {data, _}} -> ok end,
    Show(port, #{Port => port}),
    token(),
    port_command(Port, "a"),
    receive {Port, {data, _}} -> ok end,
    Show(port_command, #{Port => port}),
    token(),
    port_close(Port),
    receive {'EXIT', Port, _} -> ok end,
    Show(port_exit, #{Port => port}),

    Alias = alias(),
    token(),
    Alias ! message,
    receive message -> ok end,
    Show(alias, #{Alias => alias}),
    unalias(Alias),
    token(),
    Alias ! message,
    Show(no_alias, #{Alias => alias}),
    token(),
    erlang:send_after(5, self(), timer),
    receive timer -> ok end,
    Show(timer, #{}),
    token(),
    A ! {echo, self()},
    receive echo -> ok end,
    Show(echo, #{A => child}),

    token(),
    A ! {echo, self()},
    receive after 20 -> ok end,
    seq_trace:reset_trace(),
    receive echo -> ok end,
    Show(reset, #{A => child}),

    Cat = open_port({spawn, "cat"}, [binary]),
    Tracer = seq_trace:set_system_tracer(Cat),
    token(),
    seq_trace:set_token(label, 17),
    seq_trace:print(17, hello),
    seq_trace:reset_trace(),
    {seq_trace, 17, Printed} = external(Cat),
    io:format("~w~n", [named(Printed, Names)]),
    seq_trace:set_system_tracer(false),
    1 = erlang:trace(A, true, [send, {tracer, Cat}]),
    A ! {echo, self()},
    receive echo -> ok end,
    io:format("~w~n", [named(external(Cat), Names#{A => child})]).

external(Port) -> receive {Port, {data, Data}} -> binary_to_term(Data) after 2000 -> nothing end.

token() ->
    seq_trace:reset_trace(),
    seq_trace:set_token(label, label),
    [seq_trace:set_token(Flag, true) || Flag <- [send, 'receive', print]].

loop(State) ->
    receive
        {exit, Reason} -> exit(Reason);
        {echo, To} -> To ! echo, loop(State)
    end.

collect(Events) ->
    receive
        {fetch, From} ->
            From ! {events, lists:reverse(Events)},
            collect([]);
        Event ->
            collect([Event | Events])
    end.

show(What, Tracer, Names) ->
    Token = seq_trace:get_token(),
    seq_trace:set_token([]),
    receive after 40 -> ok end,
    Tracer ! {fetch, self()},
    Events = receive {events, Got} -> Got end,
    io:format("~w ~w~n", [What, named(Token, Names)]),
    [io:format("  ~w~n", [named(Event, Names)]) || {seq_trace, label, Event} <- Events].

named(Term, Names) when is_map_key(Term, Names) -> map_get(Term, Names);
named(Term, Names) when is_tuple(Term) -> list_to_tuple(named(tuple_to_list(Term), Names));
named([Head | Tail], Names) -> [named(Head, Names) | named(Tail, Names)];
named(Term, _) when is_reference(Term) -> ref;
named(Term, _) -> Term.

%! expect: spawn {7,label,1,me,0}
%! expect:   {send,{0,1},me,child,{spawn_request,ref,me,leader,{sequential_events,loop,1},[],spawn_reply,[x]}}
%! expect:   {'receive',{0,1},me,child,{spawn_request,ref,me,leader,{sequential_events,loop,1},[],spawn_reply,[x]}}
%! expect:   {send,{1,2},child,me,{spawn_reply,ref,ok,child}}
%! expect:   {'receive',{1,2},child,me,{spawn_reply,ref,ok,child}}
%! expect: spawn_link {7,label,1,me,0}
%! expect:   {send,{0,1},me,child,{spawn_request,ref,me,leader,{sequential_events,loop,1},[link],spawn_reply,[x]}}
%! expect:   {'receive',{0,1},me,child,{spawn_request,ref,me,leader,{sequential_events,loop,1},[link],spawn_reply,[x]}}
%! expect:   {send,{1,2},child,me,{spawn_reply,ref,ok,child}}
%! expect:   {'receive',{1,2},child,me,{spawn_reply,ref,ok,child}}
%! expect: spawn_monitor {7,label,1,me,0}
%! expect:   {send,{0,1},me,child,{spawn_request,ref,me,leader,{sequential_events,loop,1},[monitor],spawn_reply,[x]}}
%! expect:   {'receive',{0,1},me,child,{spawn_request,ref,me,leader,{sequential_events,loop,1},[monitor],spawn_reply,[x]}}
%! expect:   {send,{1,2},child,me,{spawn_reply,ref,ok,child}}
%! expect:   {'receive',{1,2},child,me,{spawn_reply,ref,ok,child}}
%! expect: spawn_opt {7,label,1,me,0}
%! expect:   {send,{0,1},me,child,{spawn_request,ref,me,leader,{sequential_events,loop,1},[link,{priority,high}],spawn_reply,[x]}}
%! expect:   {'receive',{0,1},me,child,{spawn_request,ref,me,leader,{sequential_events,loop,1},[link,{priority,high}],spawn_reply,[x]}}
%! expect:   {send,{1,2},child,me,{spawn_reply,ref,ok,child}}
%! expect:   {'receive',{1,2},child,me,{spawn_reply,ref,ok,child}}
%! expect: spawn_request {7,label,2,child,1}
%! expect:   {send,{0,1},me,child,{spawn_request,ref,me,leader,{erts_internal,spawn_init,1},[{reply_tag,tag}],tag,[{sequential_events,loop,[x]}]}}
%! expect:   {'receive',{0,1},me,child,{spawn_request,ref,me,leader,{erts_internal,spawn_init,1},[{reply_tag,tag}],tag,[{sequential_events,loop,[x]}]}}
%! expect:   {send,{1,2},child,me,{tag,ref,ok,child}}
%! expect:   {'receive',{1,2},child,me,{tag,ref,ok,child}}
%! expect: spawn_request_error {7,label,0,me,0}
%! expect: spawn_request_silent {7,label,1,me,0}
%! expect:   {send,{0,1},me,child,{spawn_request,ref,me,leader,{erts_internal,spawn_init,1},[{reply,no}],spawn_reply,[{sequential_events,loop,[x]}]}}
%! expect:   {'receive',{0,1},me,child,{spawn_request,ref,me,leader,{erts_internal,spawn_init,1},[{reply,no}],spawn_reply,[{sequential_events,loop,[x]}]}}
%! expect: link_exit {7,label,2,child,1}
%! expect:   {send,{0,1},me,child,{exit,reason}}
%! expect:   {'receive',{0,1},me,child,{exit,reason}}
%! expect:   {send,{1,2},child,me,{'EXIT',child,reason}}
%! expect:   {'receive',{1,2},child,me,{'EXIT',child,reason}}
%! expect: down {7,label,1,me,0}
%! expect:   {send,{0,1},me,child,{exit,reason}}
%! expect:   {'receive',{0,1},me,child,{exit,reason}}
%! expect: exit_2 []
%! expect: exit_self []
%! expect: port {7,label,1,me,0}
%! expect:   {send,{0,1},me,port,{me,{command,[97]}}}
%! expect: port_command {7,label,0,me,0}
%! expect: port_exit []
%! expect: alias {7,label,1,me,0}
%! expect:   {send,{0,1},me,alias,message}
%! expect:   {'receive',{0,1},me,me,message}
%! expect: no_alias {7,label,1,me,0}
%! expect:   {send,{0,1},me,alias,message}
%! expect: timer {7,label,0,me,0}
%! expect: echo {7,label,2,child,1}
%! expect:   {send,{0,1},me,child,{echo,me}}
%! expect:   {'receive',{0,1},me,child,{echo,me}}
%! expect:   {send,{1,2},child,me,echo}
%! expect:   {'receive',{1,2},child,me,echo}
%! expect: reset []
%! expect:   {send,{0,1},me,child,{echo,me}}
%! expect:   {'receive',{0,1},me,child,{echo,me}}
%! expect:   {send,{1,2},child,me,echo}
%! expect: {print,{0,1},me,[],hello}
%! expect: {trace,child,send,echo,me}
