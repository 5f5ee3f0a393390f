%% An empty match specification, which only select and its kin take, matches nothing. select_replace refuses whatever might change a key.
-module(empty_specs).
-export([main/0]).

main() ->
    [io:format("~p ~p~n", [Type, empty(Type)]) || Type <- [set, ordered_set, bag, duplicate_bag]],
    [io:format("~w ~w~n", [Clause, replaced(Clause)]) || Clause <- clauses()],
    io:format("reads ~p~n", [[ets:info(ets:new(t, [P, {read_concurrency, true}]), read_concurrency) || P <- [public, protected, private]]]).

empty(Type) ->
    Table = ets:new(t, [Type]),
    ets:insert(Table, [{1, a}, {2, b}]),
    [
        ets:select(Table, []),
        ets:select(Table, [], 1),
        ets:select_reverse(Table, []),
        ets:select_reverse(Table, [], 1),
        ets:select_count(Table, []),
        ets:select_delete(Table, []),
        result(fun() -> ets:select_replace(Table, []) end),
        result(fun() -> ets:select(Table, [], 0) end),
        result(fun() -> ets:match_spec_compile([]) end),
        ets:info(Table, size)
    ].

clauses() ->
    [
        {'$1', [], [{{{element, 1, '$1'}, new}}]},
        {'$1', [], ['$1']},
        {'$1', [], ['$_']},
        {'$1', [], [{{'$1', new}}]},
        {'_', [], [{{{element, 1, '$_'}, new}}]},
        {{'$1', '_'}, [], [{{'$1', new}}]},
        {{'$1', '_'}, [], [{{{element, 1, '$_'}, new}}]},
        {{'$1', '_'}, [], [{{{element, 2, '$_'}, new}}]},
        {{'$1', '_'}, [], ['$_']},
        {{'$1', '_'}, [], [{{1, new}}]},
        {{1, '_'}, [], [{{1, new}}]},
        {{1, '_'}, [], [{const, {1, new}}]},
        {{1, '_'}, [], [{{{const, 1}, new}}]},
        {{1, '_'}, [], [{{{const, 2}, new}}]},
        {{{a, '$1'}, '_'}, [], [{{{{a, '$1'}}, new}}]},
        {{{a, '$1'}, '_'}, [], [{{{const, {a, '$1'}}, new}}]},
        {{{a, '$1'}, '_'}, [], [{{{a, '$1'}, new}}]},
        {{[a | '$1'], '_'}, [], [{{[a | '$1'], new}}]},
        {{'_', '$1'}, [], [{{'_', new}}]},
        {{#{a => 1}, '_'}, [], [{{{const, #{a => 1}}, new}}]},
        {{#{a => 1}, '_'}, [], [{const, {#{a => 1}, new}}]},
        {{'$1', '_'}, [], [{const, {'$1', new}}]},
        {{'$1', '_'}, [], [{{'$1'}}]},
        {{'$1', '_'}, [], [{{}}]},
        {{'$1'}, [], [{{'$1', new}}]}
    ].

replaced(Clause) ->
    Table = ets:new(t, [ordered_set]),
    ets:insert(Table, [{1, x}, {{a, 2}, y}, {[a, 3], z}]),
    result(fun() -> {ets:select_replace(Table, [Clause]), ets:tab2list(Table)} end).

result(Fun) ->
    try Fun() catch error:Reason -> Reason end.

%! expect: set [[],'$end_of_table',[],'$end_of_table',0,0,0,badarg,badarg,2]
%! expect: ordered_set [[],'$end_of_table',[],'$end_of_table',0,0,0,badarg,badarg,2]
%! expect: bag [[],'$end_of_table',[],'$end_of_table',0,0,badarg,badarg,badarg,2]
%! expect: duplicate_bag [[],'$end_of_table',[],'$end_of_table',0,0,0,badarg,badarg,2]
%! expect: {'$1',[],[{{{element,1,'$1'},new}}]} badarg
%! expect: {'$1',[],['$1']} badarg
%! expect: {'$1',[],['$_']} {3,[{1,x},{{a,2},y},{[a,3],z}]}
%! expect: {'$1',[],[{{'$1',new}}]} badarg
%! expect: {'_',[],[{{{element,1,'$_'},new}}]} badarg
%! expect: {{'$1','_'},[],[{{'$1',new}}]} {3,[{1,new},{{a,2},new},{[a,3],new}]}
%! expect: {{'$1','_'},[],[{{{element,1,'$_'},new}}]} {3,[{1,new},{{a,2},new},{[a,3],new}]}
%! expect: {{'$1','_'},[],[{{{element,2,'$_'},new}}]} badarg
%! expect: {{'$1','_'},[],['$_']} {3,[{1,x},{{a,2},y},{[a,3],z}]}
%! expect: {{'$1','_'},[],[{{1,new}}]} badarg
%! expect: {{1,'_'},[],[{{1,new}}]} {1,[{1,new},{{a,2},y},{[a,3],z}]}
%! expect: {{1,'_'},[],[{const,{1,new}}]} {1,[{1,new},{{a,2},y},{[a,3],z}]}
%! expect: {{1,'_'},[],[{{{const,1},new}}]} {1,[{1,new},{{a,2},y},{[a,3],z}]}
%! expect: {{1,'_'},[],[{{{const,2},new}}]} badarg
%! expect: {{{a,'$1'},'_'},[],[{{{{a,'$1'}},new}}]} {1,[{1,x},{{a,2},new},{[a,3],z}]}
%! expect: {{{a,'$1'},'_'},[],[{{{const,{a,'$1'}},new}}]} badarg
%! expect: {{{a,'$1'},'_'},[],[{{{a,'$1'},new}}]} badarg
%! expect: {{[a|'$1'],'_'},[],[{{[a|'$1'],new}}]} {1,[{1,x},{{a,2},y},{[a,3],new}]}
%! expect: {{'_','$1'},[],[{{'_',new}}]} badarg
%! expect: {{#{a => 1},'_'},[],[{{{const,#{a => 1}},new}}]} badarg
%! expect: {{#{a => 1},'_'},[],[{const,{#{a => 1},new}}]} badarg
%! expect: {{'$1','_'},[],[{const,{'$1',new}}]} badarg
%! expect: {{'$1','_'},[],[{{'$1'}}]} {3,[{1},{{a,2}},{[a,3]}]}
%! expect: {{'$1','_'},[],[{{}}]} badarg
%! expect: {{'$1'},[],[{{'$1',new}}]} {0,[{1,x},{{a,2},y},{[a,3],z}]}
%! expect: reads [true,true,false]
