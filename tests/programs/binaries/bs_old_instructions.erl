%% Construction and matching as compilers before OTP 25 wrote it: bs_init, bs_put, bs_append, bs_add, bs_get.
-module(bs_old_instructions).
-compile([no_bs_create_bin, no_bs_match, no_ssa_opt_type_start, no_ssa_opt_type_continue, no_ssa_opt_type_finish]).
-export([main/0]).

main() ->
    io:format("~w~n", [build(<<"prefix">>, 16#1234, 1.5)]),
    io:format("~w~n", [sized(<<1, 2, 3, 4>>, 3, 11)]),
    io:format("~w~n", [chars([$a, 16#E5, 16#20AC, 16#1F600])]),
    io:format("~w~n", [<< <<X:5>> || X <- lists:seq(1, 20) >>]),
    io:format("~w~n", [byte_size(loop(1000, <<>>))]),
    io:format("~w~n", [erlang:md5(loop(1000, <<>>))]),
    io:format("~w~n", [big(1 bsl 100, -1)]),
    io:format("~w~n", [[try F() catch error:R -> R end || F <- [
        fun() -> build(a, 1, 1.0) end, fun() -> build(<<>>, b, 1.0) end, fun() -> build(<<>>, 1, c) end,
        fun() -> build(<<1:3>>, 1, 1.0) end, fun() -> sized(<<1>>, 3, 1) end, fun() -> sized(<<1, 2, 3>>, -1, 1) end,
        fun() -> sized(<<1, 2, 3>>, 1 bsl 70, 1) end, fun() -> sized(<<1, 2, 3>>, x, 1) end, fun() -> chars([16#D800]) end,
        fun() -> chars([x]) end]]]),
    io:format("~w~n", [take(<<1, 2:16/little, 3:4, 4:4, 1.5:32/float, "tag", 2, 9, 8, 7>>)]),
    io:format("~w~n", [[utf(B) || B <- [<<"é"/utf8>>, <<0, 16#D8, 1>>, <<>>]]]).

build(A, X, F) -> <<A/binary, X:16/little, "hej", X:16, F:32/float, (byte_size(A)):24>>.

sized(B, N, U) -> <<B:N/binary, U:N/unit:3, 0:(8 - (N * 3) rem 8)>>.

chars(L) -> [<<C/utf8, C/utf16, C/utf16-little, C/utf32>> || C <- L].

loop(0, Acc) -> Acc;
loop(N, Acc) -> loop(N - 1, <<Acc/binary, N:16, "x">>).

big(N, M) -> <<N:101/little, M:100, N:3>>.

take(<<A, B:16/little, C:4, D:4, F:32/float, "tag", N, Part:N/binary, Rest/binary>>) -> {A, B, C, D, F, Part, Rest};
take(_) -> no.

utf(<<C/utf8>>) -> C;
utf(<<C/utf16-little, R/binary>>) -> {C, R};
utf(B) -> {no, B}.

%! expect: <<112,114,101,102,105,120,52,18,104,101,106,18,52,63,192,0,0,0,0,6>>
%! expect: <<1,2,3,5,128>>
%! expect: [<<97,0,97,97,0,0,0,0,97>>,<<195,165,0,229,229,0,0,0,0,229>>,<<226,130,172,32,172,172,32,0,0,32,172>>,<<240,159,152,128,216,61,222,0,61,216,0,222,0,1,246,0>>]
%! expect: <<8,134,66,152,232,74,150,198,185,240,140,167,4:4>>
%! expect: 3000
%! expect: <<88,62,206,233,107,109,13,168,170,140,79,11,83,94,79,53>>
%! expect: <<0,0,0,0,0,0,0,0,0,0,0,0,135,255,255,255,255,255,255,255,255,255,255,255,255,8:4>>
%! expect: [badarg,badarg,badarg,badarg,badarg,badarg,system_limit,badarith,badarg,badarg]
%! expect: {1,2,3,4,1.5,<<9,8>>,<<7>>}
%! expect: [233,{no,<<0,216,1>>},{no,<<>>}]
