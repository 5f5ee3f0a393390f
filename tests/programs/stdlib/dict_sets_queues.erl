%% Containers of stdlib: dict, orddict, gb_trees, gb_sets, sets, ordsets, queue, array, proplists, digraph.
-module(dict_sets_queues).
-export([main/0]).

main() ->
    D = dict:from_list([{N, N * N} || N <- lists:seq(1, 100)]),
    io:format("~p ~p~n", [dict:fetch(7, D), dict:size(dict:erase(7, D))]),
    io:format("~p~n", [dict:fold(fun(_, V, A) -> V + A end, 0, D)]),
    T = gb_trees:from_orddict([{N, N} || N <- lists:seq(1, 1000)]),
    io:format("~p ~p~n", [gb_trees:lookup(500, T), gb_trees:smallest(gb_trees:delete(1, T))]),
    It = gb_trees:iterator_from(998, T),
    io:format("~p~n", [element(1, gb_trees:next(It))]),
    G = gb_sets:union(gb_sets:from_list([3, 1, 2]), gb_sets:from_list([2, 5])),
    io:format("~p~n", [gb_sets:to_list(G)]),
    S = sets:from_list([a, b, c, a], [{version, 2}]),
    io:format("~p ~p ~p~n", [sets:size(S), sets:is_element(b, S), lists:sort(sets:to_list(sets:subtract(S, sets:from_list([a]))))]),
    io:format("~p~n", [ordsets:intersection([1, 2, 3], [2, 3, 4])]),
    Q = queue:in(3, queue:in(2, queue:in(1, queue:new()))),
    {{value, H}, Q2} = queue:out(Q),
    io:format("~p ~p ~p~n", [H, queue:len(Q2), queue:to_list(queue:reverse(Q2))]),
    A = array:set(50, x, array:new({default, none})),
    io:format("~p ~p ~p ~p~n", [array:size(A), array:get(50, A), array:get(3, A), array:sparse_to_orddict(A)]),
    io:format("~p~n", [orddict:update(k, fun(V) -> V + 1 end, 0, orddict:from_list([{k, 1}]))]),
    P = [{a, 1}, b, {c, 2}, {a, 3}],
    io:format("~p ~p ~p~n", [proplists:get_value(a, P), proplists:get_all_values(a, P), proplists:get_bool(b, P)]),
    Dg = digraph:new(),
    [digraph:add_vertex(Dg, V) || V <- [a, b, c, d]],
    [digraph:add_edge(Dg, X, Y) || {X, Y} <- [{a, b}, {b, c}, {c, d}, {a, d}]],
    io:format("~p ~p~n", [digraph:get_short_path(Dg, a, d), digraph_utils:topsort(Dg) =/= false]),
    io:format("~p~n", [digraph_utils:is_acyclic(Dg)]),
    io:format("~p~n", [element(1, rand:uniform_s(100, rand:seed_s(exsss, {1, 2, 3})))]),
    io:format("~p~n", [[element(1, rand:uniform_s(1000, rand:seed_s(A2, 42))) || A2 <- [exsss, exrop, exsp, exro928ss]]]).

%! expect: 49 99
%! expect: 338350
%! expect: {value,500} {2,2}
%! expect: 998
%! expect: [1,2,3,5]
%! expect: 3 true [b,c]
%! expect: [2,3]
%! expect: 1 2 [3,2]
%! expect: 51 x none [{50,x}]
%! expect: [{k,2}]
%! expect: 1 [1,3] true
%! expect: [a,d] true
%! expect: true
%! expect: 27
%! expect: [294,297,982,294]
