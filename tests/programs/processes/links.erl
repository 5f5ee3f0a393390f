%% Links: exit signals, trapping, normal exits, kill, unlink, chains, spawn_link, exits of several.
-module(links).
-export([main/0]).

main() ->
    process_flag(trap_exit, true),
    [io:format("~p~n", [reason_of(F)]) || F <- [
        fun() -> ok end, fun() -> exit(normal) end, fun() -> exit(bye) end, fun() -> throw(ball) end,
        fun() -> exit({shutdown, x}) end, fun() -> error(crash) end]],
    P = spawn_link(fun() -> receive after infinity -> ok end end),
    exit(P, kill),
    io:format("~p~n", [receive {'EXIT', P, R} -> R end]),
    T = spawn_link(fun() -> process_flag(trap_exit, true), receive {'EXIT', _, Why} -> exit({trapped, Why}) end end),
    timer:sleep(20),
    exit(T, stop_now),
    io:format("~p~n", [receive {'EXIT', T, R2} -> R2 end]),
    N = spawn_link(fun() -> receive go -> exit(done) end end),
    exit(N, normal),
    N ! go,
    io:format("~p~n", [receive {'EXIT', N, R3} -> R3 end]),
    U = spawn_link(fun() -> receive go -> exit(unseen) end end),
    unlink(U),
    U ! go,
    io:format("~p~n", [receive {'EXIT', U, _} -> seen after 50 -> unseen end]),
    io:format("~p~n", [chain(20)]),
    io:format("~p~n", [catch link(spawn(fun() -> ok end)) =:= true]),
    Gone = spawn(fun() -> ok end),
    timer:sleep(20),
    link(Gone),
    io:format("~p~n", [receive {'EXIT', Gone, R4} -> R4 end]),
    io:format("~p~n", [lists:member(self(), element(2, process_info(spawn_link(fun() -> receive stop -> ok end end), links)))]),
    io:format("~p~n", [self_exit()]).

reason_of(F) ->
    error_logger:tty(false),
    logger:set_primary_config(level, none),
    P = spawn_link(F),
    receive {'EXIT', P, {R, [_ | _]}} -> {R, with_stack}; {'EXIT', P, R} -> R end.

chain(N) ->
    First = spawn_link(fun() -> build(N) end),
    receive {'EXIT', First, R} -> R end.

build(0) -> exit(end_of_chain);
build(N) -> spawn_link(fun() -> build(N - 1) end), receive after infinity -> ok end.

self_exit() ->
    P = spawn_link(fun() -> process_flag(trap_exit, true), exit(self(), reason), receive {'EXIT', _, R} -> exit({got, R}) end end),
    receive {'EXIT', P, R} -> R end.

%! expect: normal
%! expect: normal
%! expect: bye
%! expect: {{nocatch,ball},with_stack}
%! expect: {shutdown,x}
%! expect: {crash,with_stack}
%! expect: killed
%! expect: {trapped,stop_now}
%! expect: done
%! expect: unseen
%! expect: end_of_chain
%! expect: true
%! expect: noproc
%! expect: true
%! expect: {got,reason}
