%% A map grows one key at a time past all borders and back, checked against an orddict.
-module(sharing_and_growth).
-export([main/0]).

main() ->
    rand:seed(exsss, {9, 9, 9}),
    {M, D} = steps(6000, #{}, orddict:new(), 0),
    io:format("~p ~p~n", [map_size(M), lists:sort(maps:to_list(M)) =:= D]),
    {Small, Dict} = shrink(maps:keys(M), M, D),
    io:format("~p ~p~n", [Small, Dict]),
    Parent = self(),
    spawn(fun() -> Parent ! {map, maps:from_list([{{k, I}, lists:seq(1, I rem 7)} || I <- lists:seq(1, 500)])} end),
    receive {map, Got} -> io:format("~p ~p~n", [map_size(Got), length(maps:get({k, 500}, Got))]) end,
    B = term_to_binary(M),
    io:format("~p~n", [binary_to_term(B) =:= M]),
    io:format("~p~n", [maps:keys(binary_to_term(B)) =:= maps:keys(M)]).

steps(0, M, D, _) -> {M, D};
steps(N, M, D, Check) ->
    K = {rand:uniform(2000), rand:uniform(2)},
    {M1, D1} =
        case rand:uniform(3) of
            1 -> {maps:remove(K, M), orddict:erase(K, D)};
            2 -> {maps:put(K, N, M), orddict:store(K, N, D)};
            3 -> case M of
                     #{K := V} -> {M#{K := {V}}, orddict:store(K, {V}, D)};
                     #{} -> {M#{K => new}, orddict:store(K, new, D)}
                 end
        end,
    case N rem 500 of
        0 -> true = lists:sort(maps:to_list(M1)) =:= D1;
        _ -> ok
    end,
    steps(N - 1, M1, D1, Check).

shrink([], M, D) -> {M, D};
shrink([K | Ks], M, D) ->
    {V, M1} = maps:take(K, M),
    V = orddict:fetch(K, D),
    shrink(Ks, M1, orddict:erase(K, D)).

%! collect: no builds large maps for minutes
%! expect: 2044 true
%! expect: #{} []
%! expect: 500 3
%! expect: true
%! expect: true
