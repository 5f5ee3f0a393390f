%% What erlang:yield/0 and garbage_collect/0 do is done when they return; serial numbers of sequential tracing; a sensitive process
%% is not traced.
%! collect: no it counts the collections that are traced
-module(yield_and_serials).
-export([main/0, running/0]).

main() ->
    io:format("~w~n", [[{trace, How, Where} || {trace, _, How, Where} <- running()]]),
    [{trace, _, _, [{Size, _} | _]} | _] = Collections = collecting(),
    io:format("~w~n~w~n", [[Kind || {trace, _, Kind, _} <- Collections], Size]),
    put(list, lists:seq(1, 100000)),
    garbage_collect(),
    {_, Large} = process_info(self(), total_heap_size),
    erase(list),
    garbage_collect(),
    {_, Small} = process_info(self(), total_heap_size),
    io:format("small again: ~w~n", [Small * 10 < Large]),
    [io:format("~w~n", [{Kind, Serial, Message}]) || {seq_trace, 7, {Kind, Serial, _, _, Message}} <- serials()].

tracer() -> spawn_link(fun() -> receive after infinity -> ok end end).

seen(Tracer) ->
    Reference = erlang:trace_delivered(self()),
    receive {trace_delivered, _, Reference} -> ok end,
    {messages, Messages} = process_info(Tracer, messages),
    Messages.

running() ->
    Tracer = tracer(),
    process_flag(sensitive, true),
    erlang:trace(self(), true, [running, {tracer, Tracer}]),
    erlang:yield(),
    erlang:yield(),
    process_flag(sensitive, false),
    erlang:yield(),
    erlang:trace(self(), false, [running, {tracer, Tracer}]),
    seen(Tracer).

collecting() ->
    Tracer = tracer(),
    process_flag(sensitive, true),
    erlang:trace(self(), true, [garbage_collection, {tracer, Tracer}]),
    garbage_collect(),
    garbage_collect(),
    process_flag(sensitive, false),
    garbage_collect(),
    erlang:trace(self(), false, [garbage_collection, {tracer, Tracer}]),
    seen(Tracer).

serials() ->
    Tracer = tracer(),
    seq_trace:set_system_tracer(Tracer),
    seq_trace:set_token(label, 7),
    [seq_trace:set_token(Flag, true) || Flag <- [send, 'receive', print]],
    seq_trace:print(7, a),
    self() ! one,
    self() ! two,
    receive one -> ok end,
    self() ! three,
    seq_trace:print(b),
    process_flag(sensitive, true),
    self() ! not_seen,
    process_flag(sensitive, false),
    receive two -> ok end,
    self() ! four,
    seq_trace:reset_trace(),
    seen(Tracer).

%! expect: [{trace,out,{yield_and_serials,running,0}},{trace,in,{yield_and_serials,running,0}}]
%! expect: [gc_major_start,gc_major_end]
%! expect: wordsize
%! expect: small again: true
%! expect: {print,{0,1},a}
%! expect: {send,{0,2},one}
%! expect: {send,{0,3},two}
%! expect: {'receive',{0,2},one}
%! expect: {send,{2,4},three}
%! expect: {print,{2,5},b}
%! expect: {'receive',{0,3},two}
%! expect: {send,{3,7},four}
