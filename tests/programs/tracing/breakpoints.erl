%% erts_debug:breakpoint/2 leads calls to the process's error handler; the functions of erl_tracer; time stamps never repeat.
-module(breakpoints).
-export([main/0, breakpoint/3, exported/2, undefined_function/3]).

main() ->
    process_flag(error_handler, ?MODULE),
    io:format("~w~n", [erts_debug:breakpoint({?MODULE, exported, 2}, true)]),
    io:format("~w~n", [erts_debug:breakpoint({?MODULE, inner, '_'}, true)]),
    io:format("~w~n", [[exported(1, [2]), apply(?MODULE, exported, [id({3, <<"b">>}), 4.5]), (fun ?MODULE:exported/2)(a, b), inner(<<"rest">>)]]),
    io:format("~w~n", [erts_debug:breakpoint({?MODULE, '_', '_'}, false) > 5]),
    io:format("~w~n", [{exported(1, [2]), inner(<<"rest">>)}]),
    io:format("~w~n", [[badly(F) || F <- [{?MODULE, '_', 1}, {?MODULE, exported}, {1, a, 0}]]]),
    io:format("~w~n", [erts_debug:breakpoint({?MODULE, none, 7}, true)]),
    io:format("~w~n", [lists:sort(erl_tracer:module_info(nifs))]),
    Me = self(),
    Dead = spawn(fun() -> ok end),
    monitor(process, Dead),
    receive {'DOWN', _, _, _, _} -> ok end,
    io:format("~w~n", [[erl_tracer:enabled(call, Me, Dead), erl_tracer:enabled(call, Me, Me), erl_tracer:enabled(call, Dead, Me),
        erl_tracer:enabled(trace_status, Dead, Me), erl_tracer:enabled(trace_status, what, Me), erl_tracer:enabled(seq_trace, Me, 7)]]),
    ok = erl_tracer:trace(call, Me, tracee, {m, f, [1]}, #{match_spec_result => yes, scheduler_id => 3}),
    ok = erl_tracer:trace(send, Me, tracee, hello, #{extra => to}),
    ok = erl_tracer:trace(seq_trace, Me, 7, {print, {0, 1}, a, [], b}, #{}),
    ok = erl_tracer:trace(exit, Me, tracee, normal, #{timestamp => monotonic}),
    io:format("~w~n~w~n~w~n", [receive A -> A end, receive B -> B end, receive C -> C end]),
    receive {trace_ts, tracee, exit, normal, Stamp} -> io:format("~w~n", [is_integer(Stamp)]) end,
    Worker = spawn_link(fun() -> receive go -> [lists:reverse([N]) || N <- lists:seq(1, 200)] end end),
    erlang:trace(Worker, true, [call, timestamp]),
    erlang:trace_pattern({lists, reverse, 1}, true, [local]),
    Worker ! go,
    Stamps = [receive {trace_ts, Worker, call, _, T} -> T end || _ <- lists:seq(1, 200)],
    io:format("~w~n", [Stamps =:= lists:usort(Stamps)]).

id(X) -> X.
inner(<<"re", Rest/binary>>) -> cut(Rest).
cut(Rest) -> {cut, Rest}.
exported(A, B) -> {really, A, B}.
badly(F) -> try erts_debug:breakpoint(F, true) catch error:badarg -> badarg end.
breakpoint(?MODULE, Function, Arguments) -> {broken, Function, Arguments}.
undefined_function(M, F, As) -> error_handler:undefined_function(M, F, As).

%! expect: 1
%! expect: 1
%! expect: [{broken,exported,[1,[2]]},{broken,exported,[{3,<<98>>},4.5]},{broken,exported,[a,b]},{broken,inner,[<<114,101,115,116>>]}]
%! expect: true
%! expect: {{really,1,[2]},{cut,<<115,116>>}}
%! expect: [badarg,badarg,badarg]
%! expect: 0
%! expect: [{enabled,3},{trace,5}]
%! expect: [trace,discard,discard,remove,remove,trace]
%! expect: {trace,tracee,call,{m,f,[1]},yes,3}
%! expect: {trace,tracee,send,hello,to}
%! expect: {seq_trace,7,{print,{0,1},a,[],b}}
%! expect: true
%! expect: true
