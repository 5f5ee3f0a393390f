%% Stack traces: frames, lines, argument lists, error_info, depth.
-module(stack_frames).
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
            File = case proplists:get_value(file, Location) of undefined -> undefined; F0 -> filename:basename(F0) end,
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

%! expect: error error stack_frames:run/2 "stack_frames.erl" 22 undefined
%! expect: exit exit stack_frames:run/2 "stack_frames.erl" 23 undefined
%! expect: throw throw stack_frames:run/2 "stack_frames.erl" 24 undefined
%! expect: bif error erlang:atom_to_list/[0] undefined undefined #{module =>
%! expect:                                                             erl_erts_errors}
%! expect: clause error stack_frames:clause/[0] "stack_frames.erl" 34 undefined
%! expect: with_arguments error stack_frames:run/[with_arguments,0] "stack_frames.erl" 27 undefined
%! expect: info error stack_frames:run/2 "stack_frames.erl" 28 #{cause => here}
%! expect: undefined error no_such_module:no_such_function/[0] undefined undefined undefined
%! expect: badfun error stack_frames:run/2 "stack_frames.erl" 30 undefined
%! expect: arith error erlang:'+'/[0,a] undefined undefined #{module => erl_erts_errors}
%! expect: bits error stack_frames:run/2 "stack_frames.erl" 32 #{cause =>
%! expect:                                                           {1,integer,type,a},
%! expect:                                                       function =>
%! expect:                                                           format_bs_fail,
%! expect:                                                       module =>
%! expect:                                                           erl_erts_errors}
%! expect: 6
%! expect: [down,deep,main]
