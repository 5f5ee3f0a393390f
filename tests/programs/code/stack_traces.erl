%% Stack traces: frames, lines, argument lists, error_info, depth.
-module(stack_traces).
-export([main/0, run/2, clause/1]).

main() ->
    [show(Kind) || Kind <- [error, exit, throw, bif, clause, with_arguments, info, undefined, badfun, arith, bits]],
    io:format("~p~n", [length(deep(20))]),
    io:format("~p~n", [[F || {_, F, _, _} <- lists:sublist(deep(3), 3)]]).

show(Kind) ->
    try run(Kind, 0) of
        _ -> ok
    catch
        Class:_:Stack ->
            [{M, F, A, Location} | _] = Stack,
            Line = proplists:get_value(line, Location),
            File = proplists:get_value(file, Location),
            Info = proplists:get_value(error_info, Location),
            io:format("~p ~p ~p:~p/~p ~p ~p ~p~n", [Kind, Class, M, F, A, File, Line, Info])
    end.

run(error, _) -> error(reason);
run(exit, _) -> exit(reason);
run(throw, _) -> throw(reason);
run(bif, X) -> [atom_to_list(X)];
run(clause, X) -> clause(X);
run(with_arguments, X) -> erlang:error(reason, [with_arguments, X]);
run(info, _) -> erlang:error(reason, none, [{error_info, #{cause => here}}]);
run(undefined, X) -> no_such_module:no_such_function(X);
run(badfun, X) -> [X(1)];
run(arith, X) -> [a + X || true];
run(bits, X) -> <<(list_to_atom("a")):(X + 8)>>.

clause(a) -> ok.

deep(N) ->
    try down(N) catch error:bottom:Stack -> Stack end.

down(0) -> error(bottom);
down(N) -> [down(N - 1)].
