%% maybe ... else, from the feature that is on by default since OTP 27.
-module(maybe_expr).
-export([main/0]).

main() ->
    [io:format("~p~n", [div_all(X)]) || X <- [[100, 5, 2], [100, 0], [100, a], []]],
    io:format("~p~n", [maybe {ok, A} ?= {ok, 1}, A + 1 end]),
    io:format("~p~n", [maybe {ok, _} ?= {error, gone} end]).

div_all(L) ->
    maybe
        [First | Rest] ?= L,
        {ok, R} ?= divide(First, Rest),
        {done, R}
    else
        [] -> empty;
        {error, Why} -> {failed, Why}
    end.

divide(A, []) -> {ok, A};
divide(_, [0 | _]) -> {error, zero};
divide(A, [B | T]) when is_integer(B) -> divide(A div B, T);
divide(_, [B | _]) -> {error, {not_integer, B}}.

%! expect: {done,10}
%! expect: {failed,zero}
%! expect: {failed,{not_integer,a}}
%! expect: empty
%! expect: 2
%! expect: {error,gone}
