%% The messages of a port's owner: command, connect, close; monitors; what others may not do.
-module(port_protocol).
-export([main/0]).

main() ->
    process_flag(trap_exit, true),
    P = open_port({fd, 1, 1}, [out]),
    P ! {self(), {connect, self()}},
    receive {P, connected} -> io:format("connected~n") end,
    P ! {self(), nonsense},
    receive {'EXIT', P, R1} -> io:format("~p~n", [R1]) end,
    io:format("~p~n", [erlang:port_info(P) =/= undefined]),
    P ! nonsense,
    receive {'EXIT', P, R2} -> io:format("~p~n", [R2]) end,
    Ref = erlang:monitor(port, P),
    io:format("~p~n", [erlang:port_info(P, monitored_by) =:= {monitored_by, [self()]}]),
    true = erlang:demonitor(Ref),
    io:format("~p~n", [erlang:port_info(P, monitored_by)]),
    Ref2 = erlang:monitor(port, P),
    P ! {self(), close},
    receive {P, closed} -> io:format("closed~n") end,
    receive {'EXIT', P, R3} -> io:format("~p~n", [R3]) end,
    receive {'DOWN', Ref2, port, P, R4} -> io:format("~p~n", [R4]) end,
    Ref3 = erlang:monitor(port, P),
    receive {'DOWN', Ref3, port, P, R5} -> io:format("~p~n", [R5]) end,
    Q = open_port({fd, 1, 1}, [out]),
    Self = self(),
    Other = spawn(fun() ->
        Self ! {connected, catch erlang:port_connect(Q, self())},
        receive stop -> ok end
    end),
    receive {connected, C} -> io:format("~p~n", [C]) end,
    io:format("~p~n", [erlang:port_info(Q, connected) =:= {connected, Other}]),
    unlink(Q),
    exit(Other, kill),
    timer:sleep(50),
    io:format("~p~n", [erlang:port_info(Q)]),
    S = open_port({fd, 1, 1}, [out]),
    exit(S, some_reason),
    receive {'EXIT', S, R6} -> io:format("~p~n", [R6]) end,
    T = open_port({fd, 1, 1}, [out]),
    exit(T, kill),
    receive {'EXIT', T, R7} -> io:format("~p~n", [R7]) end.

%! expect: connected
%! expect: badsig
%! expect: true
%! expect: badsig
%! expect: true
%! expect: {monitored_by,[]}
%! expect: closed
%! expect: normal
%! expect: normal
%! expect: noproc
%! expect: true
%! expect: true
%! expect: undefined
%! expect: some_reason
%! expect: killed
