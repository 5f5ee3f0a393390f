% What select_replace takes for a change of the key, parts of a table that was renamed or made anew, heirs that are dead, the end of a
% traversal as a key, and the objects that a fixed table keeps.
%! expect: [badarg,badarg,badarg,badarg,badarg,badarg,badarg,badarg,badarg,badarg,0,0,0]
%! expect: 1
%! expect: badarg
%! expect: [2]
%! expect: badarg
%! expect: none
%! expect: none
%! expect: [badarg,badarg,badarg,badarg]
%! expect: [2,10,0]
-module(edge_cases).
-export([main/0]).

main() ->
    replacements(),
    continuations(),
    heirs(),
    Tree = ets:new(tree, [ordered_set]),
    ets:insert(Tree, [{1}, {a}, {'$end_of_table'}]),
    io:format("~p~n", [[caught(fun() -> ets:F(Tree, '$end_of_table') end) || F <- [next, prev, next_lookup, prev_lookup]]]),
    kept().

replacements() ->
    Table = ets:new(table, []),
    {X, Y} = {a, 1.23},
    Pairs = [
        {'$1', '$2'}, {{X, Y}, {X, Y}}, {{X}, {{{X}}}}, {'$1', {const, '$1'}}, {[X, Y | '$1'], [X, Y]}, {'_', '_'}, {'$_', '$_'},
        {'$$', '$$'}, {#{}, #{}}, {#{X => '$1'}, #{X => '$1'}}, {X, X}, {{X, Y}, {{X, Y}}}, {X, {const, X}}
    ],
    Replace = fun({Head, Body}) -> ets:select_replace(Table, [{{Head, '$2', '$3'}, [], [{{Body, '$3', '$2'}}]}]) end,
    io:format("~p~n", [[caught(fun() -> Replace(Pair) end) || Pair <- Pairs]]).

continuations() ->
    All = [{{'$1', '_'}, [], ['$1']}],
    named = ets:new(named, [named_table]),
    ets:insert(named, [{1, x}, {2, x}, {3, x}]),
    {[_], Hash} = ets:select(named, All, 1),
    renamed = ets:rename(named, renamed),
    io:format("~p~n", [length(element(1, ets:select(Hash)))]),
    ets:delete(renamed),
    [Name = ets:new(Name, [named_table]) || Name <- [named, renamed]],
    io:format("~p~n", [caught(fun() -> ets:select(Hash) end)]),
    ordered = ets:new(ordered, [named_table, ordered_set]),
    ets:insert(ordered, [{1, x}, {2, x}, {3, x}]),
    {[1], Tree} = ets:select(ordered, All, 1),
    io:format("~p~n", [element(1, ets:select(Tree))]),
    ets:delete(ordered),
    io:format("~p~n", [caught(fun() -> ets:select(Tree) end)]).

heirs() ->
    {Dead, Ref} = spawn_monitor(fun() -> ok end),
    receive {'DOWN', Ref, _, _, _} -> ok end,
    Self = self(),
    Table = ets:new(table, [{heir, Dead, data}]),
    io:format("~p~n", [ets:info(Table, heir)]),
    ets:setopts(Table, {heir, Self, data}),
    Self = ets:info(Table, heir),
    ets:setopts(Table, {heir, Dead, data}),
    io:format("~p~n", [ets:info(Table, heir)]).

kept() ->
    Table = ets:new(table, []),
    Kept = fun() -> element(7, ets:info(Table, stats)) end,
    ets:insert(Table, [{I} || I <- lists:seq(1, 10)]),
    ets:safe_fixtable(Table, true),
    ets:delete(Table, 1),
    ets:delete(Table, 2),
    Two = Kept(),
    ets:delete_all_objects(Table),
    Ten = Kept(),
    ets:safe_fixtable(Table, false),
    io:format("~p~n", [[Two, Ten, Kept()]]).

caught(Fun) ->
    try Fun() catch error:Reason -> Reason end.
