%% Every literal of stdlib's modules is read, written and read again.
-module(ext_literals).
-export([main/0, digest/1]).

main() ->
    Literals = literals(filename:join(code:lib_dir(stdlib), "ebin")),
    io:format("~w~n", [length(Literals) > 1000]),
    io:format("~w~n", [lists:all(fun(L) -> T = binary_to_term(L), binary_to_term(term_to_binary(T)) =:= T end, Literals)]),
    io:format("~w~n", [lists:all(fun(L) -> {_, Used} = binary_to_term(L, [used]), Used =:= byte_size(L) end, Literals)]).

%% For comparing machines by hand: one number for all literals of a folder.
digest(Folder) ->
    Literals = literals(Folder),
    io:format("~w ~w~n", [length(Literals), erlang:phash2([term_to_binary(binary_to_term(L), [deterministic]) || L <- Literals])]).

literals(Folder) ->
    lists:append([of_file(F) || F <- lists:sort(filelib:wildcard(filename:join(Folder, "*.beam")))]).

of_file(File) ->
    case beam_lib:chunks(File, ["LitT"], [allow_missing_chunks]) of
        {ok, {_, [{"LitT", <<_:32, Deflated/binary>>}]}} ->
            <<Count:32, Table/binary>> = zlib:uncompress(Deflated),
            split(Count, Table);
        _ -> []
    end.

split(0, <<>>) -> [];
split(N, <<Size:32, Literal:Size/binary, Rest/binary>>) -> [Literal | split(N - 1, Rest)].

%! expect: true
%! expect: true
%! expect: true
