%% erl_scan, erl_parse, erl_eval, erl_pp, erl_lint: what the shell is made of.
-module(parse_and_eval).
-export([main/0]).

main() ->
    io:format("~p~n", [erl_scan:string("X = {foo, \"bar\", 1.5, $a}.")]),
    [io:format("~p~n", [eval(S)]) || S <- ["1 + 2 * 3.", "lists:map(fun(X) -> X * X end, [1, 2, 3]).", "A = 5, B = A + 1, {A, B}.",
        "case {1, 2} of {X, Y} when X < Y -> less; _ -> more end.", "[X || X <- lists:seq(1, 10), X rem 2 =:= 0].",
        "F = fun F(0) -> 1; F(N) -> N * F(N - 1) end, F(10).", "try throw(a) catch T -> {caught, T} end.", "<<1, 2:16, \"ab\">>.",
        "#{1 => a, 2 => b}.", "maybe {ok, X} ?= {ok, 3}, X end.", "if true -> yes end.", "begin 1, 2 end.", "receive after 0 -> none end."]],
    io:format("~p~n", [try eval("1 + a.") catch C:R -> {C, R} end]),
    {ok, Ts, _} = erl_scan:string("f(X,Y) when X>Y -> case X of 1 -> a; _ -> [Y|X] end; f(_,_) -> <<\"bin\">>."),
    {ok, Form} = erl_parse:parse_form(Ts),
    io:put_chars(erl_pp:form(Form)),
    io:format("~p~n", [erl_parse:normalise(erl_parse:abstract({a, [1, "s", <<"b">>], #{k => v}}))]),
    {ok, Ts2, _} = erl_scan:string("foo(, bar)."),
    io:format("~p~n", [erl_parse:parse_exprs(Ts2)]),
    Bad = [{attribute, {1, 1}, module, bad}, {function, {2, 1}, f, 0, [{clause, {2, 1}, [], [], [{var, {2, 8}, 'Unbound'}]}]}],
    {error, [{_, Es}], _} = erl_lint:module(Bad),
    [io:format("~s~n", [M:format_error(E)]) || {_, M, E} <- Es],
    io:format("~p~n", [erl_anno:line(erl_anno:new({3, 4}))]).

eval(S) ->
    {ok, Ts, _} = erl_scan:string(S),
    {ok, Es} = erl_parse:parse_exprs(Ts),
    {value, V, _} = erl_eval:exprs(Es, erl_eval:new_bindings()),
    V.

%! expect: {ok,[{var,1,'X'},
%! expect:      {'=',1},
%! expect:      {'{',1},
%! expect:      {atom,1,foo},
%! expect:      {',',1},
%! expect:      {string,1,"bar"},
%! expect:      {',',1},
%! expect:      {float,1,1.5},
%! expect:      {',',1},
%! expect:      {char,1,97},
%! expect:      {'}',1},
%! expect:      {dot,1}],
%! expect:     1}
%! expect: 7
%! expect: [1,4,9]
%! expect: {5,6}
%! expect: less
%! expect: [2,4,6,8,10]
%! expect: 3628800
%! expect: {caught,a}
%! expect: <<1,0,2,97,98>>
%! expect: #{1 => a,2 => b}
%! expect: 3
%! expect: yes
%! expect: 2
%! expect: none
%! expect: {error,badarith}
%! expect: f(X, Y) when X > Y ->
%! expect:     case X of
%! expect:         1 ->
%! expect:             a;
%! expect:         _ ->
%! expect:             [Y | X]
%! expect:     end;
%! expect: f(_, _) ->
%! expect:     <<"bin">>.
%! expect: {a,[1,"s",<<"b">>],#{k => v}}
%! expect: {error,{1,erl_parse,["syntax error before: ","','"]}}
%! expect: variable 'Unbound' is unbound
%! expect: 3
