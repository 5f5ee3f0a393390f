%% The compiler as a library: warnings, errors, assembler output, macros, parse of attributes, beam_lib on the result.
-module(compile_options).
-export([main/0]).

main() ->
    Dir = filename:join("/tmp", "lingen_compile_" ++ os:getpid()),
    ok = file:make_dir(Dir),
    try run(Dir) after file:del_dir_r(Dir) end.

run(Dir) ->
    File = filename:join(Dir, "sample.erl"),
    ok = file:write_file(File, "-module(sample).\n-export([f/1, g/0]).\n-ifdef(FLAG).\ng() -> flag.\n-else.\ng() -> no_flag.\n-endif.\nf(X) -> Y = 1, {x, X}.\nunused() -> ok.\n"),
    {ok, sample, B, Ws} = compile:file(File, [binary, return]),
    [io:format("~p ~s~n", [L, M:format_error(W)]) || {_, L0} <- Ws, {L, M, W} <- L0],
    {module, sample} = code:load_binary(sample, File, B),
    io:format("~p ~p~n", [sample:f(1), sample:g()]),
    {ok, sample, B2} = compile:file(File, [binary, {d, 'FLAG'}, debug_info, nowarn_unused_function]),
    {module, sample} = code:load_binary(sample, File, B2),
    io:format("~p~n", [sample:g()]),
    {ok, {sample, [{exports, Es}]}} = beam_lib:chunks(B2, [exports]),
    io:format("~p~n", [Es]),
    {ok, {sample, [{abstract_code, {raw_abstract_v1, Forms}}]}} = beam_lib:chunks(B2, [abstract_code]),
    io:format("~p~n", [length(Forms) > 5]),
    {ok, sample, Asm} = compile:file(File, [binary, 'S']),
    io:format("~p~n", [element(1, Asm)]),
    ok = file:write_file(File, "-module(sample).\n-export([f/0]).\nf() -> X.\ng() -> 1 +.\n"),
    {error, Errors, _} = compile:file(File, [binary, return]),
    [io:format("~p ~s~n", [L, M:format_error(E)]) || {_, L0} <- Errors, {L, M, E} <- L0],
    {ok, sample} = compile:file(write(File, "-module(sample).\n-export([main/0]).\nmain() -> ok.\n"), [{outdir, Dir}]),
    io:format("~p~n", [filelib:is_file(filename:join(Dir, "sample.beam"))]),
    io:format("~p~n", [byte_size(element(3, compile:file(File, [binary, deterministic]))) > 300]),
    {ok, Stripped} = beam_lib:strip(element(2, file:read_file(filename:join(Dir, "sample.beam")))),
    io:format("~p~n", [element(1, Stripped)]).

write(File, Text) -> ok = file:write_file(File, Text), File.

%! expect: {8,9} variable 'Y' is unused
%! expect: {9,1} function unused/0 is unused
%! expect: {x,1} no_flag
%! expect: flag
%! expect: [{f,1},{g,0},{module_info,0},{module_info,1}]
%! expect: true
%! expect: sample
%! expect: {4,11} syntax error before: '.'
%! expect: {3,8} variable 'X' is unbound
%! expect: true
%! expect: true
%! expect: sample
