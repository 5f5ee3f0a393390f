%% Registered names.
-module(registry_names).
-export([main/0]).

main() ->
    io:format("~p~n", [whereis(nobody)]),
    io:format("~p~n", [register(me, self())]),
    io:format("~p ~p~n", [whereis(me) =:= self(), lists:member(me, registered())]),
    io:format("~p~n", [process_info(self(), registered_name)]),
    Bad = fun(F) -> try F() catch error:E -> E end end,
    P = spawn(fun Loop() -> receive {A, M} -> A ! {M, self()}, Loop(); stop -> ok end end),
    io:format("~p~n", [[Bad(fun() -> register(N, Q) end) || {N, Q} <- [{me, P}, {me2, self()}, {undefined, P}, {"x", P}, {x, 1}]]]),
    io:format("~p~n", [Bad(fun() -> unregister(nobody) end)]),
    io:format("~p~n", [register(worker, P)]),
    worker ! {self(), hi},
    receive {hi, P} -> io:format("hi~n") end,
    {worker, node()} ! {self(), again},
    receive {again, P} -> io:format("again~n") end,
    io:format("~p~n", [erlang:send(worker, {self(), sent}, [noconnect])]),
    receive {sent, P} -> ok end,
    io:format("~p~n", [Bad(fun() -> nobody ! x end)]),
    io:format("~p~n", [{nobody, node()} ! x]),
    io:format("~p~n", [{nobody, 'no@where'} ! y]),
    io:format("~p~n", [unregister(worker)]),
    io:format("~p~n", [whereis(worker)]),
    register(again, P),
    R = monitor(process, P),
    P ! stop,
    receive {'DOWN', R, _, _, normal} -> ok end,
    io:format("~p~n", [whereis(again)]),
    io:format("~p~n", [unregister(me)]),
    io:format("~p~n", [Bad(fun() -> register(gone, P) end)]).

%! expect: undefined
%! expect: true
%! expect: true true
%! expect: {registered_name,me}
%! expect: [badarg,badarg,badarg,badarg,badarg]
%! expect: badarg
%! expect: true
%! expect: hi
%! expect: again
%! expect: ok
%! expect: badarg
%! expect: x
%! expect: y
%! expect: true
%! expect: undefined
%! expect: undefined
%! expect: true
%! expect: badarg
