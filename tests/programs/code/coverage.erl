% Native code coverage: each mode with a module compiled for it, counters that many processes move, and a module that demands them.
%! expect: true
%! expect: function: function
%! expect:   [{{fact,1},false},{{fact,2},false},{{fib,1},true},{{fib,3},true},{{other,1},true},{{'-other/1-lc$^0/1-0-',1},true}]
%! expect:   {error,badarg}
%! expect:   {error,badarg}
%! expect:   ok
%! expect:   [{{fact,1},false},{{fact,2},false},{{fib,1},false},{{fib,3},false},{{other,1},false},{{'-other/1-lc$^0/1-0-',1},false}]
%! expect: function_counters: function_counters
%! expect:   [{{fact,1},0},{{fact,2},0},{{fib,1},4},{{fib,3},24},{{other,1},16},{{'-other/1-lc$^0/1-0-',1},8}]
%! expect:   {error,badarg}
%! expect:   {error,badarg}
%! expect:   ok
%! expect:   [{{fact,1},0},{{fact,2},0},{{fib,1},0},{{fib,3},0},{{other,1},0},{{'-other/1-lc$^0/1-0-',1},0}]
%! expect: line: line
%! expect:   [{{fact,1},false},{{fact,2},false},{{fib,1},true},{{fib,3},true},{{other,1},true},{{'-other/1-lc$^0/1-0-',1},true}]
%! expect:   [{4,false},{6,false},{8,false},{10,true},{12,true},{14,true},{16,true},{17,true},{27,true},{28,true},{19,true},{20,true},{22,true},{24,false},{30,true},{33,true},{34,true},{38,true},{36,false},{38,false},{39,true},{31,true}]
%! expect:   {error,badarg}
%! expect:   ok
%! expect:   [{{fact,1},false},{{fact,2},false},{{fib,1},false},{{fib,3},false},{{other,1},false},{{'-other/1-lc$^0/1-0-',1},false}]
%! expect: line_counters: line_counters
%! expect:   [{{fact,1},false},{{fact,2},false},{{fib,1},true},{{fib,3},true},{{other,1},true},{{'-other/1-lc$^0/1-0-',1},true}]
%! expect:   [{4,0},{6,0},{8,0},{10,4},{12,4},{14,20},{16,12},{17,12},{27,4},{28,4},{19,4},{20,4},{22,4},{24,0},{30,4},{33,12},{34,12},{38,12},{36,0},{38,0},{39,4},{31,4}]
%! expect:   [{1,0},{2,0},{3,0},{4,4},{5,4},{6,20},{7,12},{8,12},{13,4},{14,4},{9,4},{10,4},{11,4},{12,0},{15,4},{17,12},{18,12},{21,12},{19,0},{21,0},{22,4},{16,4}]
%! expect:   ok
%! expect:   [{{fact,1},false},{{fact,2},false},{{fib,1},false},{{fib,3},false},{{other,1},false},{{'-other/1-lc$^0/1-0-',1},false}]
%! expect: line: none
%! expect:   {error,badarg}
%! expect:   {error,badarg}
%! expect:   {error,badarg}
%! expect:   {error,badarg}
%! expect:   {error,badarg}
%! expect: none: line_counters
%! expect:   [{{fact,1},false},{{fact,2},false},{{fib,1},true},{{fib,3},true},{{other,1},true},{{'-other/1-lc$^0/1-0-',1},true}]
%! expect:   [{4,0},{6,0},{8,0},{10,4},{12,4},{14,20},{16,12},{17,12},{27,4},{28,4},{19,4},{20,4},{22,4},{24,0},{30,4},{33,12},{34,12},{38,12},{36,0},{38,0},{39,4},{31,4}]
%! expect:   [{1,0},{2,0},{3,0},{4,4},{5,4},{6,20},{7,12},{8,12},{13,4},{14,4},{9,4},{10,4},{11,4},{12,0},{15,4},{17,12},{18,12},{21,12},{19,0},{21,0},{22,4},{16,4}]
%! expect:   ok
%! expect:   [{{fact,1},false},{{fact,2},false},{{fib,1},false},{{fib,3},false},{{other,1},false},{{'-other/1-lc$^0/1-0-',1},false}]
%! expect: {error,badarg}
-module(coverage).
-export([main/0]).
main() ->
    io:format("~p~n", [code:coverage_support()]),
    Forms = forms(),
    {ok, covered, Beam} = compile:forms(Forms, [line_coverage, binary]),
    lists:foreach(fun(Mode) -> one(Mode, Beam) end, [function, function_counters, line, line_counters]),
    {ok, covered, Plain} = compile:forms(Forms, [binary]),
    one(line, Plain),
    {ok, covered, Forced} = compile:forms(Forms, [line_coverage, force_line_counters, binary]),
    one(none, Forced),
    io:format("~p~n", [try code:get_coverage_mode(not_loaded) catch C:E -> {C, E} end]),
    ok.

one(Mode, Beam) ->
    Old = code:set_coverage_mode(Mode),
    {module, covered} = code:load_binary(covered, "", Beam),
    Mode = code:set_coverage_mode(Old),
    Ps = [spawn_monitor(fun() -> covered:fib(5), covered:other([1,2,{a,fun(X) -> X end}]) end) || _ <- lists:seq(1,4)],
    [receive {'DOWN', R, process, P, _} -> ok end || {P, R} <- Ps],
    io:format("~p: ~p~n", [Mode, code:get_coverage_mode(covered)]),
    [io:format("  ~0p~n", [try code:get_coverage(L, covered) catch C:E -> {C, E} end]) || L <- [function, line, cover_id_line]],
    io:format("  ~0p~n", [try code:reset_coverage(covered) catch C:E -> {C, E} end]),
    io:format("  ~0p~n", [try code:get_coverage(function, covered) catch C2:E2 -> {C2, E2} end]),
    code:delete(covered), code:purge(covered).

forms() ->
    S = "-module(covered).\n-export([fact/1,fib/1,other/1]).\n"
        "fact(N) when is_integer(N), N >= 0 ->\n    fact(N, 1).\n"
        "fact(0, P) ->\n    P;\nfact(N, P) ->\n    fact(N - 1, P * N).\n"
        "fib(N) ->\n  fib(N, 0, 1).\nfib(0, _, B) ->\n  B;\nfib(N, A, B) ->\n   fib(N - 1, B, A + B).\n"
        "other([H|T]) ->\n  try\n   X = case H of\n   1 ->\n  self() ! a,\n  receive\n   a ->\n b\n  after 0 ->\n   c\n end;\n {a, F} -> \n F(3),\n  F(4);\n _ ->\n   [Y || Y <- T,\n  is_integer(Y)]\n  end,\n"
        "  put(x, X),\n  other(T)\n  catch _:_ ->\n  error, error(x)\n  after\n    ok end;\nother([]) -> ok, done.\n",
    forms(S, 1).
forms(S, Line) ->
    case erl_scan:tokens([], S, Line) of
        {done, {ok, Tokens, L}, Rest} -> {ok, F} = erl_parse:parse_form(Tokens), [F | forms(Rest, L)];
        {done, {eof, _}, _} -> []; {more, _} -> []
    end.
