%% Supervisors: strategies, restarts, intensity, dynamic children, which_children, shutdown order.
-module(supervisor_tree).
-behaviour(supervisor).
-export([main/0, init/1, start_worker/2]).

main() ->
    logger:set_primary_config(level, none),
    process_flag(trap_exit, true),
    [io:format("~p ~p~n", [S, restarted(S)]) || S <- [one_for_one, one_for_all, rest_for_one]],
    {ok, Dyn} = supervisor:start_link(?MODULE, simple),
    Kids = [element(2, supervisor:start_child(Dyn, [{k, N}])) || N <- lists:seq(1, 5)],
    io:format("~p~n", [supervisor:count_children(Dyn)]),
    ok = supervisor:terminate_child(Dyn, hd(Kids)),
    io:format("~p~n", [length(supervisor:which_children(Dyn))]),
    exit(Dyn, shutdown),
    io:format("~p~n", [receive {'EXIT', Dyn, R} -> R end]),
    io:format("~p~n", [lists:any(fun is_process_alive/1, Kids)]),
    {ok, Weak} = supervisor:start_link(?MODULE, {one_for_one, 1}),
    kill(a, Weak), timer:sleep(20),
    kill(a, Weak),
    io:format("~p~n", [receive {'EXIT', Weak, R2} -> R2 end]),
    {ok, Sup} = supervisor:start_link(?MODULE, {one_for_one, 10}),
    io:format("~p~n", [[I || {I, _, _, _} <- supervisor:which_children(Sup)]]),
    ok = supervisor:terminate_child(Sup, b),
    io:format("~p~n", [lists:keyfind(b, 1, supervisor:which_children(Sup))]),
    io:format("~p~n", [element(1, supervisor:restart_child(Sup, b))]),
    ok = supervisor:terminate_child(Sup, c),
    io:format("~p ~p~n", [supervisor:delete_child(Sup, c), supervisor:delete_child(Sup, a)]),
    io:format("~p~n", [element(1, supervisor:start_child(Sup, spec(d)))]),
    io:format("~p~n", [catch supervisor:start_child(Sup, #{id => bad})]),
    unlink(Sup),
    M = monitor(process, Sup),
    exit(Sup, shutdown),
    io:format("~p~n", [receive {'DOWN', M, _, _, R3} -> R3 end]).

%% Which of three children have another pid after the middle one was killed.
restarted(Strategy) ->
    {ok, Sup} = supervisor:start_link(?MODULE, {Strategy, 10}),
    Before = pids(Sup),
    kill(b, Sup),
    timer:sleep(50),
    After = pids(Sup),
    exit(Sup, shutdown),
    receive {'EXIT', Sup, _} -> ok end,
    [I || {I, P} <- lists:sort(Before), lists:keyfind(I, 1, After) =/= {I, P}].

pids(Sup) -> [{I, P} || {I, P, _, _} <- supervisor:which_children(Sup)].
kill(Id, Sup) -> {Id, P} = lists:keyfind(Id, 1, pids(Sup)), exit(P, kill).
spec(Id) -> #{id => Id, start => {?MODULE, start_worker, [Id, x]}, shutdown => 1000}.

init(simple) ->
    {ok, {#{strategy => simple_one_for_one}, [#{id => w, start => {?MODULE, start_worker, [dyn]}, restart => temporary}]}};
init({Strategy, Intensity}) ->
    {ok, {#{strategy => Strategy, intensity => Intensity, period => 10}, [spec(a), spec(b), spec(c)]}}.

start_worker(_, _) -> {ok, spawn_link(fun() -> receive after infinity -> ok end end)}.

%! expect: one_for_one [b]
%! expect: one_for_all [a,b,c]
%! expect: rest_for_one [b,c]
%! expect: [{specs,1},{active,5},{supervisors,0},{workers,5}]
%! expect: 4
%! expect: shutdown
%! expect: false
%! expect: shutdown
%! expect: [c,b,a]
%! expect: {b,undefined,worker,[supervisor_tree]}
%! expect: ok
%! expect: ok {error,running}
%! expect: ok
%! expect: {error,missing_start}
%! expect: shutdown
