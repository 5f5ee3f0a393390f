%% persistent_term: get, put, replace, erase, keys by =:=, values that outlive their erasure.
-module(pt_basic).
-export([main/0]).

main() ->
    N0 = maps:get(count, persistent_term:info()),
    p(persistent_term:get({?MODULE, a}, default)),
    p(try persistent_term:get({?MODULE, a}) catch C:R -> {C, R} end),
    p(persistent_term:put({?MODULE, a}, {1, [2, 3], "text", #{k => <<0:800>>}})),
    p(element(2, persistent_term:get({?MODULE, a}))),
    p(maps:get(count, persistent_term:info()) - N0),
    p(persistent_term:put({?MODULE, 1}, int)), p(persistent_term:put({?MODULE, 1.0}, float)),
    p({persistent_term:get({?MODULE, 1}), persistent_term:get({?MODULE, 1.0})}),
    Old = persistent_term:get({?MODULE, a}),
    p(persistent_term:put({?MODULE, a}, new)),
    erlang:garbage_collect(),
    timer:sleep(50),
    p(Old =:= {1, [2, 3], "text", #{k => <<0:800>>}}),
    p(persistent_term:get({?MODULE, a})),
    p(persistent_term:erase({?MODULE, a})), p(persistent_term:erase({?MODULE, a})),
    p(persistent_term:get({?MODULE, a}, gone)),
    p(erts_debug:same(persistent_term:get({?MODULE, 1}), persistent_term:get({?MODULE, 1}))),
    persistent_term:put({?MODULE, big}, lists:seq(1, 1000)),
    p(erts_debug:same(persistent_term:get({?MODULE, big}), persistent_term:get({?MODULE, big}))),
    p([lists:member({K, V}, persistent_term:get()) || {K, V} <- [{{?MODULE, 1}, int}, {{?MODULE, big}, lists:seq(1, 1000)}, {x, y}]]),
    Self = self(),
    spawn_link(fun() -> Self ! {sum, lists:sum(persistent_term:get({?MODULE, big}))} end),
    receive {sum, S} -> p(S) end,
    p(is_integer(maps:get(memory, persistent_term:info()))).

p(X) -> io:format("~p~n", [X]).

%! expect: default
%! expect: {error,badarg}
%! expect: ok
%! expect: [2,3]
%! expect: 1
%! expect: ok
%! expect: ok
%! expect: {int,float}
%! expect: ok
%! expect: true
%! expect: new
%! expect: true
%! expect: false
%! expect: gone
%! expect: true
%! expect: true
%! expect: [true,true,false]
%! expect: 500500
%! expect: true
