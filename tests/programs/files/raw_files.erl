%% Raw files: all modes and their errors, positions, pread and pwrite lists, truncate, sync, allocate, advise.
-module(raw_files).
-export([main/0]).

main() ->
    Dir = filename:join("/tmp", "lingen_raw_" ++ os:getpid()),
    ok = file:make_dir(Dir),
    try run(Dir) after file:del_dir_r(Dir) end.

run(Dir) ->
    F = filename:join(Dir, "f"),
    io:format("~p~n", [prim_file:open(F, [read])]),
    {ok, A} = file:open(F, [raw, write, binary]),
    io:format("~p~n", [file:write(A, [<<"abc">>, "def", [$g, [<<"hi">>]]])]),
    io:format("~p~n", [file:read(A, 3)]),
    io:format("~p~n", [file:position(A, cur)]),
    io:format("~p~n", [file:pwrite(A, [{0, "A"}, {20, "Z"}])]),
    io:format("~p~n", [file:sync(A)]),
    io:format("~p~n", [file:datasync(A)]),
    io:format("~p~n", [file:close(A)]),
    io:format("~p~n", [file:close(A)]),
    io:format("~p~n", [file:read_file(F)]),
    {ok, B} = file:open(F, [raw, read, write, binary]),
    io:format("~p~n", [file:pread(B, [{0, 3}, {20, 10}, {100, 1}])]),
    io:format("~p~n", [file:pread(B, -1, 3)]),
    io:format("~p~n", [file:position(B, {bof, 5})]),
    io:format("~p~n", [file:truncate(B)]),
    io:format("~p~n", [file:position(B, {cur, -100})]),
    io:format("~p~n", [file:position(B, {eof, 0})]),
    io:format("~p~n", [file:allocate(B, 0, 100)]),
    io:format("~p~n", [file:advise(B, 0, 10, will_need)]),
    io:format("~p~n", [file:advise(B, 0, 10, nothing_like_it)]),
    io:format("~p~n", [filelib:file_size(F)]),
    ok = file:close(B),
    {ok, C} = file:open(F, [raw, append]),
    ok = file:write(C, "tail"),
    ok = file:close(C),
    io:format("~p~n", [filelib:file_size(F)]),
    io:format("~p~n", [file:open(F, [raw, write, exclusive])]),
    io:format("~p~n", [file:open(Dir, [raw, read])]),
    {ok, D} = file:open(Dir, [raw, read, directory]),
    io:format("~p~n", [file:read(D, 10)]),
    ok = file:close(D),
    io:format("~p~n", [file:open(filename:join(F, "x"), [raw, read])]),
    io:format("~p~n", [element(1, file:open(F, [raw, nonsense]))]),
    {ok, E} = file:open(F, [raw, read]),
    io:format("~p~n", [file:read(E, 3)]),
    ok = file:close(E).

%! expect: {error,enoent}
%! expect: ok
%! expect: {error,ebadf}
%! expect: {ok,9}
%! expect: ok
%! expect: ok
%! expect: ok
%! expect: ok
%! expect: {error,einval}
%! expect: {ok,<<65,98,99,100,101,102,103,104,105,0,0,0,0,0,0,0,0,0,0,0,90>>}
%! expect: {ok,[<<"Abc">>,<<"Z">>,eof]}
%! expect: {error,einval}
%! expect: {ok,5}
%! expect: ok
%! expect: {error,einval}
%! expect: {ok,5}
%! expect: ok
%! expect: ok
%! expect: {error,einval}
%! expect: 100
%! expect: 104
%! expect: {error,eexist}
%! expect: {error,eisdir}
%! expect: {error,eisdir}
%! expect: {error,enotdir}
%! expect: ok
%! expect: {ok,"Abc"}
