%% Who calls a fun of code that is being purged is suspended until the purge has ended, and gets what the fun is then:
%% the code again after a soft purge that failed, undef after one that went through.
-module(purge_suspends).
-export([main/0]).

main() ->
    logger:set_primary_config(level, none),
    run(soft, false),
    run(hard, true).

run(Kind, Hard) ->
    load(),
    Fun = purge_suspends_code:make(40),
    User = spawn(fun() -> purge_suspends_code:wait() end),
    wait_until(fun() -> process_info(User, current_function) =:= {current_function, {purge_suspends_code, wait, 0}} end),
    true = erlang:delete_module(purge_suspends_code),
    Purge = make_ref(),
    erts_code_purger ! {test_purge, purge_suspends_code, self(), Hard, Purge},
    receive {started, Purge} -> ok end,
    {Caller, Monitor} = spawn_monitor(fun() -> exit({result, Fun(2)}) end),
    wait_until(fun() -> process_info(Caller, status) =:= {status, suspended} end),
    Seen = {process_info(Caller, current_function), erlang:fun_info(Fun, name)},
    erts_code_purger ! {continue, Purge},
    receive {continued, Purge} -> ok end,
    erts_code_purger ! {complete, Purge},
    receive {test_purge, Answer, Purge} -> io:format("~p ~p purge ~p~n", [Kind, Seen, Answer]) end,
    receive
        {'DOWN', Monitor, process, Caller, {result, Result}} -> io:format("~p result ~p~n", [Kind, Result]);
        {'DOWN', Monitor, process, Caller, {Reason, [_ | _]}} -> io:format("~p failed ~p~n", [Kind, Reason])
    end,
    Gone = monitor(process, User),
    exit(User, kill),
    receive {'DOWN', Gone, process, User, _} -> ok end,
    code:purge(purge_suspends_code).

wait_until(Fun) ->
    case Fun() of
        true -> ok;
        false -> erlang:yield(), wait_until(Fun)
    end.

load() ->
    Forms = [parse(Line) || Line <- [
        "-module(purge_suspends_code).",
        "-export([make/1, wait/0]).",
        "make(A) -> fun(B) -> A + B end.",
        "wait() -> receive stop -> ok end, ok."
    ]],
    {ok, Module, Code} = compile:forms(Forms, []),
    {module, Module} = code:load_binary(Module, "none", Code).

parse(Line) ->
    {ok, Tokens, _} = erl_scan:string(Line),
    {ok, Form} = erl_parse:parse_form(Tokens),
    Form.

%! expect: soft {{current_function,{erts_code_purger,pending_purge_lambda,3}},{name,[]}} purge false
%! expect: soft result 42
%! expect: hard {{current_function,{erts_code_purger,pending_purge_lambda,3}},{name,[]}} purge {true,
%! expect:                                                                                      true}
%! expect: hard failed undef
