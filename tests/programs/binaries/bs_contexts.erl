%% Match contexts that travel: through function calls, guards that fail, several clauses, and back to plain binaries.
-module(bs_contexts).
-export([main/0]).

main() ->
    Bin = list_to_binary(lists:seq(1, 100)),
    io:format("~w~n", [sum(Bin, 0)]),
    io:format("~w~n", [pairs(<<Bin/binary, 9>>, [])]),
    io:format("~w~n", [first_even(<<1, 3, 5, 6, 7>>)]),
    io:format("~w~n", [keep(<<1, 2, 3>>, [])]),
    io:format("~w~n", [catch_clause(<<1, 2>>)]),
    io:format("~w~n", [try strict(<<1, 2, 3, 4>>) catch error:function_clause:Stack -> {M, F, A, _} = hd(Stack), {M, F, A} end]),
    io:format("~w~n", [try (fun(<<X:3, 0:5>>) -> X end)(<<255>>) catch error:function_clause -> clause end]),
    io:format("~w~n", [try <<_:16>> = id(<<1>>) catch error:{badmatch, V} -> {badmatch, V} end]),
    io:format("~w~n", [try case id(<<5:4>>) of <<_:8, _/bits>> -> ok end catch error:{case_clause, V2} -> {case_clause, V2} end]),
    io:format("~w~n", [alternate(<<0, 1, 1, 0, 2, 7>>, [])]),
    io:format("~w~n", [both(<<1, 2, 3>>, <<4, 5, 6>>, [])]),
    io:format("~w~n", [through_fun(<<1, 2, 3, 4>>)]),
    io:format("~w~n", [collect(binary:copy(<<1, 2, 3>>, 20000), 0)]),
    Rest = loop_then_return(<<"aaaab">>, 0),
    io:format("~w~n", [Rest]).

id(X) -> X.

sum(<<N, T/binary>>, Acc) -> sum(T, Acc + N);
sum(<<>>, Acc) -> Acc.

pairs(<<A, B, T/binary>>, Acc) when A < 97 -> pairs(T, [A * B | Acc]);
pairs(Rest, Acc) -> {lists:sum(Acc), Rest, byte_size(Rest)}.

first_even(<<N, _/binary>>) when N rem 2 =:= 0 -> N;
first_even(<<_, T/binary>>) -> first_even(T);
first_even(<<>>) -> none.

keep(<<N, T/binary>> = All, Acc) -> keep(T, [{N, All} | Acc]);
keep(<<>>, Acc) -> Acc.

catch_clause(B) -> (catch strict(B)).

strict(<<A, B>>) -> {A, B}.

alternate(<<0, T/binary>>, Acc) -> odd(T, [zero | Acc]);
alternate(<<N, T/binary>>, Acc) -> odd(T, [N | Acc]);
alternate(<<>>, Acc) -> Acc.

odd(<<N:4, M:4, T/binary>>, Acc) -> alternate(T, [{N, M} | Acc]);
odd(<<>>, Acc) -> {odd, Acc}.

both(<<A, T/binary>>, <<B, U/binary>>, Acc) -> both(T, U, [{A, B} | Acc]);
both(A, B, Acc) -> {A, B, Acc}.

through_fun(<<A, T/binary>>) ->
    F = fun(<<B, U/binary>>) -> {A, B, U, T} end,
    F(T).

%% Garbage is made between matches, so that the context and its binary move.
collect(<<A, B, C, T/binary>>, N) ->
    L = [A, B, C | lists:duplicate(10, A)],
    collect(T, N + length(L));
collect(<<>>, N) -> N.

loop_then_return(<<"a", T/binary>>, N) -> loop_then_return(T, N + 1);
loop_then_return(T, N) -> {N, T}.

%! expect: 5050
%! expect: {149744,<<97,98,99,100,9>>,5}
%! expect: 6
%! expect: [{3,<<3>>},{2,<<2,3>>},{1,<<1,2,3>>}]
%! expect: {1,2}
%! expect: {bs_contexts,strict,[<<1,2,3,4>>]}
%! expect: clause
%! expect: {badmatch,<<1>>}
%! expect: {case_clause,<<5:4>>}
%! expect: [{0,7},2,{0,0},1,{0,1},zero]
%! expect: {<<>>,<<>>,[{3,6},{2,5},{1,4}]}
%! expect: {1,2,<<3,4>>,<<2,3,4>>}
%! expect: 260000
%! expect: {4,<<98>>}
