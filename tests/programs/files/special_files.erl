%% Devices and files of /proc: sizes that say nothing, positions, truncation.
-module(special_files).
-export([main/0]).

main() ->
    io:format("~p~n", [file:read_file("/dev/null")]),
    {ok, Z} = file:open("/dev/zero", [raw, read, binary]),
    io:format("~p~n", [file:read(Z, 4)]),
    io:format("~p~n", [file:position(Z, 10)]),
    ok = file:close(Z),
    {ok, N} = file:open("/dev/null", [raw, write]),
    io:format("~p~n", [file:write(N, lists:duplicate(100, $x))]),
    io:format("~p~n", [file:truncate(N)]),
    ok = file:close(N),
    {ok, Bin} = file:read_file("/proc/self/stat"),
    io:format("~p~n", [byte_size(Bin) > 10]).

%! expect: {ok,<<>>}
%! expect: {ok,<<0,0,0,0>>}
%! expect: {ok,0}
%! expect: ok
%! expect: {error,einval}
%! expect: true
