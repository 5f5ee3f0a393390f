%% Call tracing of functions and BIFs: returns, exceptions, callers, counters, sessions.
-module(trace_calls).
-export([main/0, top/1, middle/1, fails/1, last/1, loop/1, twice/0, make/1]).

main() ->
    bifs(),
    returns(),
    exceptions(),
    callers(),
    counters(),
    sessions(),
    silence().

tracee(Fun) ->
    Parent = self(),
    {Pid, Ref} = spawn_monitor(fun() -> Parent ! {ready, self()}, receive go -> ok end, catch Fun(), Parent ! {done, self()}, receive stop -> ok end end),
    receive {ready, Pid} -> ok end,
    {Pid, Ref}.

run({Pid, Ref}) ->
    Pid ! go,
    receive {done, Pid} -> ok end,
    Deliver = erlang:trace_delivered(Pid),
    receive {trace_delivered, Pid, Deliver} -> ok end,
    Pid ! stop,
    receive {'DOWN', Ref, _, _, _} -> ok end,
    show().

show() ->
    receive
        Message when element(1, Message) =:= trace; element(1, Message) =:= trace_ts ->
            Clean = [E || E <- tuple_to_list(Message), not is_pid(E)],
            io:format("~0p~n", [case element(1, Message) of trace_ts -> lists:droplast(Clean); _ -> Clean end]),
            show()
    after 0 -> ok
    end.

off() ->
    erlang:trace_pattern({'_', '_', '_'}, false, [local, meta, call_count, call_time, call_memory]),
    erlang:trace_pattern({'_', '_', '_'}, false, []).

bifs() ->
    T = {Pid, _} = tracee(fun() -> X = integer_to_list(17), put(k, X), list_to_integer(X) end),
    1 = erlang:trace_pattern({erlang, integer_to_list, 1}, [{'_', [], [{return_trace}]}], []),
    1 = erlang:trace_pattern({erlang, put, 2}, true, [local]),
    1 = erlang:trace_pattern({erlang, list_to_integer, 1}, true, []),
    1 = erlang:trace(Pid, true, [call]),
    run(T),
    io:format("~p~n", [erlang:trace_info({erlang, put, 2}, traced)]),
    off(),
    io:format("~p~n", [erlang:trace_info({erlang, put, 2}, traced)]).

returns() ->
    T = {Pid, _} = tracee(fun() -> ?MODULE:top(3) end),
    erlang:trace_pattern({?MODULE, '_', '_'}, true, [local]),
    erlang:trace_pattern({?MODULE, middle, 1}, [{'_', [], [{return_trace}, {message, {caller}}]}], [local]),
    1 = erlang:trace(Pid, true, [call, return_to, arity]),
    run(T),
    off().

exceptions() ->
    T = {Pid, _} = tracee(fun() -> catch ?MODULE:fails(zero) end),
    erlang:trace_pattern({?MODULE, fails, 1}, [{'_', [], [{exception_trace}]}], [local]),
    erlang:trace_pattern({erlang, atom_to_list, 1}, [{'_', [], [{exception_trace}]}], [local]),
    1 = erlang:trace(Pid, true, [call, return_to]),
    run(T),
    off().

callers() ->
    T = {Pid, _} = tracee(fun() -> ?MODULE:last(5), ?MODULE:top(1) end),
    erlang:trace_pattern({erlang, put, 2}, [{'_', [], [{message, {caller}}]}], [local]),
    erlang:trace_pattern({?MODULE, middle, 1}, [{'_', [], [{message, {{{caller}, {is_seq_trace}}}}]}], [local]),
    1 = erlang:trace(Pid, true, [call, return_to]),
    run(T),
    off().

counters() ->
    {Pid, _} = T = tracee(fun() -> ?MODULE:loop(10), ?MODULE:twice() end),
    erlang:trace_pattern({?MODULE, loop, 1}, true, [call_count, call_time, call_memory]),
    erlang:trace_pattern({?MODULE, make, 1}, true, [call_memory]),
    1 = erlang:trace(Pid, true, [call]),
    run(T),
    {call_count, Count} = erlang:trace_info({?MODULE, loop, 1}, call_count),
    {call_time, [{Pid, Calls, 0, Us}]} = erlang:trace_info({?MODULE, loop, 1}, call_time),
    {call_memory, [{Pid, Calls, 0}]} = erlang:trace_info({?MODULE, loop, 1}, call_memory),
    {call_memory, [{Pid, Makes, Words}]} = erlang:trace_info({?MODULE, make, 1}, call_memory),
    io:format("~p ~p ~p ~p ~p~n", [Count, Calls, is_integer(Us), Makes, Words]),
    erlang:trace_pattern({?MODULE, loop, 1}, pause, [call_count]),
    ?MODULE:loop(3),
    io:format("~p~n", [erlang:trace_info({?MODULE, loop, 1}, call_count)]),
    erlang:trace_pattern({?MODULE, loop, 1}, restart, [call_count]),
    ?MODULE:loop(3),
    io:format("~p~n", [erlang:trace_info({?MODULE, loop, 1}, call_count)]),
    off().

