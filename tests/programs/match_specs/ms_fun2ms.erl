%% Specifications from ets:fun2ms, as programs write them.
-module(ms_fun2ms).
-export([main/0]).
-include_lib("stdlib/include/ms_transform.hrl").
-record(person, {name, age = 0, tags = []}).

main() ->
    T = ets:new(people, [set, {keypos, #person.name}]),
    ets:insert(T, [#person{name = N, age = A, tags = Ts} || {N, A, Ts} <- [{ann, 31, [x]}, {bob, 17, []}, {cid, 65, [x, y]}, {dee, 18, [y]}]]),
    p(ets:select(T, ets:fun2ms(fun(#person{name = N, age = A}) when A >= 18 -> N end))),
    p(ets:select(T, ets:fun2ms(fun(#person{name = N, tags = [H | _]}) -> {N, H} end))),
    p(ets:select(T, ets:fun2ms(fun(P = #person{age = A}) when A < 18; A > 60 -> P end))),
    Limit = 30,
    p(ets:select(T, ets:fun2ms(fun(#person{name = N, age = A}) when A > Limit, A rem 2 =:= 1 -> [{N, A * 2}, {age, A}] end))),
    p(ets:select_count(T, ets:fun2ms(fun(#person{tags = []}) -> true end))),
    p(ets:select_replace(T, ets:fun2ms(fun(P = #person{age = A}) when A =:= 17 -> P#person{age = 18} end))),
    p(ets:lookup_element(T, bob, #person.age)),
    p(ets:select_delete(T, ets:fun2ms(fun(#person{name = N}) -> N =/= ann end))),
    p(ets:tab2list(T)).

p(L) when is_list(L) -> io:format("~p~n", [lists:sort(L)]);
p(X) -> io:format("~p~n", [X]).

%! expect: [ann,cid,dee]
%! expect: [{ann,x},{cid,x},{dee,y}]
%! expect: [{person,bob,17,[]},{person,cid,65,[x,y]}]
%! expect: [[{ann,62},{age,31}],[{cid,130},{age,65}]]
%! expect: 1
%! expect: 1
%! expect: 18
%! expect: 3
%! expect: [{person,ann,31,[x]}]
