%% Seeded random segments: built in one expression from parts, taken apart again, and compared with a list of bits.
-module(bs_random).
-export([main/0]).

main() ->
    rand:seed(exsss, {1, 2, 3}),
    Hashes = [case_of() || _ <- lists:seq(1, 2000)],
    io:format("~w~n", [erlang:phash2(Hashes)]).

case_of() ->
    Segments = [segment() || _ <- lists:seq(1, rand:uniform(8))],
    Bin = lists:foldl(fun put/2, <<>>, Segments),
    Model = lists:append([model(S) || S <- Segments]),
    Model = [B || <<B:1>> <= Bin],
    <<>> = lists:foldl(fun take/2, Bin, Segments),
    erlang:phash2(Bin).

segment() ->
    Size = rand:uniform(90) - 1,
    case rand:uniform(4) of
        1 -> {unsigned_big, Size, rand:uniform(1 bsl (Size + 1)) - 1};
        2 -> {signed_little, Size, rand:uniform(1 bsl (Size + 1)) - (1 bsl Size)};
        3 -> {utf8, 0, $a + rand:uniform(5000)};
        4 -> {bits, Size, << <<(rand:uniform(256) - 1)>> || _ <- lists:seq(1, 12) >>}
    end.

put({unsigned_big, S, V}, Acc) -> <<Acc/bits, V:S>>;
put({signed_little, S, V}, Acc) -> <<Acc/bits, V:S/signed-little>>;
put({utf8, _, V}, Acc) -> <<Acc/bits, V/utf8>>;
put({bits, S, V}, Acc) -> <<Acc/bits, V:S/bits>>.

take({unsigned_big, S, V}, Bin) -> W = V band ((1 bsl S) - 1), <<W:S, R/bits>> = Bin, R;
take({signed_little, S, V}, Bin) -> <<G:S/little, R/bits>> = Bin, G = V band ((1 bsl S) - 1), R;
take({utf8, _, V}, Bin) -> <<V/utf8, R/bits>> = Bin, R;
take({bits, S, V}, Bin) -> <<Part:S/bits, _/bits>> = V, <<Part:S/bits, R/bits>> = Bin, R.

model({unsigned_big, S, V}) -> [(V bsr I) band 1 || I <- lists:seq(S - 1, 0, -1)];
model({signed_little, S, V}) ->
    Whole = S div 8,
    Bytes = lists:append([[(V bsr (B * 8 + I)) band 1 || I <- lists:seq(7, 0, -1)] || B <- lists:seq(0, Whole - 1)]),
    Bytes ++ [(V bsr (Whole * 8 + I)) band 1 || I <- lists:seq(S rem 8 - 1, 0, -1)];
model({utf8, _, V}) -> lists:append([[(B bsr I) band 1 || I <- lists:seq(7, 0, -1)] || B <- binary_to_list(unicode:characters_to_binary([V]))]);
model({bits, S, V}) -> lists:sublist([B || <<B:1>> <= V], S).

%! expect: 101515651
