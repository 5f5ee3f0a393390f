%% Tuples: element and its kin, their errors, large tuples.
-module(tuples).
-export([main/0]).
-record(r, {f}).

main() ->
    T = {a, b, c},
    io:format("~w~n", [[element(1, T), element(3, T), setelement(2, T, x), tuple_size(T), tuple_size({}), tuple_to_list(T), list_to_tuple([1, 2]), list_to_tuple([])]]),
    io:format("~w~n", [[erlang:append_element(T, d), erlang:insert_element(1, T, z), erlang:insert_element(4, T, z), erlang:delete_element(2, T), erlang:make_tuple(3, x), erlang:make_tuple(3, x, [{2, y}, {2, z}, {3, w}]), erlang:make_tuple(0, x)]]),
    [io:format("~p~n", [reason(F)]) || F <- [fun() -> element(0, T) end, fun() -> element(4, T) end, fun() -> element(a, T) end, fun() -> element(1, a) end, fun() -> setelement(4, T, x) end, fun() -> setelement(0, T, x) end, fun() -> erlang:insert_element(5, T, x) end, fun() -> erlang:delete_element(4, T) end, fun() -> list_to_tuple([a | b]) end, fun() -> list_to_tuple(a) end, fun() -> tuple_to_list(a) end, fun() -> tuple_size([]) end, fun() -> erlang:make_tuple(-1, x) end, fun() -> erlang:make_tuple(2, x, [{3, y}]) end, fun() -> erlang:make_tuple(2, x, [y]) end, fun() -> erlang:make_tuple(2, x, [{1, y} | z]) end, fun() -> element(1 bsl 70, T) end]],
    Big = list_to_tuple(lists:seq(1, 100000)),
    io:format("~p~n", [[tuple_size(Big), element(100000, Big), lists:sum(tuple_to_list(setelement(1, Big, 0)))]]),
    io:format("~p~n", [[#r{f = 1} =:= {r, 1}, is_record({r, 1}, r), is_record({r, 1, 2}, r), apply(erlang, is_record, [{r, 1}, r, 2]), apply(erlang, is_record, [{r, 1}, r, 3]), apply(erlang, is_record, [{r}, r]), is_record(x, r), is_record({}, r)]]),
    io:format("~p~n", [[T =:= list_to_tuple(tuple_to_list(T)), {} =:= list_to_tuple([])]]).

reason(F) ->
    try F() catch error:R -> R end.

%! expect: [a,c,{a,x,c},3,0,[a,b,c],{1,2},{}]
%! expect: [{a,b,c,d},{z,a,b,c},{a,b,c,z},{a,c},{x,x,x},{x,z,w},{}]
%! expect: badarg
%! expect: badarg
%! expect: badarg
%! expect: badarg
%! expect: badarg
%! expect: badarg
%! expect: badarg
%! expect: badarg
%! expect: badarg
%! expect: badarg
%! expect: badarg
%! expect: badarg
%! expect: badarg
%! expect: badarg
%! expect: badarg
%! expect: badarg
%! expect: badarg
%! expect: [100000,100000,5000049999]
%! expect: [true,true,false,true,false,true,false,false]
%! expect: [true,true]
