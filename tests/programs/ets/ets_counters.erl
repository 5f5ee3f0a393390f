%% update_counter in all forms: thresholds, lists, defaults, bignums, several operations on one position.
-module(ets_counters).
-export([main/0]).

main() ->
    [run(Type) || Type <- [set, ordered_set]].

run(Type) ->
    T = ets:new(t, [Type]),
    ets:insert(T, {k, 0, 100, text}),
    p(ets:update_counter(T, k, 1)),
    p(ets:update_counter(T, k, {3, -1})),
    p(ets:update_counter(T, k, [{2, 1}, {2, 1}, {3, 5}])),
    p(ets:update_counter(T, k, [])),
    p(ets:update_counter(T, k, {2, 10, 5, 0})),
    p(ets:update_counter(T, k, {2, 5, 5, 0})),
    p(ets:update_counter(T, k, {2, 1, 5, 0})),
    p(ets:update_counter(T, k, {2, -1, 0, 9})),
    p(ets:update_counter(T, k, {2, 0, 3, 4})),
    p(ets:update_counter(T, k, {2, 1 bsl 64})),
    p(ets:lookup(T, k)),
    p(ets:update_counter(T, k, {2, -(1 bsl 64)})),
    p(ets:update_counter(T, k, {2, (1 bsl 59) - 1 - 4})),
    p(ets:update_counter(T, k, {2, 1})),
    p(ets:update_counter(T, k, {2, -1})),
    p(ets:lookup(T, k)),
    p(ets:update_counter(T, new, {2, 5}, {ignored, 10, x})),
    p(ets:lookup(T, new)),
    p(ets:update_counter(T, new, [{2, 5}, {2, 5}], {ignored, 10})),
    p(catch_(fun() -> ets:update_counter(T, k, [{2, 1}, {4, 1}]) end)),
    p(ets:lookup(T, k)),
    p(ets:update_element(T, k, [{4, {some, "term"}}, {2, <<0:800>>}])),
    p(ets:update_element(T, k, [{2, 0}])),
    p(ets:lookup(T, k)),
    p(ets:update_element(T, other, {2, b}, {x, a, c})),
    p(ets:lookup(T, other)),
    p(ets:update_element(T, other, [])),
    p(ets:update_element(T, absent, [])).

p(X) -> io:format("~p~n", [X]).
catch_(F) -> try F() catch C:R -> {C, R} end.

%! expect: 1
%! expect: 99
%! expect: [2,3,104]
%! expect: []
%! expect: 0
%! expect: 5
%! expect: 0
%! expect: 9
%! expect: 4
%! expect: 18446744073709551620
%! expect: [{k,18446744073709551620,104,text}]
%! expect: 4
%! expect: 576460752303423487
%! expect: 576460752303423488
%! expect: 576460752303423487
%! expect: [{k,576460752303423487,104,text}]
%! expect: 15
%! expect: [{new,15,x}]
%! expect: [20,25]
%! expect: {error,badarg}
%! expect: [{k,576460752303423487,104,text}]
%! expect: true
%! expect: true
%! expect: [{k,0,104,{some,"term"}}]
%! expect: true
%! expect: [{other,b,c}]
%! expect: true
%! expect: false
%! expect: 1
%! expect: 99
%! expect: [2,3,104]
%! expect: []
%! expect: 0
%! expect: 5
%! expect: 0
%! expect: 9
%! expect: 4
%! expect: 18446744073709551620
%! expect: [{k,18446744073709551620,104,text}]
%! expect: 4
%! expect: 576460752303423487
%! expect: 576460752303423488
%! expect: 576460752303423487
%! expect: [{k,576460752303423487,104,text}]
%! expect: 15
%! expect: [{new,15,x}]
%! expect: [20,25]
%! expect: {error,badarg}
%! expect: [{k,576460752303423487,104,text}]
%! expect: true
%! expect: true
%! expect: [{k,0,104,{some,"term"}}]
%! expect: true
%! expect: [{other,b,c}]
%! expect: true
%! expect: false
