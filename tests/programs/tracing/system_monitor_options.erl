%% Options of erlang:system_monitor, long message queues, busy ports.
-module(system_monitor_options).
-export([main/0]).

main() ->
    Watcher = spawn_link(fun() -> watch([]) end),
    [io:format("~w~n", [set(Watcher, Options)]) || Options <- [[{long_gc, 5}, {long_schedule, 7}, {large_heap, 9}, busy_port, busy_dist_port,
        {long_message_queue, {1, 2}}], [{long_gc, 0}, {large_heap, 20000}], [busy_port], [], [{long_message_queue, {2, 2}}], [{long_message_queue, {0, 2}}],
        [{long_message_queue, 2}], [long_message_queue], [{long_message_queue, {-1, 3}}], [{busy_port, true}], [{long_gc, -1}], [{large_heap, x}],
        [{long_schedule, 0}], [foo], [busy_port | x], {busy_port}]],
    true = is_tuple(erlang:system_monitor(Watcher, [{long_message_queue, {3, 6}}, busy_port])),
    Receiver = spawn_link(fun() -> receive first -> ok end, receive go -> ok end, [receive x -> ok end || _ <- lists:seq(1, 9)], receive done -> ok end end),
    [Receiver ! x || _ <- lists:seq(1, 9)],
    Receiver ! first,
    Receiver ! go,
    Watcher ! {wanted, self(), Receiver, 2},
    io:format("~w~n", [receive {seen, Seen} -> Seen end]),
    Port = open_port({spawn, "sleep 1000"}, [{busy_limits_port, {5, 10}}, binary]),
    {os_pid, OsPid} = erlang:port_info(Port, os_pid),
    Writer = spawn(fun() -> [port_command(Port, binary:copy(<<"x">>, 100000)) || _ <- lists:seq(1, 20)] end),
    Watcher ! {wanted, self(), Writer, 1},
    io:format("~w~n", [receive {seen, [{busy_port, Busy}]} -> Busy =:= Port end]),
    exit(Writer, kill),
    os:cmd("kill " ++ integer_to_list(OsPid)).

set(Watcher, Options) ->
    try erlang:system_monitor(Watcher, Options) of
        _ -> case erlang:system_monitor() of {Watcher, Set} -> Set; Other -> Other end
    catch error:Reason -> Reason
    end.

watch(Seen) ->
    receive
        {monitor, Pid, Kind, Info} -> watch([{Pid, {Kind, Info}} | Seen]);
        {wanted, From, Pid, Count} -> wait(From, Pid, Count, Seen)
    end.

wait(From, Pid, Count, Seen) ->
    case lists:reverse([What || {P, What} <- Seen, P =:= Pid]) of
        Found when length(Found) >= Count -> From ! {seen, Found}, watch(Seen);
        _ -> receive {monitor, P, Kind, Info} -> wait(From, Pid, Count, [{P, {Kind, Info}} | Seen]) end
    end.

%! expect: [busy_dist_port,busy_port,{large_heap,16384},{long_schedule,7},{long_gc,5},{long_message_queue,{1,2}}]
%! expect: [{large_heap,20000},{long_gc,1}]
%! expect: [busy_port]
%! expect: undefined
%! expect: badarg
%! expect: [{long_message_queue,{0,2}}]
%! expect: badarg
%! expect: badarg
%! expect: badarg
%! expect: badarg
%! expect: badarg
%! expect: badarg
%! expect: [{long_schedule,1}]
%! expect: badarg
%! expect: badarg
%! expect: badarg
%! expect: [{long_message_queue,true},{long_message_queue,false}]
%! expect: true
