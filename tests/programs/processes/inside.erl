%% What erts_debug:get_internal_state answers about links, monitors, ports, magic references and unique integers.
-module(inside).
-export([main/0]).

%! expect: links [{process,true,linked}]
%! expect: other side [{process,true,linked}]
%! expect: after unlink []
%! expect: monitors [{process,origin,true,true,[]}]
%! expect: by name [{process,origin,true,true,inside_child}]
%! expect: watched [{process,target,true,true,inside_child}]
%! expect: watched [{process,target,true,true,[]}]
%! expect: gone undefined
%! expect: magic 1 2 true
%! expect: same true
%! expect: plain false
%! expect: was magic true
%! expect: wrapped pid true
%! expect: works true
%! expect: unique [true,true]
%! expect: stack true
%! expect: nested multizero_timeout_in_timeout_done

main() ->
    logger:set_primary_config(level, none),
    erts_debug:set_internal_state(available_internal_state, true),
    Self = self(),
    Child = spawn_link(fun child/0),
    io:format("links ~p~n", [links(Self, Child)]),
    io:format("other side ~p~n", [links(Child, Self)]),
    unlink(Child),
    io:format("after unlink ~p~n", [links(Child, Self)]),
    R1 = monitor(process, Child),
    io:format("monitors ~p~n", [monitors(Self, R1, Child)]),
    demonitor(R1),
    register(inside_child, Child),
    R2 = monitor(process, inside_child),
    io:format("by name ~p~n", [monitors(Self, R2, Child)]),
    R3 = monitor(process, Child),
    io:format("watched ~p~n", [monitors(Child, R2, Self)]),
    io:format("watched ~p~n", [monitors(Child, R3, Self)]),
    Child ! stop,
    receive {'DOWN', R3, _, _, _} -> ok end,
    receive {'DOWN', R2, _, _, _} -> ok end,
    io:format("gone ~p~n", [erts_debug:get_internal_state({link_list, Child})]),
    magic(),
    wrap(),
    unique(),
    io:format("stack ~p~n", [erts_debug:get_internal_state(stack_check) > 10000]),
    ok = erts_debug:set_internal_state(multizero_timeout_in_timeout, 5),
    receive Done -> io:format("nested ~p~n", [Done]) after 10000 -> io:format("nothing~n") end.

child() -> receive stop -> ok end.

links(Of, To) ->
    [{Type, is_integer(Id), State} || {erl_link, Type, Pid, State, Id} <- erts_debug:get_internal_state({link_list, Of}), Pid =:= To].

monitors(Of, Ref, Other) ->
    [{Type, Dir, R =:= Ref, Pid =:= Other, Extra} || {erl_monitor, Type, Dir, R, Pid, Extra} <- erts_debug:get_internal_state({monitor_list, Of}), R =:= Ref].

magic() ->
    {M, Address} = erts_debug:set_internal_state(make, magic_ref),
    {Address, N1, true} = erts_debug:get_internal_state({magic_ref, M}),
    Copy = binary_to_term(term_to_binary(M)),
    {Address, N2, Real} = erts_debug:get_internal_state({magic_ref, Copy}),
    io:format("magic ~p ~p ~p~n", [N1, N2, Real]),
    io:format("same ~p~n", [Copy =:= M]),
    io:format("plain ~p~n", [erts_debug:get_internal_state({magic_ref, make_ref()})]),
    Bytes = term_to_binary(element(1, erts_debug:set_internal_state(make, magic_ref))),
    erlang:garbage_collect(),
    io:format("was magic ~p~n", [erts_debug:get_internal_state({magic_ref, binary_to_term(Bytes)})]).

wrap() ->
    High = erts_debug:set_internal_state(next_pid, (1 bsl 60) - 3),
    Self = self(),
    Made = [spawn(fun() -> Self ! {self(), here} end) || _ <- lists:seq(1, 10)],
    io:format("wrapped pid ~p~n", [High > erts_debug:get_internal_state(next_pid)]),
    io:format("works ~p~n", [[receive {P, here} -> P end || P <- Made] =:= Made]),
    erts_debug:set_internal_state(next_pid, 1 bsl 40).

unique() ->
    Lowest = -(1 bsl 59),
    Bits = bits(erlang:system_info(schedulers) + erlang:system_info(dirty_cpu_schedulers) + erlang:system_info(dirty_io_schedulers), 0),
    io:format("unique ~p~n", [
        [
            ((Count bsl Bits) bor Thread) + Lowest =:= erts_debug:get_internal_state({make_unique_integer, Thread, Count})
         || {Thread, Count} <- [{0, 0}, {1, (1 bsl 64) - 1}]
        ]
    ]).

bits(Threads, Bits) when Threads < 1 bsl Bits -> Bits;
bits(Threads, Bits) -> bits(Threads, Bits + 1).
