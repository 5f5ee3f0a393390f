%% os:set_signal/2: signals as events of erl_signal_server.
-module(set_signal).
-export([main/0, init/1, handle_event/2, handle_call/2, handle_info/2, terminate/2]).

main() ->
    ok = gen_event:add_handler(erl_signal_server, ?MODULE, self()),
    [io:format("~p~n", [os:set_signal(S, handle)]) || S <- [sigusr2, sighup, sigalrm]],
    io:format("~p~n", [catch_error(fun() -> os:set_signal(sigint, handle) end)]),
    io:format("~p~n", [catch_error(fun() -> os:set_signal(sigusr2, catch_it) end)]),
    ok = os:set_signal(sigusr2, ignore),
    ok = os:set_signal(sigusr2, default),
    gen_event:notify(erl_signal_server, sighup),
    receive {signal, S} -> io:format("~p~n", [S]) after 2000 -> io:format("nothing~n") end.

catch_error(F) -> try F() catch C:R -> {C, R} end.

init(Pid) -> {ok, Pid}.
handle_event(S, Pid) -> Pid ! {signal, S}, {ok, Pid}.
handle_call(_, Pid) -> {ok, ok, Pid}.
handle_info(_, Pid) -> {ok, Pid}.
terminate(_, _) -> ok.

%! expect: ok
%! expect: ok
%! expect: ok
%! expect: {error,badarg}
%! expect: {error,badarg}
%! expect: sighup
