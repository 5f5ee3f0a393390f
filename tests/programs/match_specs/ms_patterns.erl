%% Heads: variables that repeat, maps, lists, deep terms, binaries, floats, references; large variable numbers.
-module(ms_patterns).
-export([main/0]).

main() ->
    m({1, 1}, {'$1', '$1'}), m({1, 1.0}, {'$1', '$1'}), m({"ab", "ab"}, {'$1', '$1'}),
    m({#{a => 1, b => 2}}, {#{a => '$1'}}), m({#{a => 1}}, {#{}}), m({#{a => 1}}, {#{b => '_'}}), m({#{1.0 => x}}, {#{1 => '$1'}}),
    m({#{{k} => #{z => 5}}}, {#{{k} => #{z => '$7'}}}), m({1}, {#{}}),
    m({maps:from_list([{I, I} || I <- lists:seq(1, 50)])}, {#{7 => '$1', 9 => '$2'}}),
    m({maps:from_list([{I, I} || I <- lists:seq(1, 50)])}, {maps:from_list([{I, '_'} || I <- lists:seq(1, 40)])}),
    m({[1, 2, 3]}, {['$1' | '$2']}), m({[1, 2, 3]}, {['_', '_', '$1']}), m({[]}, {['_' | '_']}), m({[1 | 2]}, {['$1' | '$2']}),
    m({<<"abc">>}, {<<"abc">>}), m({<<"abc">>}, {<<"abd">>}), m({1.5, -0.0}, {1.5, '$1'}), m({0.0}, {-0.0}),
    m({1 bsl 80}, {1 bsl 80}), m({{{{{deep}}}}}, {{{{{'$1'}}}}}), m({a, b, c}, {a, '_'}), m(x, {'_'}), m({x}, '$1'), m({x}, '_'),
    m({1, 2, 3}, {'$3', '$1', '$2'}), m({1, 2}, {'$100000', '$5'}), m({'$01', '$x', '$'}, {'$01', '$x', '$'}), m({'$1'}, {'$0'}),
    m({fun lists:map/2}, {fun lists:map/2}), m({self()}, {self()}) , m({[{a, 1}, {b, 2}]}, {[{a, '$1'}, {b, '$2'}]}),
    m({"text" ++ lists:seq(1, 100)}, {"text" ++ lists:seq(1, 99) ++ ['$1']}).

m(Obj, Head) ->
    R = try ets:match_spec_run([Obj], ets:match_spec_compile([{Head, [], ['$$']}])) catch C:E -> {C, E} end,
    io:format("~p~n", [R]).

%! expect: [[1]]
%! expect: []
%! expect: [["ab"]]
%! expect: [[1]]
%! expect: [[]]
%! expect: []
%! expect: []
%! expect: [[5]]
%! expect: []
%! expect: [[7,9]]
%! expect: [[]]
%! expect: [[1,[2,3]]]
%! expect: [[3]]
%! expect: []
%! expect: [[1,2]]
%! expect: [[]]
%! expect: []
%! expect: [[-0.0]]
%! expect: []
%! expect: [[]]
%! expect: [[deep]]
%! expect: []
%! expect: []
%! expect: [[{x}]]
%! expect: [[]]
%! expect: [[2,3,1]]
%! expect: [[2,1]]
%! expect: [[]]
%! expect: [['$1']]
%! expect: [[]]
%! expect: [[]]
%! expect: [[1,2]]
%! expect: ["d"]
