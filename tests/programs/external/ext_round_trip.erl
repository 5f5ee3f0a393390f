%% term_to_binary and back over seeded random terms, by every option but local (stock OTP 27 overruns its buffer on fun M:F/A with that).
-module(ext_round_trip).
-export([main/0]).

main() ->
    rand:seed(exsss, 4711),
    Terms = [term(3) || _ <- lists:seq(1, 100)],
    Options = [[], [compressed], [{compressed, 1}], [{minor_version, 0}], [{minor_version, 1}], [deterministic]],
    [io:format("~w ~w~n", [O, lists:all(fun(T) -> binary_to_term(term_to_binary(T, O)) =:= T end, Terms)]) || O <- Options],
    io:format("~w~n", [lists:all(fun(T) -> iolist_to_binary(term_to_iovec(T)) =:= term_to_binary(T) end, Terms)]),
    io:format("~w~n", [lists:all(fun(T) -> erlang:external_size(T) =:= byte_size(term_to_binary(T)) end, Terms)]),
    io:format("~w~n", [lists:all(fun(T) -> erlang:external_size(T, [{minor_version, 0}]) =:= byte_size(term_to_binary(T, [{minor_version, 0}])) end, Terms)]),
    io:format("~w~n", [erlang:phash2([term_to_binary(T, [deterministic]) || T <- Terms])]).

term(0) -> leaf(rand:uniform(9));
term(N) ->
    case rand:uniform(6) of
        1 -> [term(N - 1) || _ <- lists:seq(1, rand:uniform(5))];
        2 -> list_to_tuple([term(N - 1) || _ <- lists:seq(1, rand:uniform(5))]);
        3 -> maps:from_list([{leaf(rand:uniform(6)), term(N - 1)} || _ <- lists:seq(1, rand:uniform(40))]);
        4 -> [leaf(1) | leaf(2)];
        _ -> leaf(rand:uniform(9))
    end.

leaf(1) -> rand:uniform(1000) - 500;
leaf(2) -> rand:uniform(1 bsl 70) - (1 bsl 69);
leaf(3) -> lists:nth(rand:uniform(5), [a, b, '', 'Hello World', 'åäö']);
leaf(4) -> rand:bytes(rand:uniform(100));
leaf(5) -> lists:duplicate(rand:uniform(10), $x);
leaf(6) -> rand:uniform() * 1.0e10;
leaf(7) -> <<(rand:uniform(1000)):13>>;
leaf(8) -> [];
leaf(9) -> fun lists:map/2.

%! collect: no walks large terms for a minute
%! expect: [] true
%! expect: [compressed] true
%! expect: [{compressed,1}] true
%! expect: [{minor_version,0}] true
%! expect: [{minor_version,1}] true
%! expect: [deterministic] true
%! expect: true
%! expect: true
%! expect: true
%! expect: 69473553
