%% select/1,3, match/1,3, match_object/1,3, select_reverse: chunks, continuations, repair.
-module(ets_continuations).
-export([main/0]).

main() ->
    O = ets:new(o, [ordered_set]),
    S = ets:new(s, [set]),
    B = ets:new(b, [bag]),
    Objs = [{N, N rem 3} || N <- lists:seq(1, 20)],
    [ets:insert(T, Objs) || T <- [O, S, B]],
    Ms = [{{'$1', 1}, [], ['$1']}],
    io:format("~p~n", [all(ets:select(O, Ms, 3), fun ets:select/1)]),
    io:format("~p~n", [all(ets:select_reverse(O, Ms, 3), fun ets:select_reverse/1)]),
    io:format("~p~n", [all(ets:match(O, {'$1', 2}, 4), fun ets:match/1)]),
    io:format("~p~n", [all(ets:match_object(O, {'_', 0}, 4), fun ets:match_object/1)]),
    [begin
        Chunks = all(ets:select(T, Ms, 3), fun ets:select/1),
        io:format("~p ~p~n", [lists:sort(lists:append(Chunks)), lists:all(fun(C) -> length(C) =< 3 end, Chunks)])
     end || T <- [S, B]],
    io:format("~p~n", [ets:select(O, [{{100, '_'}, [], ['$_']}], 5)]),
    io:format("~p~n", [ets:select('$end_of_table')]),
    {_, C1} = ets:select(O, Ms, 2),
    io:format("~p ~p~n", [tuple_size(C1), element(2, ets:select(C1)) =:= '$end_of_table']),
    C2 = binary_to_term(term_to_binary(C1)),
    io:format("~p~n", [element(1, ets:select(ets:repair_continuation(C2, Ms)))]),
    {_, C3} = ets:select(S, Ms, 2),
    io:format("~p~n", [length(lists:append(all(ets:select(ets:repair_continuation(C3, Ms)), fun ets:select/1)))]),
    ets:delete(O, 7),
    io:format("~p~n", [element(1, ets:select(C1))]),
    ets:safe_fixtable(S, true),
    io:format("~p~n", [length(drain(S, ets:match(S, '$1', 4), []))]),
    ets:safe_fixtable(S, false),
    io:format("~p~n", [ets:info(S, size)]).

all('$end_of_table', _) -> [];
all({L, C}, F) -> [L | all(F(C), F)].

drain(_, '$end_of_table', Acc) -> Acc;
drain(S, {L, C}, Acc) ->
    [ets:delete(S, K) || [{K, _}] <- L],
    drain(S, ets:match(C), L ++ Acc).

%! expect: [[1,4,7],[10,13,16],[19]]
%! expect: [[19,16,13],[10,7,4],[1]]
%! expect: [[[2],[5],"\b","\v"],[[14],[17],[20]]]
%! expect: [[{3,0},{6,0},{9,0},{12,0}],[{15,0},{18,0}]]
%! expect: [1,4,7,10,13,16,19] true
%! expect: [1,4,7,10,13,16,19] true
%! expect: '$end_of_table'
%! expect: '$end_of_table'
%! expect: 8 false
%! expect: [7,10]
%! expect: 5
%! expect: "\n\r"
%! expect: 20
%! expect: 0
