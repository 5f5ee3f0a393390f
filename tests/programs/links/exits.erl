%% Exit signals: every kind of reason, with and without trapping; unlink; links to the dead.
-module(exits).
-export([main/0]).

main() ->
    logger:set_primary_config(level, none),
    process_flag(trap_exit, true),
    [begin P = spawn_link(F), receive {'EXIT', P, R} -> io:format("~p~n", [short(R)]) end end
     || F <- [fun() -> ok end, fun() -> exit(bye) end, fun() -> exit(kill) end, fun() -> error(oops) end,
              fun() -> throw(ball) end, fun() -> exit(self(), kill), receive x -> x end end,
              fun() -> exit(self(), normal), receive x -> x end end,
              fun() -> erlang:error(badarg, [a]) end]],
    %% exit/2 at a trapping and a plain process
    T = spawn_link(fun() -> process_flag(trap_exit, true), trapper() end),
    timer:sleep(10),
    exit(T, normal), exit(T, some), timer:sleep(10),
    T ! {self(), get}, receive {T, L} -> io:format("~p~n", [L]) end,
    exit(T, kill), receive {'EXIT', T, K} -> io:format("~p~n", [K]) end,
    Q = spawn_link(fun() -> receive x -> x end end),
    exit(Q, normal), timer:sleep(10),
    io:format("~p~n", [is_process_alive(Q)]),
    exit(Q, not_normal), receive {'EXIT', Q, Z} -> io:format("~p~n", [Z]) end,
    %% A chain of links carries the reason.
    C = spawn_link(fun() -> spawn_link(fun() -> spawn_link(fun() -> exit(deep) end), receive x -> x end end), receive x -> x end end),
    receive {'EXIT', C, Deep} -> io:format("~p~n", [Deep]) end,
    %% Kill through a link is not kill.
    S = spawn_link(fun() -> process_flag(trap_exit, true), V = spawn_link(fun() -> receive x -> x end end), exit(V, kill),
                             receive {'EXIT', V, W} -> exit({saw, W}) end end),
    receive {'EXIT', S, Saw} -> io:format("~p~n", [Saw]) end,
    %% unlink
    U = spawn_link(fun() -> receive go -> exit(unseen) end end),
    unlink(U), U ! go,
    receive {'EXIT', U, _} -> io:format("wrong~n") after 30 -> io:format("unlinked~n") end,
    io:format("~p~n", [link(U)]),
    receive {'EXIT', U, Dead} -> io:format("~p~n", [Dead]) end,
    process_flag(trap_exit, false),
    io:format("~p~n", [try link(U) catch error:noproc -> noproc end]),
    io:format("~p ~p~n", [link(self()), unlink(U)]),
    io:format("~p~n", [try exit(x, y) catch error:badarg -> badarg end]),
    io:format("~p~n", [exit(U, whatever)]).

trapper() -> receive {From, get} -> From ! {self(), []}, trapper(); {'EXIT', P, R} -> got([{is_pid(P), R}]) end.
got(L) -> receive {From, get} -> From ! {self(), lists:reverse(L)}, got(L); {'EXIT', P, R} -> got([{is_pid(P), R} | L]) end.

short({E, S}) when is_list(S) -> {E, stack};
short(R) -> R.

%! expect: normal
%! expect: bye
%! expect: kill
%! expect: {oops,stack}
%! expect: {{nocatch,ball},stack}
%! expect: killed
%! expect: normal
%! expect: {badarg,stack}
%! expect: [{true,normal},{true,some}]
%! expect: killed
%! expect: true
%! expect: not_normal
%! expect: deep
%! expect: {saw,killed}
%! expect: unlinked
%! expect: true
%! expect: noproc
%! expect: noproc
%! expect: true true
%! expect: badarg
%! expect: true
