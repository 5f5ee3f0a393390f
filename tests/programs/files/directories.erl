%% Directories: making, listing, removing, the current one, and the errors of each.
-module(directories).
-export([main/0]).

main() ->
    {ok, Old} = file:get_cwd(),
    Dir = filename:join("/tmp", "lingen_dirs_" ++ os:getpid()),
    ok = file:make_dir(Dir),
    try run(Dir) after file:set_cwd(Old), file:del_dir_r(Dir) end.

run(Dir) ->
    io:format("~p~n", [file:make_dir(Dir)]),
    io:format("~p~n", [file:make_dir(filename:join(Dir, "a/b"))]),
    ok = file:set_cwd(Dir),
    {ok, Cwd} = file:get_cwd(),
    io:format("~p~n", [filename:basename(Cwd) =:= filename:basename(Dir)]),
    io:format("~p~n", [file:make_dir("sub")]),
    io:format("~p~n", [file:write_file("sub/file", "1")]),
    io:format("~p~n", [file:del_dir("sub")]),
    io:format("~p~n", [file:del_dir("sub/file")]),
    io:format("~p~n", [file:delete("sub")]),
    io:format("~p~n", [file:list_dir("sub/file")]),
    io:format("~p~n", [file:list_dir("none")]),
    io:format("~p~n", [file:list_dir("sub")]),
    io:format("~p~n", [file:list_dir_all(<<"sub">>)]),
    io:format("~p~n", [filelib:ensure_dir("x/y/z/file")]),
    io:format("~p~n", [filelib:ensure_path("p/q/r")]),
    io:format("~p~n", [filelib:is_dir("p/q/r")]),
    io:format("~p~n", [lists:sort(filelib:wildcard("**/*"))]),
    io:format("~p~n", [file:rename("x", "sub")]),
    io:format("~p~n", [file:rename("none", "other")]),
    io:format("~p~n", [file:del_dir_r("x")]),
    io:format("~p~n", [file:set_cwd("none")]),
    io:format("~p~n", [file:set_cwd("sub/file")]),
    io:format("~p~n", [file:get_cwd("c:")]),
    io:format("~p~n", [file:delete("none")]),
    io:format("~p~n", [lists:sort(filelib:fold_files(".", ".*", true, fun(F, A) -> [F | A] end, []))]).

%! expect: {error,eexist}
%! expect: {error,enoent}
%! expect: true
%! expect: ok
%! expect: ok
%! expect: {error,eexist}
%! expect: {error,enotdir}
%! expect: {error,eperm}
%! expect: {error,enotdir}
%! expect: {error,enoent}
%! expect: {ok,["file"]}
%! expect: {ok,["file"]}
%! expect: ok
%! expect: ok
%! expect: true
%! expect: ["p","p/q","p/q/r","sub","sub/file","x","x/y","x/y/z"]
%! expect: {error,eexist}
%! expect: {error,enoent}
%! expect: ok
%! expect: {error,enoent}
%! expect: {error,enotdir}
%! expect: {error,enotsup}
%! expect: {error,enoent}
%! expect: ["./sub/file"]
