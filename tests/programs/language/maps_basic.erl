%% Maps: syntax, update, exact update, equality of keys, iteration order of small maps, large maps.
-module(maps_basic).
-export([main/0]).

main() ->
    M = #{1 => a, 2 => b, 1.0 => c},
    io:format("~p~n", [M]),
    io:format("~p ~p~n", [maps:get(1, M), maps:get(1.0, M)]),
    io:format("~p~n", [M#{2 := bb, 3 => new}]),
    io:format("~p~n", [catch M#{missing := 1}]),
    io:format("~p~n", [catch maps:get(missing, M)]),
    io:format("~p~n", [maps:get(missing, M, default)]),
    io:format("~p~n", [maps:keys(#{3 => x, 1 => y, 2 => z})]),
    io:format("~p~n", [maps:merge(#{1 => a, 2 => b}, #{2 => c, 3 => d})]),
    io:format("~p~n", [maps:fold(fun(K, V, A) -> K * V + A end, 0, #{1 => 2, 3 => 4})]),
    io:format("~p~n", [maps:filter(fun(_, V) -> V > 1 end, #{1 => 1, 2 => 2, 3 => 3})]),
    io:format("~p~n", [maps:update_with(1, fun(V) -> V + 1 end, #{1 => 41})]),
    io:format("~p~n", [maps:groups_from_list(fun(X) -> X rem 3 end, lists:seq(1, 10))]),
    Big = maps:from_list([{N, N * N} || N <- lists:seq(1, 10000)]),
    io:format("~p ~p ~p~n", [map_size(Big), maps:get(777, Big), maps:is_key(10001, Big)]),
    Small = maps:without(lists:seq(4, 10000), Big),
    io:format("~p~n", [Small]),
    io:format("~p~n", [Small =:= #{3 => 9, 2 => 4, 1 => 1}]),
    io:format("~p~n", [lists:sum(maps:values(Big))]),
    io:format("~p~n", [lists:sort(maps:keys(maps:with([5, 6, x], Big)))]),
    io:format("~p ~p~n", [#{a => 1} == #{a => 1.0}, #{a => 1} =:= #{a => 1.0}]),
    io:format("~p~n", [#{1 => a} == #{1.0 => a}]),
    io:format("~p~n", [lists:sort([#{2 => 1}, #{1 => 2}, #{}, #{1 => 1, 2 => 1}, #{1 => 1}])]),
    {K, V, Next} = maps:next(maps:iterator(#{only => 1})),
    io:format("~p ~p ~p~n", [K, V, maps:next(Next)]),
    io:format("~p~n", [maps:to_list(maps:iterator(#{c => 1, a => 2, b => 3}, ordered))]),
    io:format("~p~n", [maps:take(1, #{1 => x, 2 => y})]),
    io:format("~p~n", [maps:intersect_with(fun(_, A, B) -> A + B end, #{1 => 1, 2 => 2}, #{2 => 3, 4 => 4})]).

%! expect: #{1 => a,2 => b,1.0 => c}
%! expect: a c
%! expect: #{1 => a,2 => bb,3 => new,1.0 => c}
%! expect: {'EXIT',{{badkey,missing},
%! expect:          [{maps_basic,main,0,
%! expect:                       [{file,"tests/programs/language/maps_basic.erl"},
%! expect:                        {line,10}]},
%! expect:           {init,start_it,1,[]},
%! expect:           {init,start_em,1,[]},
%! expect:           {init,do_boot,3,[]}]}}
%! expect: {'EXIT',{{badkey,missing},
%! expect:          [{erlang,map_get,
%! expect:                   [missing,#{1 => a,2 => b,1.0 => c}],
%! expect:                   [{error_info,#{module => erl_erts_errors}}]},
%! expect:           {maps_basic,main,0,
%! expect:                       [{file,"tests/programs/language/maps_basic.erl"},
%! expect:                        {line,10}]},
%! expect:           {init,start_it,1,[]},
%! expect:           {init,start_em,1,[]},
%! expect:           {init,do_boot,3,[]}]}}
%! expect: default
%! expect: [1,2,3]
%! expect: #{1 => a,2 => c,3 => d}
%! expect: 14
%! expect: #{2 => 2,3 => 3}
%! expect: #{1 => 42}
%! expect: #{0 => [3,6,9],1 => [1,4,7,10],2 => [2,5,8]}
%! expect: 10000 603729 false
%! expect: #{1 => 1,2 => 4,3 => 9}
%! expect: true
%! expect: 333383335000
%! expect: [5,6]
%! expect: true false
%! expect: false
%! expect: [#{},#{1 => 1},#{1 => 2},#{2 => 1},#{1 => 1,2 => 1}]
%! expect: only 1 none
%! expect: [{a,2},{b,3},{c,1}]
%! expect: {x,#{2 => y}}
%! expect: #{2 => 5}
