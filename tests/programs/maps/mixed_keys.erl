%% Keys of every type at once: 1 and 1.0, 0.0 and -0.0, bitstrings, funs, nested maps, big and small maps as keys.
-module(mixed_keys).
-export([main/0]).

main() ->
    Keys = [0, 0.0, -0.0, 1, 1.0, 1 bsl 64, float(1 bsl 64), a, 'a b', "a", <<"a">>, <<1:1>>, <<1:2>>, <<2:3>>, [], {}, #{}, {1}, {1.0}, [1], [1.0], #{1 => 1}, #{1.0 => 1}, #{1 => 1.0}, fun lists:map/2, fun lists:map/3, self(),
            maps:from_list([{I, I} || I <- lists:seq(1, 50)]), maps:from_list([{I, I + 0.0} || I <- lists:seq(1, 50)])],
    M = maps:from_list(lists:zip(Keys, lists:seq(1, length(Keys)))),
    io:format("~p ~p~n", [length(Keys), map_size(M)]),
    io:format("~p~n", [[maps:get(K, M) || K <- Keys] =:= lists:seq(1, length(Keys))]),
    io:format("~p~n", [[maps:get(binary_to_term(term_to_binary(K)), M) || K <- Keys] =:= lists:seq(1, length(Keys))]),
    Big = maps:merge(M, maps:from_list([{{pad, I}, I} || I <- lists:seq(1, 100)])),
    io:format("~p~n", [[maps:get(binary_to_term(term_to_binary(K)), Big) || K <- Keys] =:= lists:seq(1, length(Keys))]),
    io:format("~p~n", [maps:size(maps:without(Keys, Big))]),
    <<_:3, Odd:16/bitstring, _/bitstring>> = <<5:3, "ab", 0:5>>,
    io:format("~p ~p~n", [Odd, maps:find(Odd, #{<<"ab">> => found})]),
    io:format("~p~n", [maps:find(Odd, maps:put(<<"ab">>, found, Big))]),
    io:format("~p~n", [maps:keys(#{3 => c, 1.5 => b, 2 => x, 1 => a, -1 => z, 2.0 => y})]),
    io:format("~p~n", [lists:sort(maps:keys(#{3 => c, 1.5 => b, "s" => x, {1} => a, [] => z, <<>> => y, #{} => m}))]).

%! expect: 29 29
%! expect: true
%! expect: true
%! expect: true
%! expect: 100
%! expect: <<"ab">> {ok,found}
%! expect: {ok,found}
%! expect: [-1,1,2,3,1.5,2.0]
%! expect: [1.5,3,{1},#{},[],"s",<<>>]
