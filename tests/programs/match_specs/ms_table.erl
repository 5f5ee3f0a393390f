%% Match specifications for tables: every kind of expression in guards and bodies, texts of errors.
-module(ms_table).
-export([main/0]).
t(B) -> io:format("~p -> ~p~n",[B, t_(fun() -> ets:test_ms({1,a,[x,y],#{k=>v}}, [{{'$1','$2','$3','$4'},[],[B]}]) end)]).
g(G) -> io:format("guard ~p -> ~p~n",[G, t_(fun() -> ets:test_ms({1,a,[x,y],#{k=>v}}, [{{'$1','$2','$3','$4'},[G],['$_']}]) end)]).
main() ->
 t({'andalso','$1',true}), t({'andalso',true,'$2'}), t({'andalso',false,'$2'}), t({'orelse','$1',true}), t({'orelse',false,'$1'}),
 t({'and',true,'$1'}), t({'and',true,false,true}), t({'or','$1',true}), t({'+','$2',1}), t({{a,{'+','$2',1}}}), t({element,9,'$_'}),
 t({hd,'$3'}), t({tl,'$3'}), t({map_get,k,'$4'}), t({map_get,z,'$4'}), t({size,'$_'}), t({node}), t({is_record,'$_',x,2}), t({is_record,'$_',1,4}),
 t('$$'), t(#{'$2' => '$1', z => {{'$1'}}}), t({const,{'$1'}}), t([{const,{'$1'}}]), t([{{a}}]), t({{}}), t({}), t({foo}), t('$9'), t({'not',true}), t({'not',3}),t({'xor',true,false}),
 t({binary_part,<<"abc">>,1,1}), t({max,1,2}), t({length,'$3'}), t({abs,-3}), t({'div',7,2}), t({'/',7,2}), t({'=:=',1,1.0}), t({'==',1,1.0}), t({message,a}), t({display,1}),
 t({'bsl',1,70}), t({round,1.5}), t({is_function,1,2}), t({'andthen',true,false}), t({get_tcw}), t({is_seq_trace}), t({'-',3}), t({float,1}), t({ceil,1.5}), t({is_map_key,k,'$4'}), t({byte_size,<<1>>}),
 t(#{'$1'=>1, 1=>2}), t({'and'}), t({'andalso'}),t({const,1,2}), t({caller}), t({'+',1,2,3}), t('_'), t({{'_'}}),
 g({'andalso','$1',true}), g({'+',1,a}), g(true), g(foo), g({'>','$1',0}), g({message,a}), g({'or',{'+',1,a},true}), g({'orelse',true,{'+',1,a}}),
 io:format("~p~n",[t_(fun() -> erlang:match_spec_test({foo},[{'_',[],[]}],table) end)]),
 io:format("~p~n",[t_(fun() -> erlang:match_spec_test({foo},[{foo,[],[x]}],table) end)]),
 io:format("~p~n",[t_(fun() -> erlang:match_spec_test({foo},[{'$1',[],['$1']}],table) end)]),
 io:format("~p~n",[t_(fun() -> erlang:match_spec_test({foo},[{'$1',[],['$1','$2']},x],table) end)]),
 io:format("~p~n",[t_(fun() -> erlang:match_spec_test({#{a=>1,b=>2}},[{{#{a=>'$1'}},[],['$1']}],table) end)]),
 io:format("~p~n",[t_(fun() -> erlang:match_spec_test({#{a=>1,b=>2}},[{{#{'$1'=>'$1'}},[],['$1']}],table) end)]),
 ok.

t_(F) -> try F() catch C:R -> {C,R} end.

%! expect: {'andalso','$1',true} -> {ok,'EXIT'}
%! expect: {'andalso',true,'$2'} -> {ok,a}
%! expect: {'andalso',false,'$2'} -> {ok,false}
%! expect: {'orelse','$1',true} -> {ok,'EXIT'}
%! expect: {'orelse',false,'$1'} -> {ok,1}
%! expect: {'and',true,'$1'} -> {ok,'EXIT'}
%! expect: {'and',true,false,true} -> {ok,false}
%! expect: {'or','$1',true} -> {ok,'EXIT'}
%! expect: {'+','$2',1} -> {ok,'EXIT'}
%! expect: {{a,{'+','$2',1}}} -> {ok,{a,'EXIT'}}
%! expect: {element,9,'$_'} -> {ok,'EXIT'}
%! expect: {hd,'$3'} -> {ok,x}
%! expect: {tl,'$3'} -> {ok,[y]}
%! expect: {map_get,k,'$4'} -> {ok,v}
%! expect: {map_get,z,'$4'} -> {ok,'EXIT'}
%! expect: {size,'$_'} -> {ok,4}
%! expect: {node} -> {ok,nonode@nohost}
%! expect: {is_record,'$_',x,2} -> {ok,false}
%! expect: {is_record,'$_',1,4} -> {ok,'EXIT'}
%! expect: '$$' -> {ok,[1,a,[x,y],#{k => v}]}
%! expect: #{'$2' => '$1',z => {{'$1'}}} -> {ok,#{a => 1,z => {1}}}
%! expect: {const,{'$1'}} -> {ok,{'$1'}}
%! expect: [{const,{'$1'}}] -> {ok,[{'$1'}]}
%! expect: [{{a}}] -> {ok,[{a}]}
%! expect: {{}} -> {ok,{}}
%! expect: {} -> {error,[{error,"{} is neither a function call, nor a tuple (tuples are written {{ ... }})."}]}
%! expect: {foo} -> {error,[{error,"Function foo/0 does_not_exist."}]}
%! expect: '$9' -> {error,[{error,"Variable $9 is unbound."}]}
%! expect: {'not',true} -> {ok,false}
%! expect: {'not',3} -> {ok,'EXIT'}
%! expect: {'xor',true,false} -> {ok,true}
%! expect: {binary_part,<<"abc">>,1,1} -> {ok,<<"b">>}
%! expect: {max,1,2} -> {ok,2}
%! expect: {length,'$3'} -> {ok,2}
%! expect: {abs,-3} -> {ok,3}
%! expect: {'div',7,2} -> {ok,3}
%! expect: {'/',7,2} -> {ok,3.5}
%! expect: {'=:=',1,1.0} -> {ok,false}
%! expect: {'==',1,1.0} -> {ok,true}
%! expect: {message,a} -> {error,[{error,"Special form 'message' used in wrong dialect."}]}
%! expect: {display,1} -> {error,[{error,"Special form 'display' used in wrong dialect."}]}
%! expect: {'bsl',1,70} -> {ok,1180591620717411303424}
%! expect: {round,1.5} -> {ok,2}
%! expect: {is_function,1,2} -> {ok,false}
%! expect: {andthen,true,false} -> {ok,false}
%! expect: {get_tcw} -> {error,[{error,"Function get_tcw/0 cannot be called in this context."}]}
%! expect: {is_seq_trace} -> {error,[{error,"Special form 'is_seq_trace' used in wrong dialect."}]}
%! expect: {'-',3} -> {ok,-3}
%! expect: {float,1} -> {ok,1.0}
%! expect: {ceil,1.5} -> {ok,2}
%! expect: {is_map_key,k,'$4'} -> {ok,true}
%! expect: {byte_size,<<1>>} -> {ok,1}
%! expect: #{1 => 2,'$1' => 1} -> {ok,#{1 => 1}}
%! expect: {'and'} -> {error,[{error,"Special form 'and' called without arguments in {and}."}]}
%! expect: {'andalso'} -> {error,[{error,"Special form 'andalso' called without arguments in {andalso}."}]}
%! expect: {const,1,2} -> {error,[{error,"Special form 'const' called with more than one argument in {const,1,2}."}]}
%! expect: {caller} -> {error,[{error,"Special form 'caller' used in wrong dialect."}]}
%! expect: {'+',1,2,3} -> {error,[{error,"Function '+'/3 does_not_exist."}]}
%! expect: '_' -> {ok,'_'}
%! expect: {{'_'}} -> {ok,{'_'}}
%! expect: guard {'andalso','$1',true} -> {ok,false}
%! expect: guard {'+',1,a} -> {ok,false}
%! expect: guard true -> {ok,{1,a,[x,y],#{k => v}}}
%! expect: guard foo -> {ok,false}
%! expect: guard {'>','$1',0} -> {ok,{1,a,[x,y],#{k => v}}}
%! expect: guard {message,a} -> {error,[{error,"Special form 'message' used in wrong dialect."}]}
%! expect: guard {'or',{'+',1,a},true} -> {ok,false}
%! expect: guard {'orelse',true,{'+',1,a}} -> {ok,{1,a,[x,y],#{k => v}}}
%! expect: {error,[{error,"Body clause does not return anything."}]}
%! expect: {ok,false,[],[]}
%! expect: {ok,{foo},[],[]}
%! expect: {error,[{error,"Match program part is not a tuple of arity 3."}]}
%! expect: {ok,1,[],[]}
%! expect: {error,[{error,"Variable found in map key."}]}
