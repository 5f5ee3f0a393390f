%% parsetools: a scanner from leex and a parser from yecc, compiled and used.
-module(yecc_leex).
-export([main/0]).

main() ->
    Dir = filename:join("/tmp", "lingen_yecc_" ++ os:getpid()),
    ok = file:make_dir(Dir),
    try run(Dir) after file:del_dir_r(Dir) end.

run(Dir) ->
    X = filename:join(Dir, "calc_scan.xrl"),
    ok = file:write_file(X, "Definitions.\nD = [0-9]\nRules.\n{D}+ : {token, {num, TokenLine, list_to_integer(TokenChars)}}.\n[-+*/()] : {token, {list_to_atom(TokenChars), TokenLine}}.\n[\\s\\n]+ : skip_token.\nErlang code.\n"),
    Y = filename:join(Dir, "calc_parse.yrl"),
    ok = file:write_file(Y, "Nonterminals e.\nTerminals num '+' '-' '*' '/' '(' ')'.\nRootsymbol e.\nLeft 100 '+'.\nLeft 100 '-'.\nLeft 200 '*'.\nLeft 200 '/'.\n"
        "e -> e '+' e : {add, '$1', '$3'}.\ne -> e '-' e : {sub, '$1', '$3'}.\ne -> e '*' e : {mul, '$1', '$3'}.\ne -> e '/' e : {'div', '$1', '$3'}.\ne -> '(' e ')' : '$2'.\ne -> num : element(3, '$1').\n"),
    {ok, ScanErl} = leex:file(X),
    {ok, ParseErl} = yecc:file(Y),
    [begin {ok, M, B} = compile:file(F, [binary]), {module, M} = code:load_binary(M, F, B) end || F <- [ScanErl, ParseErl]],
    [io:format("~p~n", [calc(S)]) || S <- ["1 + 2 * 3", "(1 + 2) * 3", "8 / 2 - 1", "1 +", "2 & 3"]].

calc(S) ->
    case calc_scan:string(S) of
        {ok, Ts, _} -> case calc_parse:parse(Ts) of {ok, T} -> {T, value(T)}; {error, {_, M, E}} -> {error, lists:flatten(M:format_error(E))} end;
        {error, {_, M, E}, _} -> {error, lists:flatten(M:format_error(E))}
    end.

value({add, A, B}) -> value(A) + value(B);
value({sub, A, B}) -> value(A) - value(B);
value({mul, A, B}) -> value(A) * value(B);
value({'div', A, B}) -> value(A) div value(B);
value(N) -> N.

%! collect: no generates and compiles parsers for many minutes
%! expect: {{add,1,{mul,2,3}},7}
%! expect: {{mul,{add,1,2},3},9}
%! expect: {{sub,{'div',8,2},1},3}
%! expect: {error,"syntax error before: "}
%! expect: {error,"illegal characters \"&\""}
