%% The on_load protocol: the module is not visible before its function has returned ok, callers wait, failure forgets it.
-module(on_load_functions).
-export([main/0]).

main() ->
    logger:set_primary_config(level, none),
    register(on_load_functions, self()),
    load("good", "on_load_functions ! ran, timer:sleep(50), ok"),
    %% Several processes call into the module while it is being loaded; none sees undef.
    Self = self(),
    Pids = [spawn(fun() -> Self ! {self(), good:answer()} end) || _ <- lists:seq(1, 3)],
    [receive {Pid, Answer} -> io:format("~p~n", [Answer]) end || Pid <- Pids],
    receive ran -> io:format("ran~n") end,
    {_, Bad} = binary("bad", "{error, no}"),
    io:format("~p ~p~n", [code:load_binary(bad, "bad.beam", Bad), erlang:module_loaded(bad)]),
    {_, Crash} = binary("crash", "1 = on_load_functions:id(2)"),
    io:format("~p~n", [code:load_binary(crash, "crash.beam", Crash)]),
    %% A failing second version leaves the first alone.
    {_, Good2} = binary("good", "failed"),
    io:format("~p ~p~n", [code:load_binary(good, "good.beam", Good2), good:answer()]),
    io:format("~p~n", [erlang:has_prepared_code_on_load(erlang:prepare_loading(good, Good2))]).

load(Name, Body) ->
    {Module, Binary} = binary(Name, Body),
    spawn(fun() -> {module, Module} = code:load_binary(Module, Name ++ ".beam", Binary) end),
    timer:sleep(10).

binary(Name, Body) ->
    Source =
        "-module(" ++ Name ++ ").\n-export([answer/0]).\n-on_load(start/0).\n"
        "start() -> " ++ Body ++ ".\n"
        "answer() -> {" ++ Name ++ ", 42}.\n",
    {ok, Tokens, _} = erl_scan:string(Source),
    {ok, Module, Binary} = compile:forms(forms(Tokens, []), [binary]),
    {Module, Binary}.

forms([], []) ->
    [];
forms([{dot, _} = Dot | Rest], Form) ->
    {ok, Parsed} = erl_parse:parse_form(lists:reverse([Dot | Form])),
    [Parsed | forms(Rest, [])];
forms([Token | Rest], Form) ->
    forms(Rest, [Token | Form]).
%! expect: {good,42}
%! expect: {good,42}
%! expect: {good,42}
%! expect: ran
%! expect: {error,on_load_failure} false
%! expect: {error,on_load_failure}
%! expect: {error,on_load_failure} {good,42}
%! expect: true
