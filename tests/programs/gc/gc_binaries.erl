%% Large binaries: parts, appending, memory that comes back.
-module(gc_binaries).
-export([main/0]).

main() ->
    B = lists:foldl(fun(N, Acc) -> <<Acc/binary, N:32>> end, <<>>, lists:seq(1, 20000)),
    io:format("~p ~p~n", [byte_size(B), erlang:crc32(B)]),
    Parts = [binary:part(B, N * 100, 100) || N <- lists:seq(0, 799)],
    erlang:garbage_collect(),
    io:format("~p~n", [iolist_to_binary(Parts) =:= B]),
    <<_:40, Rest/bitstring>> = B,
    erlang:garbage_collect(),
    io:format("~p ~p~n", [bit_size(Rest), erlang:phash2(Rest)]),
    Words = words(B, []),
    io:format("~p ~p~n", [length(Words), lists:sum(Words)]),
    Self = self(),
    [spawn_link(fun() -> loop(50, B), Self ! ok end) || _ <- lists:seq(1, 4)],
    [receive ok -> ok end || _ <- lists:seq(1, 4)],
    erlang:garbage_collect(),
    io:format("~p~n", [erlang:memory(binary) < 50000000]),
    io:format("~p~n", [<< <<X>> || <<X:4, _:4>> <= binary:part(B, 0, 16) >>]).

words(<<N:32, R/binary>>, Acc) -> words(R, [N | Acc]);
words(<<>>, Acc) -> Acc.

loop(0, _) -> ok;
loop(N, B) ->
    C = binary:copy(B, 3),
    80000 = byte_size(binary:part(C, 80000, 80000)),
    loop(N - 1, B).

%! expect: 80000 3160674733
%! expect: true
%! expect: 639960 108401061
%! expect: 20000 200010000
%! expect: true
%! expect: <<0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0>>
