%% Ownership: protection, heirs, give_away, death of the owner.
-module(ets_owner).
-export([main/0]).

main() ->
    Self = self(),
    P = ets:new(p, [named_table, private]),
    R = ets:new(r, [protected]),
    U = ets:new(u, [public]),
    in(fun() ->
        [try_(F, [T, {x, 1}]) || F <- [insert], T <- [P, R, U]] ++ [try_(lookup, [T, x]) || T <- [P, R, U]]
    end),
    {O, _} = spawn_monitor(fun() ->
        H = ets:new(h, [{heir, Self, my_data}]),
        ets:insert(H, {a, 1}),
        N = ets:new(lost, [named_table]),
        ets:insert(N, {b, 2}),
        receive go -> ok end
    end),
    O ! go,
    receive {'ETS-TRANSFER', H, O, D} -> io:format("~p ~p ~p~n", [D, ets:tab2list(H), ets:info(H, owner) =:= Self]) end,
    receive {'DOWN', _, process, O, normal} -> ok end,
    io:format("~p ~p~n", [ets:info(lost), ets:whereis(lost)]),
    {G, _} = spawn_monitor(fun() ->
        receive {'ETS-TRANSFER', T, From, Gift} ->
            io:format("~p ~p ~p~n", [Gift, From =:= Self, ets:info(T, owner) =:= self()]),
            Self ! done,
            receive stop -> ok end
        end
    end),
    ets:give_away(R, G, {gift, 1}),
    receive done -> ok end,
    io:format("~p~n", [try_(give_away, [R, self(), x])]),
    io:format("~p~n", [try_(insert, [R, {a, 1}])]),
    io:format("~p~n", [try_(setopts, [R, {heir, none}])]),
    G ! stop,
    receive {'DOWN', _, process, G, normal} -> ok end,
    wait(fun() -> ets:info(R) =:= undefined end),
    io:format("~p~n", [ets:info(R)]),
    io:format("~p~n", [try_(give_away, [U, G, x])]),
    io:format("~p~n", [try_(give_away, [U, Self, x])]),
    ets:setopts(U, [{heir, Self, data}, {protection, private}]),
    io:format("~p ~p~n", [ets:info(U, heir) =:= Self, ets:info(U, protection)]),
    ets:setopts(U, {heir, none}),
    io:format("~p~n", [ets:info(U, heir)]).

in(F) ->
    {Pid, M} = spawn_monitor(fun() -> exit({done, F()}) end),
    receive {'DOWN', M, process, Pid, {done, L}} -> [io:format("~p~n", [X]) || X <- L] end.

try_(F, A) ->
    try apply(ets, F, A) catch C:R:St -> {C, R, [Cause || {_, _, _, I} <- St, {error_info, #{cause := Cause}} <- I]} end.

wait(F) -> case F() of true -> ok; false -> receive after 1 -> wait(F) end end.

%! expect: {error,badarg,[access]}
%! expect: {error,badarg,[access]}
%! expect: true
%! expect: {error,badarg,[access]}
%! expect: []
%! expect: []
%! expect: my_data [{a,1}] true
%! expect: undefined undefined
%! expect: {gift,1} true true
%! expect: {error,badarg,[access]}
%! expect: {error,badarg,[access]}
%! expect: {error,badarg,[access]}
%! expect: undefined
%! expect: {error,badarg,[]}
%! expect: {error,badarg,[owner]}
%! expect: true private
%! expect: none
