%% process_info: items of oneself and of others.
-module(info_items).
-export([main/0, wait/1]).

main() ->
    P = spawn_opt(?MODULE, wait, [self()], [link, {priority, low}, {fullsweep_after, 7}, {message_queue_data, off_heap}]),
    receive {P, ready} -> ok end,
    P ! {x, 1}, P ! {x, 2},
    I = fun(Item) -> io:format("~0p~n", [process_info(P, Item)]) end,
    [I(X) || X <- [registered_name, message_queue_len, messages, priority, trap_exit, initial_call, current_function,
                   status, fullsweep_after, message_queue_data, dictionary, {dictionary, key}, error_handler, suspending,
                   monitors, async_dist, last_calls, trace, catchlevel]],
    io:format("~p~n", [process_info(P, links) =:= {links, [self()]}]),
    io:format("~p~n", [process_info(P, parent) =:= {parent, self()}]),
    io:format("~p~n", [process_info(P, group_leader) =:= {group_leader, group_leader()}]),
    R = monitor(process, P),
    io:format("~p~n", [process_info(P, monitored_by) =:= {monitored_by, [self()]}]),
    io:format("~p~n", [process_info(self(), monitors) =:= {monitors, [{process, P}]}]),
    demonitor(R),
    io:format("~p~n", [process_info(P, monitored_by)]),
    register(the_name, P),
    I(registered_name),
    I([message_queue_len, registered_name, trap_exit]),
    I([]),
    io:format("~0p~n", [[K || {K, _} <- process_info(P)]]),
    io:format("~p~n", [is_integer(element(2, process_info(P, memory)))]),
    io:format("~p~n", [catch element(1, element(2, (catch process_info(P, nosuch))))]),
    {current_location, {?MODULE, wait, 1, [{file, _}, {line, L}]}} = process_info(P, current_location),
    io:format("~p~n", [L]),
    unlink(P), exit(P, kill),
    io:format("~p ~p~n", [process_info(P, links), process_info(P)]),
    io:format("~p~n", [process_info(self(), status)]),
    self() ! hello,
    io:format("~p~n", [process_info(self(), messages)]).

wait(Parent) ->
    put(key, {some, value}),
    process_flag(trap_exit, true),
    Parent ! {self(), ready},
    receive stop -> ok end.

%! expect: []
%! expect: {message_queue_len,2}
%! expect: {messages,[{x,1},{x,2}]}
%! expect: {priority,low}
%! expect: {trap_exit,true}
%! expect: {initial_call,{info_items,wait,1}}
%! expect: {current_function,{info_items,wait,1}}
%! expect: {status,waiting}
%! expect: {fullsweep_after,7}
%! expect: {message_queue_data,off_heap}
%! expect: {dictionary,[{key,{some,value}}]}
%! expect: {{dictionary,key},{some,value}}
%! expect: {error_handler,error_handler}
%! expect: {suspending,[]}
%! expect: {monitors,[]}
%! expect: {async_dist,false}
%! expect: {last_calls,false}
%! expect: {trace,0}
%! expect: {catchlevel,0}
%! expect: true
%! expect: true
%! expect: true
%! expect: true
%! expect: true
%! expect: {monitored_by,[]}
%! expect: {registered_name,the_name}
%! expect: [{message_queue_len,2},{registered_name,the_name},{trap_exit,true}]
%! expect: []
%! expect: [registered_name,current_function,initial_call,status,message_queue_len,links,dictionary,trap_exit,error_handler,priority,group_leader,total_heap_size,heap_size,stack_size,reductions,garbage_collection,suspending]
%! expect: true
%! expect: badarg
%! expect: 39
%! expect: undefined undefined
%! expect: {status,running}
%! expect: {messages,[hello]}
