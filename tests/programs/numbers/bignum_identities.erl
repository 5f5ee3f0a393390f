%% Laws of integer arithmetic over numbers of many sizes.
-module(bignum_identities).
-export([main/0]).

main() ->
    rand:seed(exsss, {1, 2, 3}),
    Ns = edge() ++ [sized() || _ <- lists:seq(1, 60)],
    io:format("~p~n", [length(Ns)]),
    io:format("~p~n", [[bad(F, A, B) || F <- laws(), A <- Ns, B <- Ns, bad(F, A, B) =/= ok]]),
    io:format("~p~n", [erlang:phash2([A * B - A bxor B || A <- Ns, B <- Ns])]),
    io:format("~p~n", [erlang:phash2([{A div B, A rem B} || A <- Ns, B <- Ns, B =/= 0])]),
    io:format("~p~n", [erlang:phash2([{A bsl 67, A bsr 3, A bsr 64, A bsr 200, bnot A, -A, abs(A)} || A <- Ns])]).

edge() -> lists:append([[X - 1, X, X + 1, -X - 1, -X, 1 - X] || X <- [0, 1 bsl 59, 1 bsl 60, 1 bsl 63, 1 bsl 64, 1 bsl 128]]).

sized() ->
    X = rand:uniform(1 bsl rand:uniform(3000)),
    case rand:uniform(2) of 1 -> X; 2 -> -X end.

laws() ->
    [fun(A, B) -> (A + B) - B =:= A end,
     fun(A, B) -> A - B =:= -(B - A) end,
     fun(A, B) -> B =:= 0 orelse (A * B) div B =:= A end,
     fun(A, B) -> B =:= 0 orelse (A div B) * B + A rem B =:= A end,
     fun(A, B) -> (A band B) + (A bor B) =:= A + B end,
     fun(A, B) -> A bxor B =:= (A bor B) - (A band B) end,
     fun(A, B) -> bnot (A band B) =:= (bnot A) bor (bnot B) end,
     fun(A, _) -> A * A =:= abs(A) * abs(A) end,
     fun(A, B) -> S = abs(B) rem 190, (A bsl S) bsr S =:= A end,
     fun(A, B) -> S = abs(B) rem 190, A bsr S =:= floor_div(A, 1 bsl S) end,
     fun(A, B) -> (A < B) =:= (A - B < 0) end].

floor_div(A, B) ->
    case A rem B of
        R when R < 0 -> A div B - 1;
        _ -> A div B
    end.

bad(F, A, B) ->
    case F(A, B) of
        true -> ok;
        _ -> {F, A, B}
    end.

%! collect: no numbers of many thousand digits are copied at every step
%! expect: 96
%! expect: []
%! expect: 14858470
%! expect: 108094680
%! expect: 28852884
