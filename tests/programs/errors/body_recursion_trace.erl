%% Frames of a body-recursive function that repeat each other appear once in a trace.
-module(body_recursion_trace).
-export([main/0]).

main() ->
    show(error, try fail(5) catch error:x:Trace -> Trace end),
    {current_stacktrace, Here} = hd(lists:flatten(here(5))),
    show(here, Here),
    {Pid, Monitor} = spawn_monitor(fun() -> wait(5) end),
    Pid ! {self(), ready},
    receive ready -> ok end,
    {current_stacktrace, There} = process_info(Pid, current_stacktrace),
    show(there, There),
    exit(Pid, kill),
    receive {'DOWN', Monitor, process, Pid, killed} -> ok end,
    show(two, try even(6) catch error:x:Both -> Both end).

fail(0) -> error(x);
fail(N) -> 1 + fail(N - 1).

here(0) -> [process_info(self(), current_stacktrace)];
here(N) -> [here(N - 1)].

wait(0) ->
    receive {From, ready} -> From ! ready end,
    receive stop -> ok end;
wait(N) -> [wait(N - 1)].

even(0) -> error(x);
even(N) -> [odd(N - 1)].

odd(N) -> [even(N - 1)].

show(What, Trace) ->
    io:format("~p ~p~n", [What, [{F, A} || {?MODULE, F, A, _} <- Trace, F =/= main]]).

%! expect: error [{fail,1}]
%! expect: here [{here,1},{here,1}]
%! expect: there [{wait,1},{wait,1}]
%! expect: two [{even,1}]
