%% The options safe and used of binary_to_term/2.
-module(ext_safe_used).
-export([main/0]).

main() ->
    io:format("~w~n", [binary_to_term(<<131, 97, 5, 1, 2, 3>>, [used])]),
    io:format("~w~n", [binary_to_term(<<131, 97, 5>>, [used, safe])]),
    Compressed = term_to_binary(lists:duplicate(500, a), [compressed]),
    {Term, Used} = binary_to_term(<<Compressed/binary, 0, 0, 0>>, [used]),
    io:format("~w ~w~n", [length(Term), Used =:= byte_size(Compressed)]),
    Name = "never_seen_" ++ integer_to_list(erlang:unique_integer([positive])) ++ "_before",
    New = iolist_to_binary([131, 119, length(Name), Name]),
    io:format("~w~n", [try binary_to_term(New, [safe]) catch error:R -> R end]),
    io:format("~w~n", [is_atom(binary_to_term(New))]),
    io:format("~w~n", [is_atom(binary_to_term(New, [safe]))]),
    io:format("~w~n", [binary_to_term(term_to_binary(fun lists:map/2), [safe])]),
    NoFun = <<131, 113, 119, 5, "lists", 119, 5, "false", 97, 7>>,
    io:format("~w~n", [try binary_to_term(NoFun, [safe]) catch error:R2 -> R2 end]),
    io:format("~w~n", [binary_to_term(NoFun)]),
    <<_:3, Shifted/bitstring>> = <<0:3, (term_to_binary({a, "b"}))/binary>>,
    io:format("~w~n", [binary_to_term(Shifted)]).

%! expect: {5,3}
%! expect: {5,3}
%! expect: 500 true
%! expect: badarg
%! expect: true
%! expect: true
%! expect: fun lists:map/2
%! expect: badarg
%! expect: fun lists:false/7
%! expect: {a,[98]}
