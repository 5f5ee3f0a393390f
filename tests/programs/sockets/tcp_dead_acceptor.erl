% A process that is killed while it waits for a connection leaves the listener as it was, and to the next.
-module(tcp_dead_acceptor).
-export([main/0]).

main() ->
    {ok, Listener} = gen_tcp:listen(0, [{ip, {127, 0, 0, 1}}, {active, false}]),
    First = acceptor(Listener),
    Second = acceptor(Listener),
    %! expect: accepting
    io:format("~p~n", [state(Listener)]),
    stop(First),
    %! expect: accepting
    io:format("~p~n", [state(Listener)]),
    stop(Second),
    %! expect: listening
    io:format("~p~n", [state(Listener)]),
    %! expect: ok
    {ok, Port} = inet:port(Listener),
    {ok, _} = gen_tcp:connect({127, 0, 0, 1}, Port, []),
    {ok, _} = gen_tcp:accept(Listener),
    io:format("ok~n").

acceptor(Listener) ->
    Pid = spawn(fun() -> gen_tcp:accept(Listener) end),
    waiting(Pid),
    Pid.

waiting(Pid) ->
    case process_info(Pid, [status, current_function]) of
        [{status, waiting}, {current_function, {prim_inet, _, _}}] -> ok;
        _ -> timer:sleep(1), waiting(Pid)
    end.

stop(Pid) ->
    Monitor = monitor(process, Pid),
    exit(Pid, kill),
    receive {'DOWN', Monitor, process, Pid, killed} -> ok end.

state(Listener) ->
    {ok, States} = prim_inet:getstatus(Listener),
    case lists:member(accepting, States) of
        true -> accepting;
        false -> case lists:member(listen, States) of true -> listening; false -> States end
    end.
