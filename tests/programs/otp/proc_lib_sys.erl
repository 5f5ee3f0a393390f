%% proc_lib and sys: start with acknowledgement, initial call, crash reports silenced, suspend, resume, status, tracing.
-module(proc_lib_sys).
-export([main/0, loop_init/1, system_continue/3, system_terminate/4, system_get_state/1]).

main() ->
    logger:set_primary_config(level, none),
    process_flag(trap_exit, true),
    {ok, P} = proc_lib:start_link(?MODULE, loop_init, [self()]),
    io:format("~p~n", [proc_lib:translate_initial_call(P)]),
    P ! {self(), ping},
    io:format("~p~n", [receive {P, pong, N} -> N end]),
    ok = sys:suspend(P),
    P ! {self(), ping},
    io:format("~p~n", [receive {P, pong, _} -> too_early after 30 -> suspended end]),
    io:format("~p~n", [sys:get_state(P)]),
    ok = sys:resume(P),
    io:format("~p~n", [receive {P, pong, N2} -> N2 end]),
    {status, P, {module, Mod}, [_, Status, _, _, _]} = sys:get_status(P),
    io:format("~p ~p~n", [Mod, Status]),
    io:format("~p~n", [sys:terminate(P, normal)]),
    io:format("~p~n", [receive {'EXIT', P, R} -> R end]),
    io:format("~p~n", [proc_lib:start_link(erlang, apply, [fun() -> exit(early) end, []])]),
    io:format("~p~n", [proc_lib:start_link(erlang, apply, [fun() -> proc_lib:init_fail({error, no}, {exit, normal}) end, []])]),
    io:format("~p~n", [element(2, catch proc_lib:start(timer, sleep, [100000], 20))]).

loop_init(Parent) -> proc_lib:init_ack({ok, self()}), loop(Parent, 0).

loop(Parent, N) ->
    receive
        {From, ping} -> From ! {self(), pong, N}, loop(Parent, N + 1);
        {system, From, Req} -> sys:handle_system_msg(Req, From, Parent, ?MODULE, [], N)
    end.

system_continue(Parent, _, N) -> loop(Parent, N).
system_terminate(Reason, _, _, _) -> exit({ended, Reason}).
system_get_state(N) -> {ok, N}.

%! expect: {proc_lib_sys,loop_init,1}
%! expect: 0
%! expect: suspended
%! expect: 1
%! expect: 1
%! expect: proc_lib_sys running
%! expect: ok
%! expect: {ended,normal}
%! expect: {error,early}
%! expect: {error,no}
%! expect: timeout
