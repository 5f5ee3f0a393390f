%% Compiling and loading at run time: forms, two versions, purge, soft purge, old code runs on, funs of old code, on_load.
-module(dynamic_modules).
-export([main/0]).

main() ->
    logger:set_primary_config(level, none),
    load("-module(dyn). -export([v/0, loop/0, fun_of/0]). v() -> 1. loop() -> receive {F, up} -> F ! {self(), up}, dyn:loop(); {F, v} -> F ! {self(), v()}, loop() end. fun_of() -> fun() -> v() end."),
    io:format("~p~n", [dyn:v()]),
    P = spawn(fun dyn:loop/0),
    F = dyn:fun_of(),
    load("-module(dyn). -export([v/0, loop/0, fun_of/0]). v() -> 2. loop() -> receive {F, up} -> F ! {self(), up}, dyn:loop(); {F, v} -> F ! {self(), v()}, loop() end. fun_of() -> fun() -> v() end."),
    io:format("~p ~p~n", [dyn:v(), F()]),
    io:format("~p~n", [ask(P, v)]),
    io:format("~p ~p~n", [erlang:check_old_code(dyn), erlang:check_process_code(P, dyn)]),
    io:format("~p~n", [code:soft_purge(dyn)]),
    ask(P, up),
    io:format("~p~n", [ask(P, v)]),
    io:format("~p~n", [code:soft_purge(dyn)]),
    io:format("~p~n", [try F() catch error:R -> element(1, {R}) end =/= 1]),
    io:format("~p~n", [code:delete(dyn)]),
    io:format("~p~n", [code:purge(dyn)]),
    io:format("~p~n", [is_process_alive(P)]),
    io:format("~p~n", [catch element(1, element(2, catch dyn:v()))]),
    io:format("~p~n", [load_result("-module(bad_on_load). -on_load(init/0). init() -> {error, no}.")]),
    load("-module(good_on_load). -export([get/0]). -on_load(init/0). init() -> persistent_term:put(loaded, yes), ok. get() -> persistent_term:get(loaded)."),
    io:format("~p~n", [good_on_load:get()]),
    io:format("~p~n", [element(1, compile("-module(broken). f( -> ok."))]),
    io:format("~p~n", [code:load_binary(junk, "junk", <<"not a beam file">>)]),
    io:format("~p~n", [erlang:function_exported(dyn, v, 0)]),
    io:format("~p~n", [lists:keymember(lists, 1, code:all_loaded())]),
    io:format("~p ~p~n", [code:is_loaded(no_such_module_xyz), code:which(no_such_module_xyz)]),
    io:format("~p~n", [code:ensure_loaded(no_such_module_xyz)]),
    io:format("~p~n", [lists:sort(proplists:get_keys(lists:module_info()))]).

ask(P, Q) -> P ! {self(), Q}, receive {P, A} -> A after 1000 -> timeout end.

load(Source) -> {module, _} = load_result(Source).

load_result(Source) ->
    {ok, M, B} = compile(Source),
    code:load_binary(M, "mem", B).

compile(Source) ->
    try
        Forms = [begin {ok, F} = erl_parse:parse_form(Ts), F end || Ts <- split(element(2, erl_scan:string(Source)), [])],
        compile:forms(Forms, [binary])
    catch error:{badmatch, E} -> E end.

split([], []) -> [];
split([{dot, _} = D | T], Acc) -> [lists:reverse([D | Acc]) | split(T, [])];
split([H | T], Acc) -> split(T, [H | Acc]).

%! expect: 1
%! expect: 2 1
%! expect: 1
%! expect: true true
%! expect: false
%! expect: 2
%! expect: true
%! expect: true
%! expect: true
%! expect: true
%! expect: false
%! expect: undef
%! expect: {error,on_load_failure}
%! expect: yes
%! expect: error
%! expect: {error,badfile}
%! expect: false
%! expect: true
%! expect: false non_existing
%! expect: {error,nofile}
%! expect: [attributes,compile,exports,md5,module]