sessions() ->
    Self = self(),
    Collect = fun(Name) -> spawn_link(fun() -> collect(Self, Name) end) end,
    A = trace:session_create(one, Collect(one), []),
    B = trace:session_create(two, Collect(two), []),
    {Pid, Ref} = tracee(fun() -> ?MODULE:top(1) end),
    1 = trace:process(A, Pid, true, [call]),
    1 = trace:process(B, Pid, true, [call, arity]),
    1 = trace:function(A, {?MODULE, top, 1}, true, []),
    1 = trace:function(B, {?MODULE, middle, 1}, true, [local]),
    io:format("~p~n", [[N || {N, _} <- trace:session_info({?MODULE, top, 1})]]),
    Pid ! go,
    receive {done, Pid} -> ok end,
    io:format("~0p~n", [receive {one, M1} -> M1 end]),
    io:format("~0p~n", [receive {two, M2} -> M2 end]),
    true = trace:session_destroy(A),
    false = trace:session_destroy(A),
    true = trace:session_destroy(B),
    Pid ! stop,
    receive {'DOWN', Ref, _, _, _} -> ok end.

collect(To, Name) ->
    receive {trace, _, call, What} -> To ! {Name, What}, collect(To, Name) end.

silence() ->
    T = {Pid, _} = tracee(fun() -> ?MODULE:middle(1), ?MODULE:top(2), ?MODULE:middle(3) end),
    erlang:trace_pattern({?MODULE, middle, 1}, true, []),
    erlang:trace_pattern({?MODULE, top, 1}, [{'_', [], [{silent, false}]}], []),
    1 = erlang:trace(Pid, true, [call, silent]),
    run(T),
    off().

top(X) -> Y = middle(X), Y + 1.
middle(X) -> X * 2.
fails(X) -> atom_to_list({X}).
last(X) -> Y = X + 1, put(key, Y).
loop(0) -> ok;
loop(N) -> loop(N - 1).
twice() -> {make(1), make(2)}.
make(X) -> {X, X, X}.

%! expect: [trace,call,{erlang,put,[k,"17"]}]
%! expect: {traced,local}
%! expect: {traced,false}
%! expect: [trace,call,{trace_calls,'-returns/0-fun-0-',0}]
%! expect: [trace,call,{trace_calls,top,1}]
%! expect: [trace,call,{trace_calls,middle,1},{trace_calls,top,1}]
%! expect: [trace,return_from,{trace_calls,middle,1},6]
%! expect: [trace,return_to,{trace_calls,top,1}]
%! expect: [trace,return_to,{trace_calls,'-tracee/1-fun-0-',2}]
%! expect: [trace,call,{trace_calls,fails,[zero]}]
%! expect: [trace,call,{erlang,atom_to_list,[{zero}]}]
%! expect: [trace,exception_from,{erlang,atom_to_list,1},{error,badarg}]
%! expect: [trace,exception_from,{trace_calls,fails,1},{error,badarg}]
%! expect: [trace,return_to,{trace_calls,'-exceptions/0-fun-0-',0}]
%! expect: [trace,call,{erlang,put,[key,6]},{trace_calls,last,1}]
%! expect: [trace,return_to,{trace_calls,last,1}]
%! expect: [trace,call,{trace_calls,middle,[1]},{{trace_calls,top,1},false}]
%! expect: [trace,return_to,{trace_calls,top,1}]
%! expect: 11 11 true 2 8
%! expect: {call_count,11}
%! expect: {call_count,4}
%! expect: [one]
%! expect: {trace_calls,top,[1]}
%! expect: {trace_calls,middle,1}
%! expect: [trace,call,{trace_calls,top,[2]}]
%! expect: [trace,call,{trace_calls,middle,[3]}]
