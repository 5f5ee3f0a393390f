%% Delayed and buffered writes, compressed files, encodings of cooked files.
-module(delayed).
-export([main/0]).

main() ->
    F = filename:join("/tmp", "lingen_delayed_" ++ os:getpid()),
    {ok, A} = file:open(F, [raw, write, {delayed_write, 100, 10000}]),
    ok = file:write(A, "abc"),
    io:format("~p~n", [filelib:file_size(F)]),
    ok = file:write(A, lists:duplicate(200, $x)),
    timer:sleep(20),
    io:format("~p~n", [filelib:file_size(F) > 0]),
    ok = file:close(A),
    io:format("~p~n", [filelib:file_size(F)]),
    {ok, Z} = file:open(F, [write, compressed]),
    ok = file:write(Z, lists:duplicate(1000, $z)),
    ok = file:close(Z),
    io:format("~p~n", [filelib:file_size(F) < 100]),
    {ok, Y} = file:open(F, [read, compressed, binary]),
    {ok, Bin} = file:read(Y, 2000),
    io:format("~p~n", [byte_size(Bin)]),
    ok = file:close(Y),
    {ok, U} = file:open(F, [write, {encoding, utf8}]),
    ok = io:format(U, "π = ~.2f~n", [3.14159]),
    ok = file:close(U),
    io:format("~p~n", [file:read_file(F)]),
    {ok, V} = file:open(F, [read, {encoding, utf8}]),
    io:format("~p~n", [io:get_line(V, "")]),
    ok = file:close(V),
    {ok, X} = file:open(F, [write, {encoding, {utf16, big}}]),
    ok = io:put_chars(X, "åπ"),
    ok = file:close(X),
    io:format("~p~n", [file:read_file(F)]),
    file:delete(F).

%! expect: 0
%! expect: true
%! expect: 203
%! expect: true
%! expect: 1000
%! expect: {ok,<<207,128,32,61,32,51,46,49,52,10>>}
%! expect: [960,32,61,32,51,46,49,52,10]
%! expect: {ok,<<0,229,3,192>>}
