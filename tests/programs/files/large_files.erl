%% Much data: a file of several megabytes written and read in pieces, sparse positions beyond 4 GB, many small writes.
-module(large_files).
-export([main/0]).

main() ->
    F = filename:join("/tmp", "lingen_large_" ++ os:getpid()),
    Piece = binary:copy(<<"0123456789abcdef">>, 4096),
    {ok, W} = file:open(F, [raw, write, binary]),
    [ok = file:write(W, Piece) || _ <- lists:seq(1, 64)],
    [ok = file:write(W, [<<N:32>>]) || N <- lists:seq(1, 1000)],
    ok = file:close(W),
    {ok, Data} = file:read_file(F),
    io:format("~p ~p~n", [byte_size(Data), erlang:phash2(Data)]),
    io:format("~s~n", [binary:encode_hex(erlang:md5(Data))]),
    {ok, R} = file:open(F, [raw, read, binary]),
    io:format("~p~n", [sum(R, 0)]),
    io:format("~p~n", [file:pread(R, 64 * 65536, 8)]),
    ok = file:close(R),
    ok = file:write_file(F, [[<<N>> || N <- lists:seq(0, 255)] || _ <- lists:seq(1, 100)]),
    io:format("~p~n", [filelib:file_size(F)]),
    {ok, S} = file:open(F, [raw, read, write, binary]),
    io:format("~p~n", [file:pwrite(S, 5000000000, <<"far">>)]),
    io:format("~p~n", [file:pread(S, 4999999999, 10)]),
    io:format("~p~n", [file:position(S, eof)]),
    ok = file:close(S),
    file:delete(F).

sum(R, N) ->
    case file:read(R, 100000) of
        {ok, B} -> sum(R, N + byte_size(B));
        eof -> N
    end.

%! collect: no reads and writes for a minute; what it collects others do too
%! expect: 4198304 92678751
%! expect: 1537F29354F15D07C42399E64B73CC81
%! expect: 4198304
%! expect: {ok,<<0,0,0,1,0,0,0,2>>}
%! expect: 25600
%! expect: ok
%! expect: {ok,<<0,102,97,114>>}
%! expect: {ok,5000000003}
