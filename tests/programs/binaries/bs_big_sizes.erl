%% Sizes that no binary has: patterns with them do not match, constructions fail at once instead of asking for memory.
-module(bs_big_sizes).
-export([main/0]).

main() ->
    Sizes = [1 bsl 31, 1 bsl 40, (1 bsl 59) - 1, 1 bsl 59, 1 bsl 64, 1 bsl 200, -1, -(1 bsl 64), a, 1.0, [], <<>>],
    Bin = <<0:100>>,
    io:format("~w~n", [[integer(S, Bin) || S <- Sizes]]),
    io:format("~w~n", [[binary(S, Bin) || S <- Sizes]]),
    io:format("~w~n", [[float(S, Bin) || S <- Sizes]]),
    io:format("~w~n", [[skip(S, Bin) || S <- Sizes]]),
    io:format("~w~n", [[unit(S, Bin) || S <- Sizes]]),
    io:format("~w~n", [[build(S) || S <- Sizes, not is_integer(S) orelse S < 0 orelse S > 1 bsl 60]]),
    io:format("~w~n", [[build_binary(S) || S <- Sizes, not is_integer(S) orelse S < 0 orelse S > 1 bsl 60]]),
    io:format("~w~n", [zero(0, Bin)]),
    <<Huge:99999, _/bits>> = <<-1:100000>>,
    io:format("~w~n", [Huge =:= (1 bsl 99999) - 1]).

integer(S, Bin) -> case Bin of <<X:S, _/bits>> -> X; _ -> no end.
binary(S, Bin) -> case Bin of <<X:S/binary, _/bits>> -> X; _ -> no end.
float(S, Bin) -> case Bin of <<X:S/float, _/bits>> -> X; _ -> no end.
skip(S, Bin) -> case Bin of <<_:S, _/bits>> -> yes; _ -> no end.
unit(S, Bin) -> case Bin of <<X:S/integer-unit:256, _/bits>> -> X; _ -> no end.

build(S) -> try bit_size(<<1:S/unit:8>>) catch error:R -> R end.
build_binary(S) -> try <<(<<"abc">>):S/binary>> catch error:R -> R end.

zero(N, Bin) -> <<I:N, B:N/binary, F:N/float, R/bits>> = Bin, {I, B, F, R}.

%! expect: [no,no,no,no,no,no,no,no,no,no,no,no]
%! expect: [no,no,no,no,no,no,no,no,no,no,no,no]
%! expect: [no,no,no,no,no,no,no,no,no,no,no,no]
%! expect: [no,no,no,no,no,no,no,no,no,no,no,no]
%! expect: [no,no,no,no,no,no,no,no,no,no,no,no]
%! expect: [system_limit,system_limit,badarg,badarg,badarg,badarg,badarg,badarg]
%! expect: [system_limit,system_limit,badarg,badarg,badarg,badarg,badarg,badarg]
%! expect: {0,<<>>,0.0,<<0,0,0,0,0,0,0,0,0,0,0,0,0:4>>}
%! expect: true
