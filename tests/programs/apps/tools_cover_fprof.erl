%% tools: cover counts lines and calls of a module compiled from source; cprof counts calls.
-module(tools_cover_fprof).
-export([main/0]).

main() ->
    Dir = filename:join("/tmp", "lingen_cover_" ++ os:getpid()),
    ok = file:make_dir(Dir),
    try run(Dir) after file:del_dir_r(Dir) end.

run(Dir) ->
    File = filename:join(Dir, "covered.erl"),
    ok = file:write_file(File, "-module(covered).\n-export([f/1]).\nf(0) ->\n  zero;\nf(N) when N > 10 ->\n  big;\nf(_) ->\n  small.\n"),
    {ok, _} = cover:start(),
    {ok, covered} = cover:compile_module(File),
    [covered:f(X) || X <- [0, 1, 2, 3]],
    {ok, Lines} = cover:analyse(covered, calls, line),
    io:format("~p~n", [[{L, N} || {{_, L}, N} <- Lines]]),
    io:format("~p~n", [cover:analyse(covered, coverage, module)]),
    ok = cover:stop(),
    {ok, lists2, B} = compile:forms([{attribute, 1, module, lists2}, {attribute, 1, export, [{g, 1}]},
        {function, 1, g, 1, [{clause, 1, [{integer, 1, 0}], [], [{atom, 1, ok}]}, {clause, 1, [{var, 1, 'N'}], [], [{call, 1, {atom, 1, g}, [{op, 1, '-', {var, 1, 'N'}, {integer, 1, 1}}]}]}]}], []),
    {module, lists2} = code:load_binary(lists2, "m", B),
    cprof:start(lists2),
    lists2:g(9),
    cprof:pause(),
    io:format("~p~n", [cprof:analyse(lists2)]),
    cprof:stop().

%! expect: [{4,1},{6,0},{8,3}]
%! expect: {ok,{covered,{2,1}}}
%! expect: {lists2,10,[{{lists2,g,1},10}]}
