%% Current and old code: who runs which version, purge, soft purge, check_process_code, delete.
-module(two_versions).
-export([main/0]).

main() ->
    %% What the code server reports would come at any time.
    logger:set_primary_config(level, none),
    load(1),
    io:format("~p~n", [two_versions_m:version()]),
    %% A process that stays in version 1 by a local call, and one that follows external calls.
    Stay = spawn(two_versions_m, stay, []),
    Follow = spawn(two_versions_m, follow, []),
    Fun1 = two_versions_m:make(),
    load(2),
    io:format("~p ~p ~p~n", [two_versions_m:version(), ask(Stay), ask(Follow)]),
    io:format("~p ~p~n", [Fun1(), (two_versions_m:make())()]),
    %% The next call of Follow goes to the new version.
    io:format("~p ~p~n", [ask(Stay), ask(Follow)]),
    io:format("old code ~p~n", [erlang:check_old_code(two_versions_m)]),
    io:format("in old code ~p ~p~n", [erlang:check_process_code(Stay, two_versions_m), erlang:check_process_code(Follow, two_versions_m)]),
    %% A third version does not load while the first is there.
    io:format("~p~n", [erlang:load_module(two_versions_m, binary(3))]),
    io:format("soft purge ~p ~p~n", [code:soft_purge(two_versions_m), is_process_alive(Stay)]),
    io:format("~p~n", [Fun1()]),
    Ref = monitor(process, Stay),
    io:format("purge ~p~n", [code:purge(two_versions_m)]),
    receive {'DOWN', Ref, process, Stay, Why} -> io:format("down ~p~n", [Why]) end,
    io:format("purge again ~p ~p~n", [code:purge(two_versions_m), erlang:check_old_code(two_versions_m)]),
    %% The fun of the purged version has no code any more.
    io:format("~p~n", [try Fun1() catch error:{badfun, F} -> {badfun, erlang:fun_info(F, module)} end]),
    load(3),
    io:format("~p~n", [two_versions_m:version()]),
    io:format("~p ~p~n", [code:soft_purge(two_versions_m), ask(Follow)]),
    io:format("delete ~p~n", [code:delete(two_versions_m)]),
    io:format("~p ~p~n", [erlang:module_loaded(two_versions_m), erlang:function_exported(two_versions_m, version, 0)]),
    io:format("~p~n", [try two_versions_m:version() catch error:undef -> undef end]),
    io:format("~p ~p~n", [code:delete(two_versions_m), code:purge(two_versions_m)]),
    io:format("~p~n", [is_process_alive(Follow)]).

ask(Pid) ->
    Pid ! {self(), version},
    receive {Pid, Version} -> Version end.

load(Version) ->
    {module, two_versions_m} = erlang:load_module(two_versions_m, binary(Version)).

binary(Version) ->
    Source =
        "-module(two_versions_m).\n"
        "-export([version/0, stay/0, follow/0, make/0]).\n"
        "version() -> " ++ integer_to_list(Version) ++ ".\n"
        "stay() -> receive {P, version} -> P ! {self(), version()} end, stay().\n"
        "follow() -> receive {P, version} -> P ! {self(), version()} end, ?MODULE:follow().\n"
        "make() -> V = version(), fun() -> {fun_of, V} end.\n",
    {ok, two_versions_m, Binary} = compile:forms(forms(Source), [binary]),
    Binary.

forms(Source) ->
    {ok, Tokens, _} = erl_scan:string(Source),
    forms(Tokens, []).

forms([], []) ->
    [];
forms([{dot, _} = Dot | Rest], Form) ->
    {ok, Parsed} = erl_parse:parse_form(lists:reverse(expand([Dot | Form]))),
    [Parsed | forms(Rest, [])];
forms([Token | Rest], Form) ->
    forms(Rest, [Token | Form]).

%% ?MODULE without a preprocessor.
expand([{var, L, 'MODULE'}, {'?', _} | Rest]) -> [{atom, L, two_versions_m} | expand(Rest)];
expand([Token | Rest]) -> [Token | expand(Rest)];
expand([]) -> [].
%! expect: 1
%! expect: 2 1 1
%! expect: {fun_of,1} {fun_of,2}
%! expect: 1 2
%! expect: old code true
%! expect: in old code true false
%! expect: {error,not_purged}
%! expect: soft purge false true
%! expect: {fun_of,1}
%! expect: purge true
%! expect: down killed
%! expect: purge again false false
%! expect: {badfun,{module,two_versions_m}}
%! expect: 3
%! expect: false 2
%! expect: delete false
%! expect: true true
%! expect: 3
%! expect: false false
%! expect: true
