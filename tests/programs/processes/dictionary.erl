%% The process dictionary: put, get, erase, keys; few entries and many.
-module(dictionary).
-export([main/0]).

main() ->
    io:format("~p~n", [put(a, 1)]),
    io:format("~p~n", [put(a, 2)]),
    io:format("~p ~p~n", [get(a), get(b)]),
    put({k, [1]}, <<"v">>),
    put("text", 1.5),
    io:format("~p~n", [lists:sort(get_keys())]),
    io:format("~p~n", [get_keys(1.5)]),
    io:format("~p~n", [erase("text")]),
    io:format("~p~n", [lists:sort(get())]),
    [put({n, I}, I * I) || I <- lists:seq(1, 1000)],
    io:format("~p~n", [lists:sum([get({n, I}) || I <- lists:seq(1, 1000)])]),
    [erase({n, I}) || I <- lists:seq(1, 1000), I rem 3 =/= 0],
    io:format("~p~n", [lists:sum([get({n, I}) || I <- lists:seq(3, 1000, 3)])]),
    io:format("~p ~p~n", [get({n, 1}), length(get_keys())]),
    erlang:garbage_collect(),
    io:format("~p~n", [get({n, 999})]),
    io:format("~p~n", [length(erase())]),
    io:format("~p~n", [get()]),
    put(1, int), put(1.0, float),
    io:format("~p ~p~n", [get(1), get(1.0)]),
    io:format("~p~n", [process_info(self(), {dictionary, 1})]),
    io:format("~p~n", [process_info(self(), {dictionary, none})]).

%! expect: undefined
%! expect: 1
%! expect: 2 undefined
%! expect: [a,{k,[1]},"text"]
%! expect: ["text"]
%! expect: 1.5
%! expect: [{a,2},{{k,[1]},<<"v">>}]
%! expect: 333833500
%! expect: 111277611
%! expect: undefined 335
%! expect: 998001
%! expect: 335
%! expect: []
%! expect: int float
%! expect: {{dictionary,1},int}
%! expect: {{dictionary,none},undefined}
