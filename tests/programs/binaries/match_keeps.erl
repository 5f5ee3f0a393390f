%% A binary match that fails at its first test needs registers that are free behind it, also when the heap is full just then.
%! expect: kept the whole binary 3000 times
-module(match_keeps).
-export([main/0, fields/3]).

main() ->
    Good = length([N || N <- lists:seq(1, 3000), keeps(N)]),
    io:format("kept the whole binary ~p times~n", [Good]).

%% Lists of different lengths in front make the match meet the end of the heap sooner or later.
keeps(N) ->
    List = lists:seq(1, N rem 251),
    Binary = list_to_binary([<<2:32, "ab">>, lists:seq(0, N rem 11)]),
    Copy = [B || <<B>> <= Binary],
    {short, List, Kept} = fields(List, undefined, Binary),
    binary_to_list(Kept) =:= Copy andalso length(List) =:= N rem 251.

%% Where the match fails, the binary is needed in a register that is free where it succeeds.
fields(List, undefined, Binary) when Binary =/= undefined ->
    case Binary of
        <<Number:1000, Rest/binary>> -> {long, List, Number, Rest};
        _ -> {short, List, Binary}
    end.
