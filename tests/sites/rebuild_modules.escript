#!/usr/bin/env escript
%% rebuild_modules.escript OUT BEAM...: compiles modules anew from the source that their debug information holds (the abstract code,
%% which is what the compiler makes of the text). Newer compilers than OTP 27's write chunks that its beam_lib cannot read, so the
%% files are taken apart here.

main([Out | Files]) ->
    lists:foreach(fun(File) -> rebuild(Out, File) end, Files).

rebuild(Out, File) ->
    {ok, <<"FOR1", _:32, "BEAM", Chunks/binary>>} = file:read_file(File),
    {debug_info_v1, erl_abstract_code, {Forms, _Options}} = binary_to_term(chunk(<<"Dbgi">>, Chunks)),
    {ok, Module, Code} = compile:forms(Forms, [debug_info]),
    ok = file:write_file(filename:join(Out, atom_to_list(Module) ++ ".beam"), Code).

chunk(Name, <<Name:4/binary, Size:32, Data:Size/binary, _/binary>>) ->
    Data;
chunk(Name, <<_:4/binary, Size:32, Rest/binary>>) ->
    Padded = (Size + 3) band bnot 3,
    <<_:Padded/binary, Next/binary>> = Rest,
    chunk(Name, Next).
