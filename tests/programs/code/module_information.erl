%% module_info, fun_info, what is loaded and exported, chunks and checksums of files.
-module(module_information).
-author("somebody").
-export([main/0, exported/1]).

main() ->
    io:format("~p~n", [lists:sort(?MODULE:module_info(exports))]),
    io:format("~p~n", [[F || {F, _} <- ?MODULE:module_info(functions), F =:= main orelse F =:= local]]),
    io:format("~p~n", [proplists:get_value(author, ?MODULE:module_info(attributes))]),
    io:format("~p~n", [[K || {K, _} <- ?MODULE:module_info()]]),
    io:format("~p ~p~n", [byte_size(?MODULE:module_info(md5)), ?MODULE:module_info(native)]),
    {?MODULE, Binary, _} = code:get_object_code(?MODULE),
    io:format("~p~n", [erts_internal:beamfile_module_md5(Binary) =:= ?MODULE:module_info(md5)]),
    io:format("~p~n", [beam_lib:md5(Binary) =:= {ok, {?MODULE, code:module_md5(Binary)}}]),
    {ok, {_, [{"ExpT", Exports}]}} = beam_lib:chunks(Binary, ["ExpT"]),
    io:format("~p ~p~n", [erts_internal:beamfile_chunk(Binary, "ExpT") =:= Exports, erts_internal:beamfile_chunk(Binary, "none")]),
    io:format("~p~n", [[Result || Item <- [foo, bar], {'EXIT', {Result, _}} <- [catch ?MODULE:module_info(Item)]]]),
    io:format("~p~n", [catch_error(fun() -> erlang:get_module_info(no_such_module) end)]),
    X = list_to_tuple([a, b]),
    Local = fun(Y) -> {X, Y} end,
    io:format("~p~n", [[erlang:fun_info(Local, I) || I <- [module, arity, env, type, new_index]]]),
    io:format("~p~n", [[erlang:fun_info(fun lists:map/2, I) || I <- [module, name, arity, env, type, new_index, uniq]]]),
    io:format("~p~n", [erlang:fun_info(fun ?MODULE:exported/1)]),
    io:format("~p ~p~n", [is_function(Local, 1), is_function(Local, 2)]),
    io:format("~p~n", [catch_error(fun() -> Local(1, 2) end)]),
    io:format("~p~n", [[erlang:function_exported(M, F, A) || {M, F, A} <- [{lists, map, 2}, {lists, map, 9}, {erlang, self, 0}, {nope, f, 0}]]]),
    io:format("~p~n", [[erlang:is_builtin(M, F, A) || {M, F, A} <- [{lists, map, 2}, {lists, member, 2}, {erlang, apply, 3}]]]),
    io:format("~p~n", [[erlang:module_loaded(M) || M <- [lists, no_such_module]]]),
    io:format("~p~n", [lists:member(erlang, erlang:pre_loaded()) andalso lists:member(?MODULE, erlang:loaded())]),
    io:format("~p~n", [[catch_error(fun() -> erlang:make_fun(m, f, A) end) || A <- [-1, 255, 256]]]),
    io:format("~p~n", [erlang:make_fun(lists, reverse, 1) =:= fun lists:reverse/1]),
    io:format("~p~n", [(binary_to_term(term_to_binary(Local)))(c)]).

exported(_) -> ok.

catch_error(F) ->
    try F() catch error:{badarity, {_, Args}} -> {badarity, Args}; error:Reason -> Reason end.
%! expect: [{exported,1},{main,0},{module_info,0},{module_info,1}]
%! expect: [main]
%! expect: "somebody"
%! expect: [module,exports,attributes,compile,md5]
%! expect: 16 false
%! expect: true
%! expect: true
%! expect: true undefined
%! expect: [badarg,badarg]
%! expect: badarg
%! expect: [{module,module_information},{arity,1},{env,[]},{type,local},{new_index,1}]
%! expect: [{module,lists},
%! expect:  {name,map},
%! expect:  {arity,2},
%! expect:  {env,[]},
%! expect:  {type,external},
%! expect:  {new_index,undefined},
%! expect:  {uniq,undefined}]
%! expect: [{module,module_information},
%! expect:  {name,exported},
%! expect:  {arity,1},
%! expect:  {env,[]},
%! expect:  {type,external}]
%! expect: true false
%! expect: {badarity,[1,2]}
%! expect: [true,false,true,false]
%! expect: [false,true,true]
%! expect: [true,false]
%! expect: true
%! expect: [badarg,fun m:f/255,badarg]
%! expect: true
%! expect: {{a,b},c}
