%% Parts of binaries: no copies of large ones, parts of parts, unaligned parts, what they keep alive.
-module(bs_sub_binaries).
-export([main/0]).

main() ->
    Bin = list_to_binary([I rem 256 || I <- lists:seq(1, 1000)]),
    <<_:100/binary, Part:500/binary, Rest/binary>> = Bin,
    io:format("~w~n", [{byte_size(Part), byte_size(Rest), binary:first(Part), binary:last(Rest)}]),
    io:format("~w~n", [{binary:referenced_byte_size(Part), binary:referenced_byte_size(Rest)}]),
    <<_:3, Odd:300/binary, _/bits>> = Part,
    io:format("~w~n", [{byte_size(Odd), erlang:phash2(Odd), binary:at(Odd, 7), binary:part(Odd, 290, 10)}]),
    Copy = binary:copy(Odd),
    io:format("~w~n", [{Copy =:= Odd, Copy == Odd, erlang:phash2(Copy) =:= erlang:phash2(Odd), #{Copy => x} =:= #{Odd => x}}]),
    <<Inner:5/bits, Deep/bits>> = Odd,
    io:format("~w~n", [{Inner, bit_size(Deep), erlang:phash2(Deep)}]),
    Small = binary:part(Bin, 10, 64),
    io:format("~w~n", [{binary:referenced_byte_size(Small), binary:referenced_byte_size(binary:part(Bin, 10, 65))}]),
    {Left, Right} = split_binary(Bin, 999),
    io:format("~w~n", [{byte_size(Left), Right}]),
    io:format("~w~n", [binary_to_list(Odd, 1, 5)]),
    io:format("~w~n", [[binary_part(Bin, P, L) || {P, L} <- [{0, 3}, {1000, -3}, {5, 0}, {1000, 0}]]]),
    io:format("~w~n", [[try binary_part(Bin, P, L) catch error:R -> R end || {P, L} <- [{-1, 3}, {998, 3}, {2, -3}, {1 bsl 70, 1}, {0, 1.0}]]]),
    Self = self(),
    Pid = spawn_link(fun() -> receive {parts, L} -> Self ! {done, [erlang:phash2(X) || X <- L]} end end),
    Pid ! {parts, [Part, Odd, Deep, Small, Rest]},
    receive {done, Hashes} -> io:format("~w~n", [Hashes =:= [erlang:phash2(X) || X <- [Part, Odd, Deep, Small, Rest]]]) end,
    io:format("~w~n", [lists:sort([<<2>>, <<1, 2>>, <<1:1>>, <<>>, <<1:2>>, <<255:7>>, <<1>>, <<1, 1:1>>, Inner])]).

%! expect: {500,400,101,232}
%! expect: {1000,1000}
%! expect: {300,39274659,99,<<60,68,76,84,92,100,108,116,124,132>>}
%! expect: {true,true,true,true}
%! expect: {<<5:5>>,2395,33730915}
%! expect: {512,1000}
%! expect: {999,<<232>>}
%! expect: [43,51,59,67,75]
%! expect: [<<1,2,3>>,<<230,231,232>>,<<>>,<<>>]
%! expect: [badarg,badarg,badarg,badarg,badarg]
%! expect: true
%! expect: [<<>>,<<1>>,<<1,2>>,<<1,1:1>>,<<2>>,<<5:5>>,<<1:2>>,<<1:1>>,<<127:7>>]
