%% The text of errors in module binary and of conversions, as the shell shows them.
-module(bin_errors).
-export([main/0]).

main() ->
    [report(M, F, A) || {M, F, A} <- [
        {binary, at, [<<1, 2>>, 2]}, {binary, at, [a, 0]}, {binary, first, [<<>>]}, {binary, part, [<<1, 2>>, 1, 5]}, {binary, match, [<<"a">>, <<>>]},
        {binary, match, [<<"a">>, <<"a">>, [x]]}, {binary, split, [a, <<"a">>]}, {binary, copy, [<<1>>, -1]}, {binary, encode_unsigned, [-1]},
        {binary, compile_pattern, [[]]}, {erlang, binary_to_list, [a]}, {erlang, binary_to_list, [<<1, 2>>, 3, 1]}, {erlang, list_to_binary, [[a]]},
        {erlang, iolist_to_binary, [a]}, {erlang, split_binary, [<<1>>, 2]}, {erlang, binary_part, [<<1>>, 0, 2]}, {erlang, byte_size, [a]},
        {erlang, atom_to_binary, [a, foo]}, {erlang, binary_to_atom, [<<255>>, utf8]}, {erlang, list_to_atom, [a]},
        {erlang, list_to_existing_atom, ["no such atom at all"]}, {unicode, characters_to_binary, [a]}, {unicode, characters_to_list, [[a]]}]].

report(M, F, A) ->
    try apply(M, F, A) of
        X -> io:format("no failure ~p~n", [X])
    catch
        error:Reason:Stack ->
            [{_, _, _, Info} | _] = Stack,
            #{module := EM} = proplists:get_value(error_info, Info),
            io:format("~p:~p ~p ~p ~p~n", [M, F, Reason, EM, [{K, iolist_to_binary(T)} || {K, T} <- lists:sort(maps:to_list(EM:format_error(Reason, Stack)))]])
    end.

%! expect: binary:at badarg erl_stdlib_errors []
%! expect: binary:at badarg erl_stdlib_errors [{1,<<"not a binary">>}]
%! expect: binary:first badarg erl_stdlib_errors [{1,
%! expect:                                         <<"a zero-sized binary is not allowed">>}]
%! expect: binary:part badarg erl_stdlib_errors [{3,<<"out of range">>}]
%! expect: binary:match badarg erl_stdlib_errors [{2,<<"not a valid pattern">>}]
%! expect: binary:match badarg erl_stdlib_errors [{3,<<"invalid options">>}]
%! expect: binary:split badarg erl_stdlib_errors [{1,<<"not a binary">>}]
%! expect: binary:copy badarg erl_stdlib_errors [{2,<<"out of range">>}]
%! expect: binary:encode_unsigned badarg erl_stdlib_errors [{1,<<"out of range">>}]
%! expect: binary:compile_pattern badarg erl_stdlib_errors [{1,
%! expect:                                                   <<"not a valid pattern">>}]
%! expect: erlang:binary_to_list badarg erl_erts_errors [{1,<<"not a binary">>}]
%! expect: erlang:binary_to_list badarg erl_erts_errors [{2,
%! expect:                                                <<"start position greater than stop position">>}]
%! expect: erlang:list_to_binary badarg erl_erts_errors [{1,<<"not an iolist term">>}]
%! expect: erlang:iolist_to_binary badarg erl_erts_errors [{1,<<"not an iodata term">>}]
%! expect: erlang:split_binary badarg erl_erts_errors [{2,<<"out of range">>}]
%! expect: erlang:binary_part badarg erl_erts_errors [{3,<<"out of range">>}]
%! expect: erlang:byte_size badarg erl_erts_errors [{1,<<"not a bitstring">>}]
%! expect: erlang:atom_to_binary badarg erl_erts_errors [{2,
%! expect:                                                <<"is an invalid encoding option">>}]
%! expect: erlang:binary_to_atom badarg erl_erts_errors [{1,<<"invalid UTF8 encoding">>}]
%! expect: erlang:list_to_atom badarg erl_erts_errors [{1,<<"not a list">>}]
%! expect: erlang:list_to_existing_atom badarg erl_erts_errors [{1,
%! expect:                                                       <<"not an already existing atom">>}]
%! expect: unicode:characters_to_binary badarg erl_stdlib_errors [{1,
%! expect:                                                         <<"not valid character data (an iodata term)">>}]
%! expect: unicode:characters_to_list badarg erl_stdlib_errors [{1,
%! expect:                                                       <<"not valid character data (an iodata term)">>}]
