%% Damaged files are refused, every one of them, and the node goes on.
-module(bad_files).
-export([main/0]).

main() ->
    logger:set_primary_config(level, none),
    {?MODULE, Binary, _} = code:get_object_code(?MODULE),
    io:format("~p~n", [erlang:prepare_loading(x, <<>>)]),
    io:format("~p~n", [erlang:prepare_loading(x, <<"FOR1">>)]),
    io:format("~p~n", [erlang:prepare_loading(x, Binary)]),
    io:format("~p~n", [is_reference(erlang:prepare_loading(?MODULE, Binary))]),
    io:format("~p~n", [is_reference(erlang:prepare_loading(?MODULE, zlib:gzip(Binary)))]),
    %% Cut anywhere, the file is bad.
    Size = byte_size(Binary),
    Cuts = [erlang:prepare_loading(?MODULE, binary:part(Binary, 0, N)) || N <- lists:seq(0, Size - 4, 13)],
    io:format("~p~n", [lists:usort(Cuts)]),
    %% A file without any of the chunks that it needs.
    {ok, _, Chunks} = beam_lib:all_chunks(Binary),
    Without = [{Id, without(Id, Chunks)} || Id <- ["AtU8", "Code", "ImpT", "ExpT"]],
    io:format("~p~n", [Without]),
    io:format("~p~n", [try erlang:finish_loading([make_ref()]) catch error:badarg -> badarg end]),
    Twice = [erlang:prepare_loading(?MODULE, Binary) || _ <- [1, 2]],
    io:format("~p~n", [erlang:finish_loading(Twice)]).

without(Id, Chunks) ->
    {ok, Binary} = beam_lib:build_module([Chunk || {Name, _} = Chunk <- Chunks, Name =/= Id]),
    erlang:prepare_loading(?MODULE, Binary).
%! expect: {error,badfile}
%! expect: {error,badfile}
%! expect: {error,badfile}
%! expect: true
%! expect: true
%! expect: [{error,badfile}]
%! expect: [{"AtU8",{error,badfile}},
%! expect:  {"Code",{error,badfile}},
%! expect:  {"ImpT",{error,badfile}},
%! expect:  {"ExpT",{error,badfile}}]
%! expect: badarg
%! expect: {duplicated,[bad_files]}
