%% file and filelib: write, read, append, positions, raw and buffered, directories, info, rename, delete, consult, errors.
-module(files).
-export([main/0]).

main() ->
    Dir = filename:join("/tmp", "lingen_files_" ++ os:getpid()),
    ok = file:make_dir(Dir),
    try run(Dir) after file:del_dir_r(Dir) end,
    io:format("~p~n", [filelib:is_dir(Dir)]).

run(Dir) ->
    F = filename:join(Dir, "data.txt"),
    io:format("~p~n", [file:write_file(F, ["line one\n", <<"line two\n">>])]),
    io:format("~p~n", [file:read_file(F)]),
    io:format("~p~n", [file:write_file(F, "more\n", [append])]),
    io:format("~p~n", [filelib:file_size(F)]),
    {ok, D} = file:open(F, [read, write, binary]),
    io:format("~p ~p~n", [file:read_line(D), file:position(D, cur)]),
    io:format("~p~n", [file:pread(D, 5, 3)]),
    io:format("~p~n", [file:position(D, {eof, -5})]),
    io:format("~p ~p~n", [file:read(D, 100), file:read(D, 1)]),
    ok = file:pwrite(D, 0, <<"LINE">>),
    ok = file:close(D),
    {ok, R} = file:open(F, [read, raw, binary, {read_ahead, 16}]),
    io:format("~p ~p~n", [file:read_line(R), file:read(R, 4)]),
    ok = file:close(R),
    {ok, L} = file:open(F, [read]),
    io:format("~p ~p ~p~n", [io:get_line(L, ""), io:get_chars(L, "", 4), io:fread(L, "", "~a")]),
    ok = file:close(L),
    {ok, {file_info, Size, Type, Access, _, _, _, _, Links, _, _, _, _, _}} = file:read_file_info(F),
    io:format("~p ~p ~p ~p~n", [Size, Type, Access, Links]),
    G = filename:join(Dir, "other"),
    io:format("~p ~p~n", [file:rename(F, G), file:read_file(F)]),
    io:format("~p~n", [file:copy(G, F)]),
    ok = file:make_symlink("other", filename:join(Dir, "link")),
    io:format("~p~n", [file:read_link(filename:join(Dir, "link"))]),
    {ok, Names} = file:list_dir(Dir),
    io:format("~p~n", [lists:sort(Names)]),
    io:format("~p~n", [[filename:basename(W) || W <- filelib:wildcard(filename:join(Dir, "*a*"))]]),
    C = filename:join(Dir, "terms"),
    ok = file:write_file(C, "{a, 1}.\n[\"x\", 2.5]. % comment\n#{k => v}.\n"),
    io:format("~p~n", [file:consult(C)]),
    ok = file:write_file(C, "{a, .\n"),
    io:format("~p~n", [element(2, element(2, file:consult(C)))]),
    io:format("~p ~p~n", [file:open(filename:join(Dir, "no/such"), [read]), file:make_dir(Dir)]),
    io:format("~p ~p~n", [file:delete(filename:join(Dir, "absent")), file:del_dir(Dir)]),
    io:format("~p ~p~n", [file:read_file(Dir), file:list_dir(F)]),
    {ok, T} = file:open(G, [read, write]),
    {ok, 4} = file:position(T, 4),
    ok = file:truncate(T),
    ok = file:close(T),
    io:format("~p~n", [file:read_file(G)]),
    io:format("~p~n", [file:open(G, [write, exclusive])]),
    U = filename:join(Dir, "ünï"),
    {ok, W1} = file:open(U, [write, {encoding, utf8}]),
    io:format(W1, "~ts~n", ["åβ"]),
    ok = file:close(W1),
    io:format("~p ~p~n", [file:read_file(U), filelib:is_regular(U)]),
    io:format("~p~n", [file:change_mode(U, 8#600)]),
    {ok, Info} = file:read_file_info(U),
    io:format("~.8b~n", [element(8, Info) band 8#777]),
    io:format("~p~n", [filelib:ensure_dir(filename:join([Dir, "a", "b", "c"]))]),
    io:format("~p~n", [filelib:is_dir(filename:join([Dir, "a", "b"]))]),
    {ok, Cz} = file:open(filename:join(Dir, "z.gz"), [write, compressed]),
    ok = file:write(Cz, lists:duplicate(1000, $z)),
    ok = file:close(Cz),
    {ok, Rz} = file:open(filename:join(Dir, "z.gz"), [read, compressed]),
    {ok, Zs} = file:read(Rz, 2000),
    ok = file:close(Rz),
    io:format("~p ~p~n", [length(Zs), filelib:file_size(filename:join(Dir, "z.gz")) < 100]).

%! expect: ok
%! expect: {ok,<<"line one\nline two\n">>}
%! expect: ok
%! expect: 23
%! expect: {ok,<<"line one\n">>} {ok,9}
%! expect: {ok,<<"one">>}
%! expect: {ok,18}
%! expect: {ok,<<"more\n">>} eof
%! expect: {ok,<<"LINE one\n">>} {ok,<<"line">>}
%! expect: "LINE one\n" "line" {ok,[two]}
%! expect: 23 regular read_write 1
%! expect: ok {error,enoent}
%! expect: {ok,23}
%! expect: {ok,"other"}
%! expect: ["data.txt","link","other"]
%! expect: ["data.txt"]
%! expect: {ok,[{a,1},["x",2.5],#{k => v}]}
%! expect: erl_parse
%! expect: {error,enoent} {error,eexist}
%! expect: {error,enoent} {error,eexist}
%! expect: {error,eisdir} {error,enotdir}
%! expect: {ok,<<"LINE">>}
%! expect: {error,eexist}
%! expect: {ok,<<"Ã¥Î²\n">>} true
%! expect: ok
%! expect: 600
%! expect: ok
%! expect: true
%! expect: 1000 true
%! expect: false
