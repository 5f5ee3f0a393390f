%% Every function of the module maps on small and large maps, and its errors.
-module(operations).
-export([main/0]).

main() ->
    [run(N) || N <- [0, 1, 5, 32, 33, 34, 1000]],
    [io:format("~p~n", [reason(F)]) || F <- [fun() -> maps:get(a, #{}) end, fun() -> maps:get(a, x) end, fun() -> maps:update(a, 1, #{}) end, fun() -> maps:put(a, 1, []) end, fun() -> maps:keys(1) end, fun() -> maps:from_list([{a}]) end, fun() -> maps:from_list([{a, 1} | b]) end, fun() -> maps:merge(#{}, 1) end, fun() -> maps:merge(1, #{}) end, fun() -> map_size(a) end, fun() -> maps:to_list(a) end, fun() -> maps:from_keys(a, 1) end, fun() -> maps:take(a, b) end, fun() -> maps:find(a, 1) end, fun() -> maps:is_key(1, 2) end, fun() -> maps:remove(1, 2) end, fun() -> map_get(a, #{}) end]],
    io:format("~p~n", [maps:from_list([{1, a}, {1.0, b}, {1, c}, {2, d}])]),
    io:format("~p~n", [lists:sort(maps:to_list(maps:merge(#{a => 1, b => 2}, #{b => 3, c => 4})))]),
    io:format("~p~n", [#{a => 1, b => 2} =:= #{b => 2, a => 1}]).

run(N) ->
    L = [{K, K * K} || K <- lists:seq(1, N)],
    M = maps:from_list(L),
    io:format("~p ~p~n", [N, map_size(M)]),
    true = lists:sort(maps:to_list(M)) =:= L,
    true = lists:sort(maps:keys(M)) =:= [K || {K, _} <- L],
    true = lists:sort(maps:values(M)) =:= [V || {_, V} <- L],
    true = lists:foldl(fun({K, V}, A) -> A#{K => V} end, #{}, lists:reverse(L)) =:= M,
    true = maps:from_list(L ++ [{K, x} || {K, _} <- L] ++ L) =:= M,
    true = lists:all(fun({K, V}) -> maps:get(K, M) =:= V andalso maps:find(K, M) =:= {ok, V} andalso maps:is_key(K, M) end, L),
    error = maps:find(0, M),
    true = maps:put(new, 1, M) =:= M#{new => 1},
    true = maps:remove(new, M#{new => 1}) =:= M,
    true = maps:remove(absent, M) =:= M,
    true = maps:fold(fun(K, _, A) -> maps:remove(K, A) end, M, M) =:= #{},
    true = maps:map(fun(_, V) -> V + 1 end, M) =:= maps:from_list([{K, V + 1} || {K, V} <- L]),
    true = maps:filter(fun(K, _) -> K rem 2 =:= 0 end, M) =:= maps:from_list([P || {K, _} = P <- L, K rem 2 =:= 0]),
    true = maps:merge(M, maps:from_list([{K, y} || {K, _} <- L])) =:= maps:from_list([{K, y} || {K, _} <- L]),
    true = maps:merge(#{}, M) =:= M,
    true = maps:merge(M, #{}) =:= M,
    true = maps:merge(M, #{0 => z, 1 => q}) =:= (M#{0 => z, 1 => q}),
    true = maps:merge(#{0 => z, 1 => q}, M) =:= maps:merge_with(fun(_, _, B) -> B end, #{0 => z, 1 => q}, M),
    true = maps:from_keys([K || {K, _} <- L], v) =:= maps:map(fun(_, _) -> v end, M),
    true = maps:with([1, 2, 99999], M) =:= maps:filter(fun(K, _) -> K < 3 end, M),
    true = maps:without([1, 2, 99999], M) =:= maps:filter(fun(K, _) -> K >= 3 end, M),
    true = walk(maps:next(maps:iterator(M)), #{}) =:= M,
    true = ordered(maps:next(maps:iterator(M, ordered))) =:= L,
    case N of
        0 -> error = maps:take(1, M);
        _ -> {1, Rest} = maps:take(1, M), true = Rest =:= maps:remove(1, M)
    end,
    true = #{K => V || K := V <- M} =:= M,
    true = lists:sum([V || _ := V <- M]) =:= lists:sum(maps:values(M)).

walk(none, M) -> M;
walk({K, V, I}, M) -> walk(maps:next(I), M#{K => V}).

ordered(none) -> [];
ordered({K, V, I}) -> [{K, V} | ordered(maps:next(I))].

reason(F) ->
    try F() catch error:R -> R end.

%! expect: 0 0
%! expect: 1 1
%! expect: 5 5
%! expect: 32 32
%! expect: 33 33
%! expect: 34 34
%! expect: 1000 1000
%! expect: {badkey,a}
%! expect: {badmap,x}
%! expect: {badkey,a}
%! expect: {badmap,[]}
%! expect: {badmap,1}
%! expect: badarg
%! expect: badarg
%! expect: {badmap,1}
%! expect: {badmap,1}
%! expect: {badmap,a}
%! expect: {badmap,a}
%! expect: badarg
%! expect: {badmap,b}
%! expect: {badmap,1}
%! expect: {badmap,2}
%! expect: {badmap,2}
%! expect: {badkey,a}
%! expect: #{1 => c,2 => d,1.0 => b}
%! expect: [{a,1},{b,3},{c,4}]
%! expect: true
