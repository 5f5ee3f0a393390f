%% Named tables: names, identifiers, rename, whereis, name clashes, all/0.
-module(ets_names).
-export([main/0]).

main() ->
    T = ets:new(one, [named_table]),
    U = ets:new(one, []),
    io:format("~p ~p ~p~n", [T, is_reference(U), ets:info(U, name)]),
    io:format("~p~n", [try ets:new(one, [named_table]) catch C:R:S -> {C, R, [Cs || {_, _, _, I} <- S, {error_info, #{cause := Cs}} <- I]} end]),
    Tid = ets:whereis(one),
    ets:insert(Tid, {a, 1}),
    io:format("~p ~p ~p~n", [ets:lookup(one, a), ets:info(one, id) =:= Tid, ets:info(Tid, named_table)]),
    io:format("~p ~p ~p~n", [ets:rename(one, two), ets:info(one), ets:lookup(two, a)]),
    io:format("~p~n", [ets:lookup(Tid, a)]),
    io:format("~p ~p~n", [ets:rename(U, three) =:= U, ets:info(U, name)]),
    ets:new(four, [named_table]),
    io:format("~p~n", [try ets:rename(two, four) catch C2:R2 -> {C2, R2} end]),
    io:format("~p ~p ~p~n", [lists:member(two, ets:all()), lists:member(U, ets:all()), lists:member(one, ets:all())]),
    Ref = list_to_ref(ref_to_list(U)),
    ets:insert(U, {x, y}),
    io:format("~p ~p~n", [ets:lookup(Ref, x), binary_to_term(term_to_binary(U)) =:= U]),
    ets:delete(two),
    io:format("~p ~p~n", [ets:whereis(two), ets:info(Tid)]),
    ets:new(two, [named_table]),
    io:format("~p ~p~n", [ets:info(two, size), ets:info(Tid)]).

%! expect: one true one
%! expect: {error,badarg,[already_exists]}
%! expect: [{a,1}] true true
%! expect: two undefined [{a,1}]
%! expect: [{a,1}]
%! expect: true three
%! expect: {error,badarg}
%! expect: true true false
%! expect: [{x,y}] true
%! expect: undefined undefined
%! expect: 0 undefined
