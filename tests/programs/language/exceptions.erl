%% try, catch, after: classes, nesting, re-raising, of-clauses, and what the old catch makes of each class.
-module(exceptions).
-export([main/0]).

main() ->
    [io:format("~p~n", [classify(F)]) || F <- [
        fun() -> throw(ball) end, fun() -> exit(bye) end, fun() -> error(bad) end, fun() -> 1 + a() end,
        fun() -> hd([]) end, fun() -> {ok, 1} end, fun() -> erlang:error(bad, [arg]) end, fun() -> undefined_module:f() end]],
    io:format("~p~n", [catch throw(x)]),
    io:format("~p~n", [catch exit(x)]),
    {'EXIT', {x, [_ | _]}} = (catch error(x)),
    io:format("~p~n", [after_order()]),
    io:format("~p~n", [nested()]),
    io:format("~p~n", [try ok of ok -> of_clause catch _:_ -> caught end]),
    io:format("~p~n", [catch try ok of other -> no catch _:_ -> caught end]),
    io:format("~p~n", [try error(a) catch error:b -> b; error:a -> matched end]),
    io:format("~p~n", [try try error(inner) after put(ran, yes) end catch error:inner -> get(ran) end]),
    io:format("~p~n", [try exit({shutdown, 1}) catch exit:{shutdown, N} when N > 0 -> {guarded, N} end]),
    io:format("~p~n", [deep(1000)]),
    io:format("~p~n", [try erlang:raise(throw, thing, []) catch C:R:S -> {C, R, S} end]),
    io:format("~p~n", [try if_fails(3) catch error:Why -> Why end]),
    io:format("~p~n", [try case_fails(3) catch error:Why2 -> Why2 end]),
    io:format("~p~n", [try fun_fails() catch error:Why3 -> Why3 end]),
    io:format("~p~n", [try (maybe_bad(1)) catch error:Why4 -> Why4 end]).

classify(F) ->
    try F() of
        {ok, V} -> {value, V}
    catch
        throw:T -> {thrown, T};
        exit:E -> {exited, E};
        error:E -> {errored, E}
    after
        ok
    end.

after_order() ->
    put(trace, []),
    R = try
        put(trace, [body | get(trace)]),
        throw(t)
    catch
        t -> put(trace, [caught | get(trace)]), done
    after
        put(trace, ['after' | get(trace)])
    end,
    {R, lists:reverse(get(trace))}.

nested() ->
    try
        try error(one) catch error:one -> error(two) after put(k, 1) end
    catch
        error:E -> {E, get(k)}
    end.

deep(0) -> throw(bottom);
deep(N) -> try deep(N - 1) catch throw:bottom when N < 1000 -> throw(bottom); throw:bottom -> top end.

if_fails(X) -> if X > 3 -> big; X < 3 -> small end.
case_fails(X) -> case X of 1 -> one; 2 -> two end.
fun_fails() -> F = fun(X) -> X end, apply(F, [1, 2]).
maybe_bad(X) -> {a, _} = {b, X}.
a() -> a.

%! expect: {thrown,ball}
%! expect: {exited,bye}
%! expect: {errored,bad}
%! expect: {errored,badarith}
%! expect: {errored,badarg}
%! expect: {value,1}
%! expect: {errored,bad}
%! expect: {errored,undef}
%! expect: x
%! expect: {'EXIT',x}
%! expect: {done,[body,caught,'after']}
%! expect: {two,1}
%! expect: of_clause
%! expect: {'EXIT',{{try_clause,ok},
%! expect:          [{exceptions,main,0,
%! expect:                       [{file,"tests/programs/language/exceptions.erl"},
%! expect:                        {line,15}]},
%! expect:           {init,start_it,1,[]},
%! expect:           {init,start_em,1,[]},
%! expect:           {init,do_boot,3,[]}]}}
%! expect: matched
%! expect: yes
%! expect: {guarded,1}
%! expect: top
%! expect: {throw,thing,[]}
%! expect: if_clause
%! expect: {case_clause,3}
%! expect: {badarity,{#Fun<exceptions.8.39096345>,[1,2]}}
%! expect: {badmatch,{b,1}}
