%% What the system refuses comes as the right atom: full devices, directories without permission, too many names.
-module(disk_full).
-export([main/0]).

main() ->
    {ok, Full} = file:open("/dev/full", [raw, write]),
    io:format("~p~n", [file:write(Full, "data")]),
    file:close(Full),
    {ok, Cooked} = file:open("/dev/full", [write, {delayed_write, 1000, 10}]),
    io:format("~p~n", [file:write(Cooked, "data")]),
    io:format("~p~n", [file:close(Cooked)]),
    io:format("~p~n", [file:write_file("/dev/full", "x")]),
    io:format("~p~n", [file:write_file("/proc/version", "x") =/= ok]),
    io:format("~p~n", [file:make_dir("/proc/new")]),
    io:format("~p~n", [file:rename("/proc/version", "/tmp/version")]),
    io:format("~p~n", [file:read_file("/" ++ lists:append(lists:duplicate(3000, "a/")))]),
    loop(),
    io:format("~p~n", [file:read_file("/proc/self/mem")]).

loop() ->
    L = filename:join("/tmp", "lingen_loop_" ++ os:getpid()),
    ok = file:make_symlink(L, L),
    io:format("~p~n", [file:read_file(L)]),
    file:delete(L).

%! expect: {error,enospc}
%! expect: ok
%! expect: {error,enospc}
%! expect: {error,enospc}
%! expect: true
%! expect: {error,enoent}
%! expect: {error,exdev}
%! expect: {error,enametoolong}
%! expect: {error,eloop}
%! expect: {error,eio}
