%% Random operations on every kind of table against a model of lists.
-module(ets_model).
-export([main/0]).

main() ->
    [run(Type, Opts) || Type <- [set, ordered_set, bag, duplicate_bag],
                        Opts <- [[], [public, {write_concurrency, true}, {read_concurrency, true}]]].

run(Type, Opts) ->
    rand:seed(exsss, {7, 8, 9}),
    T = ets:new(t, [Type | Opts]),
    Left = steps(Type, T, 3000, []),
    io:format("~p ~p ~p~n", [Type, length(Left), lists:sort(ets:tab2list(T)) =:= lists:sort(Left)]),
    ets:delete(T).

steps(_, _, 0, M) -> M;
steps(Type, T, N, M) ->
    K = key(rand:uniform(40)),
    O = {K, rand:uniform(3)},
    M2 = case rand:uniform(8) of
        1 ->
            ets:delete(T, K),
            [X || X = {Y, _} <- M, Y =/= K];
        2 ->
            ets:delete_object(T, O),
            [X || X <- M, X =/= O];
        3 ->
            Found = lists:sort(ets:lookup(T, K)),
            Found = lists:sort([X || X = {Y, _} <- M, Y =:= K]),
            M;
        4 ->
            Took = lists:sort(ets:take(T, K)),
            Took = lists:sort([X || X = {Y, _} <- M, Y =:= K]),
            [X || X = {Y, _} <- M, Y =/= K];
        5 ->
            New = not lists:keymember(K, 1, M),
            New = ets:insert_new(T, O),
            if New -> [O | M]; true -> M end;
        _ ->
            ets:insert(T, O),
            case Type of
                duplicate_bag -> [O | M];
                bag -> [O | lists:delete(O, M)];
                _ -> [O | lists:keydelete(K, 1, M)]
            end
    end,
    true = length(M2) =:= ets:info(T, size),
    steps(Type, T, N - 1, M2).

key(N) when N < 10 -> N;
key(N) when N < 20 -> {N, "text", [N]};
key(N) when N < 25 -> list_to_binary(lists:duplicate(N * 4, N));
key(N) when N < 30 -> 1 bsl (N * 5);
key(N) when N < 35 -> #{N => a, b => <<N>>};
key(N) -> list_to_atom("key" ++ integer_to_list(N)).

%! collect: no compares thousands of steps with a growing model
%! expect: set 28 true
%! expect: set 28 true
%! expect: ordered_set 28 true
%! expect: ordered_set 28 true
%! expect: bag 42 true
%! expect: bag 42 true
%! expect: duplicate_bag 60 true
%! expect: duplicate_bag 60 true
