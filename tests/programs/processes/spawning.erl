%% Many processes at once, process dictionary, process_info, registry, group leaders, hibernation, priorities.
-module(spawning).
-export([main/0, woken/1]).

main() ->
    Self = self(),
    Pids = [spawn(fun() -> Self ! {self(), N * N} end) || N <- lists:seq(1, 20000)],
    io:format("~p~n", [lists:sum([receive {P, V} -> V end || P <- Pids])]),
    put(k, v),
    io:format("~p ~p ~p ~p~n", [get(k), put(k, w), erase(k), get(k)]),
    put(a, 1), put(b, 2),
    io:format("~p ~p~n", [get_keys(1), lists:keyfind(b, 1, get())]),
    P = spawn(fun() -> register(the_one, self()), receive stop -> ok end end),
    timer:sleep(20),
    io:format("~p ~p~n", [whereis(the_one) =:= P, lists:member(the_one, registered())]),
    io:format("~p~n", [element(1, element(2, catch register(the_one, self())))]),
    io:format("~p~n", [process_info(P, registered_name)]),
    io:format("~p~n", [process_info(P, status)]),
    io:format("~p~n", [process_info(P, [message_queue_len, trap_exit, priority])]),
    io:format("~p~n", [process_info(P, current_function)]),
    P ! stop,
    timer:sleep(20),
    io:format("~p ~p ~p~n", [whereis(the_one), is_process_alive(P), process_info(P)]),
    H = spawn(fun() -> erlang:hibernate(?MODULE, woken, [Self]) end),
    timer:sleep(20),
    io:format("~p~n", [process_info(H, current_function)]),
    H ! wake,
    io:format("~p~n", [receive {woke, M} -> M end]),
    {Q, Mon} = spawn_opt(fun() -> process_flag(priority, high), exit(process_info(self(), priority)) end, [monitor, {min_heap_size, 1000}]),
    io:format("~p~n", [receive {'DOWN', Mon, _, Q, R} -> R end]),
    io:format("~p~n", [group_leader() =:= element(2, process_info(Self, group_leader))]),
    io:format("~p~n", [element(1, element(2, catch spawn(id(fun(X) -> X end, 3))))]),
    io:format("~p ~p~n", [is_pid(list_to_pid(pid_to_list(Self))), list_to_pid(pid_to_list(Self)) =:= Self]),
    io:format("~p~n", [parallel_sum(8, 100000)]).

id(_, _) -> not_a_fun.

woken(Parent) -> receive M -> Parent ! {woke, M} end.

parallel_sum(Workers, N) ->
    Self = self(),
    Refs = [begin R = make_ref(), spawn_link(fun() -> Self ! {R, lists:sum(lists:seq(W, N, Workers))} end), R end || W <- lists:seq(1, Workers)],
    lists:sum([receive {R, S} -> S end || R <- Refs]).

%! expect: 2666866670000
%! expect: v v w undefined
%! expect: [a] {b,2}
%! expect: true true
%! expect: badarg
%! expect: {registered_name,the_one}
%! expect: {status,waiting}
%! expect: [{message_queue_len,0},{trap_exit,false},{priority,normal}]
%! expect: {current_function,{spawning,'-main/0-fun-3-',0}}
%! expect: undefined false undefined
%! expect: {current_function,{erlang,hibernate,3}}
%! expect: wake
%! expect: {priority,high}
%! expect: true
%! expect: badarg
%! expect: true true
%! expect: 5000050000
