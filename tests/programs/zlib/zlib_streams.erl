%% Compression and decompression of whole data and of streams, in every format.
-module(zlib_streams).
-export([main/0]).

main() ->
    Data = iolist_to_binary([integer_to_list(I * I) || I <- lists:seq(1, 20000)]),
    io:format("~w~n", [zlib:uncompress(zlib:compress(Data)) =:= Data]),
    io:format("~w~n", [zlib:gunzip(zlib:gzip(Data)) =:= Data]),
    io:format("~w~n", [zlib:unzip(zlib:zip(Data)) =:= Data]),
    io:format("~w~n", [zlib:gunzip([zlib:gzip("ab"), zlib:gzip("cd")])]),
    [io:format("~w~n", [round_trip(Data, Level, Bits, Memory, Strategy)]) ||
        {Level, Bits, Memory, Strategy} <- [{default, 15, 8, default}, {none, 15, 8, default}, {9, -15, 9, filtered}, {1, 31, 1, huffman_only}, {5, 9, 5, rle}]],
    Z = zlib:open(),
    ok = zlib:deflateInit(Z, 6),
    Parts = [zlib:deflate(Z, <<"abc">>, sync), zlib:deflate(Z, <<"def">>, full), zlib:deflate(Z, <<"ghi">>, finish)],
    ok = zlib:deflateEnd(Z),
    io:format("~w~n", [zlib:uncompress(Parts)]),
    ok = zlib:deflateInit(Z, 1),
    First = zlib:deflate(Z, <<"hello">>),
    ok = zlib:deflateParams(Z, 9, default),
    Last = zlib:deflate(Z, <<" world">>, finish),
    ok = zlib:deflateEnd(Z),
    io:format("~w~n", [zlib:uncompress([First, Last])]),
    ok = zlib:close(Z),
    [io:format("~w~n", [try zlib:uncompress(B) catch C:R -> {C, R} end]) || B <- [<<1, 2, 3>>, <<>>, binary:part(zlib:compress(Data), 0, 50), zlib:compress([])]],
    io:format("~w~n", [try zlib:close(Z) catch error:R2 -> R2 end]).

round_trip(Data, Level, Bits, Memory, Strategy) ->
    Z = zlib:open(),
    ok = zlib:deflateInit(Z, Level, deflated, Bits, Memory, Strategy),
    Body = [zlib:deflate(Z, Chunk) || Chunk <- chunks(Data)],
    Deflated = [Body, zlib:deflate(Z, <<>>, finish)],
    ok = zlib:deflateEnd(Z),
    ok = zlib:inflateInit(Z, Bits),
    Inflated = [zlib:inflate(Z, Chunk) || Chunk <- chunks(iolist_to_binary(Deflated))],
    ok = zlib:inflateEnd(Z),
    ok = zlib:close(Z),
    iolist_to_binary(Inflated) =:= Data.

chunks(<<Chunk:777/binary, Rest/binary>>) -> [Chunk | chunks(Rest)];
chunks(Rest) -> [Rest].

%! expect: true
%! expect: true
%! expect: true
%! expect: <<97,98,99,100>>
%! expect: true
%! expect: true
%! expect: true
%! expect: true
%! expect: true
%! expect: <<97,98,99,100,101,102,103,104,105>>
%! expect: <<104,101,108,108,111,32,119,111,114,108,100>>
%! expect: {error,data_error}
%! expect: {error,data_error}
%! expect: {error,data_error}
%! expect: <<>>
%! expect: not_initialized
