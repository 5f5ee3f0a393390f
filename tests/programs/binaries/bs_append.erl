%% Appending: long accumulations, two continuations of one prefix, appends in several processes to a shared binary.
-module(bs_append).
-export([main/0]).

main() ->
    Long = build(0, 20000, <<>>),
    io:format("~w ~w~n", [byte_size(Long), erlang:md5(Long)]),
    Bits = bits(0, 10000, <<>>),
    io:format("~w ~w~n", [bit_size(Bits), erlang:phash2(Bits)]),
    Prefix = build(0, 200, <<>>),
    A = <<Prefix/binary, "first">>,
    B = <<Prefix/binary, "second">>,
    C = <<A/binary, "more">>,
    D = <<A/binary, "other">>,
    io:format("~w~n", [[tail(X) || X <- [Prefix, A, B, C, D]]]),
    Self = self(),
    Pids = [spawn_link(fun() -> Self ! {self(), tail(lists:foldl(fun(I, Acc) -> <<Acc/binary, (N + I)>> end, Prefix, lists:seq(1, 50)))} end)
            || N <- lists:seq(1, 10)],
    io:format("~w~n", [[receive {P, R} -> R end || P <- Pids]]),
    io:format("~w~n", [tail(Prefix)]),
    Mixed = lists:foldl(fun(I, Acc) when I rem 3 =:= 0 -> <<Acc/bits, I:3>>;
                           (I, Acc) -> <<Acc/bits, I/utf8>> end, <<>>, lists:seq(1, 1000)),
    io:format("~w ~w~n", [bit_size(Mixed), erlang:phash2(Mixed)]),
    Doubled = lists:foldl(fun(_, Acc) -> <<Acc/binary, Acc/binary>> end, <<"ab">>, lists:seq(1, 12)),
    io:format("~w~n", [{byte_size(Doubled), Doubled =:= binary:copy(<<"ab">>, 4096)}]),
    Sub = binary:part(Prefix, 10, 150),
    Sub2 = <<Sub/binary, 1, 2, 3>>,
    io:format("~w ~w~n", [tail(Sub), tail(Sub2)]),
    {Odd, Even} = split(lists:seq(1, 300), <<>>, <<>>),
    io:format("~w~n", [{byte_size(Odd), byte_size(Even), tail(Odd), tail(Even)}]),
    %% A reader keeps an earlier state while the accumulator goes on.
    Snapshots = snapshots(1, <<>>, []),
    io:format("~w~n", [lists:all(fun({N, Bin}) -> Bin =:= list_to_binary([I rem 256 || I <- lists:seq(1, N)]) end, Snapshots)]).

build(N, N, Acc) -> Acc;
build(I, N, Acc) -> build(I + 1, N, <<Acc/binary, (I rem 251)>>).

bits(N, N, Acc) -> Acc;
bits(I, N, Acc) -> bits(I + 1, N, <<Acc/bits, I:3>>).

tail(Bin) ->
    Size = byte_size(Bin),
    Skip = max(0, Size - 8),
    <<_:Skip/binary, Tail/binary>> = Bin,
    {Size, Tail}.

split([A, B | T], Odd, Even) -> split(T, <<Odd/binary, A>>, <<Even/binary, B>>);
split([], Odd, Even) -> {Odd, Even}.

snapshots(500, _, Acc) -> Acc;
snapshots(N, Bin0, Acc) ->
    Bin = <<Bin0/binary, N>>,
    snapshots(N + 1, Bin, [{N, Bin} | Acc]).

%! expect: 20000 <<201,104,211,232,129,209,236,149,52,58,66,31,227,231,154,26>>
%! expect: 30000 102234420
%! expect: [{200,<<192,193,194,195,196,197,198,199>>},{205,<<197,198,199,102,105,114,115,116>>},{206,<<198,199,115,101,99,111,110,100>>},{209,<<105,114,115,116,109,111,114,101>>},{210,<<114,115,116,111,116,104,101,114>>}]
%! expect: [{250,<<44,45,46,47,48,49,50,51>>},{250,<<45,46,47,48,49,50,51,52>>},{250,<<46,47,48,49,50,51,52,53>>},{250,<<47,48,49,50,51,52,53,54>>},{250,<<48,49,50,51,52,53,54,55>>},{250,<<49,50,51,52,53,54,55,56>>},{250,<<50,51,52,53,54,55,56,57>>},{250,<<51,52,53,54,55,56,57,58>>},{250,<<52,53,54,55,56,57,58,59>>},{250,<<53,54,55,56,57,58,59,60>>}]
%! expect: {200,<<192,193,194,195,196,197,198,199>>}
%! expect: 10991 115973403
%! expect: {8192,true}
%! expect: {150,<<152,153,154,155,156,157,158,159>>} {153,<<155,156,157,158,159,1,2,3>>}
%! expect: {150,150,{150,<<29,31,33,35,37,39,41,43>>},{150,<<30,32,34,36,38,40,42,44>>}}
%! expect: true
