%% Atoms and text: encodings, limits, atoms that do not exist.
-module(bin_atoms).
-export([main/0]).

main() ->
    io:format("~w~n", [[atom_to_list(A) || A <- [a, '', 'Hello World', 'åäö', '日本']]]),
    io:format("~w~n", [[atom_to_binary(A) || A <- [a, '', 'åäö', '日本']]]),
    io:format("~w~n", [[atom_to_binary(A, E) || A <- [a, 'åäö'], E <- [latin1, utf8, unicode]]]),
    refused(fun({A, E}) -> atom_to_binary(A, E) end, [{'日本', latin1}, {a, foo}, {"a", utf8}, {1, utf8}]),
    io:format("~w~n", [[list_to_atom(L) || L <- ["a", "", "Hello World", [229], [16#65E5], lists:duplicate(255, $x)]] =:=
                       [a, '', 'Hello World', 'å', '日', list_to_atom(lists:duplicate(255, $x))]]),
    refused(fun list_to_atom/1, [lists:duplicate(256, $x), [16#D800], [-1], [a], [16#110000], a, [$a | $b], <<"a">>, lists:duplicate(256, $x) ++ [x]]),
    io:format("~w~n", [[binary_to_atom(B, utf8) || B <- [<<"a">>, <<>>, <<"åäö"/utf8>>]]]),
    io:format("~w~n", [[binary_to_atom(B, latin1) || B <- [<<"a">>, <<229, 228>>]] =:= [a, 'åä']]),
    refused(fun({B, E}) -> binary_to_atom(B, E) end, [{<<255>>, utf8}, {binary:copy(<<"x">>, 256), utf8}, {binary:copy(<<"x">>, 256), latin1},
                                                      {<<1:1>>, utf8}, {"a", utf8}, {<<"a">>, foo}, {binary:copy(<<"å"/utf8>>, 256), utf8}]),
    io:format("~w~n", [atom_to_binary(binary_to_atom(binary:copy(<<"å"/utf8>>, 255), utf8), latin1) =:= binary:copy(<<"å">>, 255)]),
    io:format("~w~n", [[list_to_existing_atom("lists"), binary_to_existing_atom(<<"lists">>), binary_to_existing_atom(<<"lists">>, latin1)]]),
    refused(fun list_to_existing_atom/1, ["no such atom 1", lists:duplicate(300, $x), [x], a]),
    refused(fun(B) -> binary_to_existing_atom(B, utf8) end, [<<"no such atom 2">>, <<255>>, a]).

refused(F, Values) ->
    io:format("~w~n", [[try {accepted, F(V)} catch C:R -> {C, R} end || V <- Values]]).

%! expect: [[97],[],[72,101,108,108,111,32,87,111,114,108,100],[229,228,246],[26085,26412]]
%! expect: [<<97>>,<<>>,<<195,165,195,164,195,182>>,<<230,151,165,230,156,172>>]
%! expect: [<<97>>,<<97>>,<<97>>,<<229,228,246>>,<<195,165,195,164,195,182>>,<<195,165,195,164,195,182>>]
%! expect: [{error,badarg},{error,badarg},{error,badarg},{error,badarg}]
%! expect: true
%! expect: [{error,system_limit},{error,badarg},{error,badarg},{error,badarg},{error,badarg},{error,badarg},{error,badarg},{error,badarg},{error,system_limit}]
%! expect: [a,'',åäö]
%! expect: true
%! expect: [{error,badarg},{error,system_limit},{error,system_limit},{error,badarg},{error,badarg},{error,badarg},{error,system_limit}]
%! expect: true
%! expect: [lists,lists,lists]
%! expect: [{error,badarg},{error,badarg},{error,badarg},{error,badarg}]
%! expect: [{error,badarg},{error,badarg},{error,badarg}]
