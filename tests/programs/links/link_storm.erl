%% Many links: a supervisor-like process with thousands of children, killed in random order.
-module(link_storm).
-export([main/0]).

main() ->
    process_flag(trap_exit, true),
    rand:seed(exsss, {1, 2, 3}),
    Ps = [spawn_link(fun() -> receive x -> x end end) || _ <- lists:seq(1, 5000)],
    io:format("~p~n", [length(element(2, process_info(self(), links))) >= 5000]),
    Shuffled = [P || {_, P} <- lists:sort([{rand:uniform(), P} || P <- Ps])],
    [exit(P, {r, I}) || {I, P} <- lists:enumerate(Shuffled)],
    Got = [receive {'EXIT', P, {r, I}} -> I end || {I, P} <- lists:enumerate(Shuffled)],
    io:format("~p~n", [Got =:= lists:seq(1, 5000)]),
    io:format("~p~n", [[P || P <- element(2, process_info(self(), links)), lists:member(P, Ps)]]),
    Ms = [spawn_monitor(fun() -> receive x -> x end end) || _ <- lists:seq(1, 5000)],
    [demonitor(R) || {I, {_, R}} <- lists:enumerate(Ms), I rem 2 =:= 0],
    [exit(P, kill) || {P, _} <- Ms],
    io:format("~p~n", [length([receive {'DOWN', R, process, P, killed} -> ok end || {I, {P, R}} <- lists:enumerate(Ms), I rem 2 =:= 1])]),
    io:format("~p~n", [receive {'DOWN', _, _, _, _} -> wrong after 20 -> none end]),
    %% Everybody linked with everybody dies together.
    S = self(),
    Ring = spawn(fun() ->
        All = [spawn_link(fun() -> receive x -> x end end) || _ <- lists:seq(1, 200)],
        S ! {all, All}, receive x -> x end end),
    All = receive {all, L} -> L end,
    Rs = [monitor(process, P) || P <- [Ring | All]],
    exit(hd(All), boom),
    io:format("~p~n", [lists:usort([receive {'DOWN', R, _, _, W} -> W end || R <- Rs])]).

%! expect: true
%! expect: true
%! expect: []
%! expect: 2500
%! expect: none
%! expect: [boom]
