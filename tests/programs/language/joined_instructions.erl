%% Instructions that the translator joins or specialises, with operands that the joined form must leave to the plain one.
-module(joined_instructions).
-export([main/0, below/1, above/1, down/1, up/1, plus/2, fib/1, key/1, keep/6, count/2, most/1, over/1]).

main() ->
    Low = -(1 bsl 59),
    High = (1 bsl 59) - 1,
    io:format("below ~w~n", [[below(V) || V <- [1, 1.5, Low * 2 - 1, a, []]]]),
    io:format("above ~w~n", [[above(V) || V <- [2, 1.5, High * 2 + 2, a, []]]]),
    io:format("down ~w~n", [[down(V) || V <- [High + 1, Low, Low * 2, 0.5]]]),
    io:format("up ~w~n", [[up(V) || V <- [High, Low - 1, High * 2 + 2, 0.5]]]),
    io:format("most ~w~n", [[most(V) || V <- [1, 2, 0, 1.0, 1.5, Low * 2, High * 2 + 2, a, []]]]),
    io:format("over ~w~n", [[over(V) || V <- [1, 2, 0, 1.0, 1.5, Low * 2, High * 2 + 2, a, []]]]),
    arithmetic_error(sub, fun() -> down(id(a)) end),
    arithmetic_error(add, fun() -> up(id(a)) end),
    arithmetic_error(sum, fun() -> plus(1, a) end),
    io:format("sum ~w~n", [[plus(A, B) || {A, B} <- [{1, High}, {High, High}, {0.5, 0.5}, {-1, Low}]]]),
    io:format("fib ~w~n", [[fib(N) || N <- lists:seq(0, 9)]]),
    io:format("lists ~w~n", [[turn([1, 2, 3], []), tag(turn([1, 2, 3], [])), turn([], [])]]),
    io:format("keys ~w~n", [[key(K) || K <- [{k, 1}, {l, 2, 3}, {k, 1, 2}, [k], k]]]),
    io:format("counted ~w~n", [count(10000, 0)]),
    io:format("kept ~w~n", [keep(a, b, c, 1, 2, 3)]).

%% A comparison with a small integer and a return, whatever the value is.
below(N) when N < 2 -> N;
below(N) -> id(N).

above(N) when N >= 2 -> N;
above(N) -> id(N).

%% A small integer taken away or added in front of a call.
down(N) -> [id(N - 1)] -- [].
up(N) -> [id(N + 1)] -- [].

%% A sum with a value kept across a call, then the return.
plus(A, B) ->
    C = id(B),
    id(A) + C.

fib(N) when N < 2 -> N;
fib(N) -> fib(N - 1) + fib(N - 2).

turn([H | T], Acc) -> turn(T, [H | Acc]);
turn([], Acc) -> Acc.

tag([H | T]) -> [{k, H} | tag(T)];
tag([]) -> [].

key({k, V}) -> {ok, V};
key({l, V, _}) -> {ok, V};
key(_) -> other.

count(0, Low) -> {10000 - Low, Low};
count(N, Low) -> count(N - 1, Low).

%% Many values moved to the frame and back.
keep(A, B, C, D, E, F) ->
    X = id(D),
    Y = id(E),
    [X, Y, id(F), A, B, C].

id(X) -> X.

arithmetic_error(Name, Fun) ->
    try
        Fun(),
        io:format("no error in ~w~n", [Name])
    catch
        error:badarith:Stack ->
            [{erlang, Operator, Arguments, _} | _] = Stack,
            io:format("badarith ~w~n", [{Name, Operator, Arguments}])
    end.


%% The small integer on the left of a comparison.
most(N) when 1 >= N -> low;
most(N) -> id(N).

over(N) when 1 < N -> id(high);
over(N) -> id(N).

%! expect: below [1,1.5,-1152921504606846977,a,[]]
%! expect: above [2,1.5,1152921504606846976,a,[]]
%! expect: down [[576460752303423487],[-576460752303423489],[-1152921504606846977],[-0.5]]
%! expect: up [[576460752303423488],[-576460752303423488],[1152921504606846977],[1.5]]
%! expect: most [low,2,low,low,1.5,low,1152921504606846976,a,[]]
%! expect: over [1,high,0,1.0,high,-1152921504606846976,high,high,high]
%! expect: badarith {sub,'-',[a,1]}
%! expect: badarith {add,'+',[a,1]}
%! expect: badarith {sum,'+',[1,a]}
%! expect: sum [576460752303423488,1152921504606846974,1.0,-576460752303423489]
%! expect: fib [0,1,1,2,3,5,8,13,21,34]
%! expect: lists [[3,2,1],[{k,3},{k,2},{k,1}],[]]
%! expect: keys [{ok,1},{ok,2},other,other,other]
%! expect: counted {10000,0}
%! expect: kept [1,2,3,a,b,c]
