%% Files in memory.
-module(ram_files).
-export([main/0]).

main() ->
    {ok, A} = file:open("hello world", [ram, read, write, binary]),
    io:format("~p~n", [file:read(A, 5)]),
    io:format("~p~n", [file:position(A, {cur, 1})]),
    io:format("~p~n", [file:write(A, "WORLD of ram")]),
    io:format("~p~n", [ram_file:get_file(A)]),
    io:format("~p~n", [ram_file:get_size(A)]),
    io:format("~p~n", [file:pread(A, [{0, 3}, {6, 5}, {99, 1}])]),
    io:format("~p~n", [file:pwrite(A, 0, <<"J">>)]),
    io:format("~p~n", [file:position(A, 5)]),
    io:format("~p~n", [file:truncate(A)]),
    io:format("~p ~p~n", [file:position(A, eof), file:position(A, {bof, -1})]),
    io:format("~p~n", [file:read(A, 1)]),
    io:format("~p ~p~n", [file:sync(A), file:datasync(A)]),
    io:format("~p~n", [file:close(A)]),
    io:format("~p~n", [file:read(A, 1)]),
    {ok, B} = file:open(<<"read only">>, [ram]),
    io:format("~p ~p~n", [file:read(B, 4), file:write(B, "x")]),
    ok = file:close(B),
    {ok, C} = file:open("12345", [ram, read, binary]),
    {ok, D} = file:open([], [ram, write, read, binary]),
    io:format("~p~n", [file:copy(C, D)]),
    io:format("~p~n", [ram_file:get_file(D)]),
    io:format("~p~n", [ram_file:open(not_data, [ram, read])]).

%! expect: {ok,<<"hello">>}
%! expect: {ok,6}
%! expect: ok
%! expect: {ok,<<"hello WORLD of ram">>}
%! expect: {ok,18}
%! expect: {ok,[<<"hel">>,<<"WORLD">>,eof]}
%! expect: ok
%! expect: {ok,5}
%! expect: ok
%! expect: {ok,5} {error,einval}
%! expect: eof
%! expect: ok ok
%! expect: ok
%! expect: {error,einval}
%! expect: {ok,"read"} {error,ebadf}
%! expect: {ok,5}
%! expect: {ok,<<"12345">>}
%! expect: {error,badarg}
