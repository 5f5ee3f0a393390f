%% File information, links, permissions, times.
-module(links_info).
-export([main/0]).
-include_lib("kernel/include/file.hrl").

main() ->
    Dir = filename:join("/tmp", "lingen_links_" ++ os:getpid()),
    ok = file:make_dir(Dir),
    try run(Dir) after file:del_dir_r(Dir) end.

run(Dir) ->
    F = filename:join(Dir, "file"),
    L = filename:join(Dir, "link"),
    H = filename:join(Dir, "hard"),
    ok = file:write_file(F, "12345"),
    io:format("~p ~p~n", [file:make_symlink("file", L), file:make_link(F, H)]),
    io:format("~p ~p~n", [file:make_symlink("file", L), file:make_link(F, H)]),
    io:format("~p ~p~n", [file:read_link(L), file:read_link(F)]),
    {ok, I} = file:read_file_info(L),
    {ok, J} = file:read_link_info(L),
    io:format("~p~n", [{I#file_info.type, I#file_info.size, I#file_info.links, J#file_info.type, J#file_info.size}]),
    io:format("~p~n", [file:change_mode(F, 8#640)]),
    io:format("~.8B~n", [(element(2, file:read_file_info(F)))#file_info.mode]),
    io:format("~p~n", [file:change_time(F, {{2001, 2, 3}, {4, 5, 6}}, {{2010, 11, 12}, {13, 14, 15}})]),
    {ok, T} = file:read_file_info(F),
    io:format("~p ~p~n", [T#file_info.atime, T#file_info.mtime]),
    {ok, U} = file:read_file_info(F, [{time, posix}]),
    io:format("~p~n", [U#file_info.mtime - calendar:datetime_to_gregorian_seconds(hd(calendar:local_time_to_universal_time_dst({{2010, 11, 12}, {13, 14, 15}}))) + 62167219200]),
    {ok, V} = file:read_file_info(F, [raw, {time, universal}]),
    io:format("~p~n", [tuple_size(V)]),
    io:format("~p~n", [file:write_file_info(F, #file_info{mode = 8#600})]),
    {ok, W} = file:open(F, [raw, read]),
    {ok, X} = file:read_file_info(W),
    io:format("~p ~p~n", [X#file_info.size, X#file_info.type]),
    ok = file:close(W),
    io:format("~p~n", [file:read_file_info(filename:join(Dir, "none"))]),
    io:format("~p~n", [[(element(2, file:read_file_info(D)))#file_info.type || D <- ["/dev/null", "/", "/proc/self/stat"]]]),
    io:format("~p~n", [file:read_file_info(<<"bad", 0, "name">>)]),
    io:format("~p~n", [file:altname(F)]),
    ok = file:make_symlink("nowhere", filename:join(Dir, "dangling")),
    io:format("~p~n", [file:read_file_info(filename:join(Dir, "dangling"))]).

%! expect: ok ok
%! expect: {error,eexist} {error,eexist}
%! expect: {ok,"file"} {error,einval}
%! expect: {regular,5,2,symlink,4}
%! expect: ok
%! expect: 100640
%! expect: ok
%! expect: {{2001,2,3},{4,5,6}} {{2010,11,12},{13,14,15}}
%! expect: 0
%! expect: 14
%! expect: ok
%! expect: 5 regular
%! expect: {error,enoent}
%! expect: [device,directory,regular]
%! expect: {error,badarg}
%! expect: {error,enotsup}
%! expect: {error,enoent}
