%% Guards: tests, arithmetic, failing guards, andalso and orelse, comma and semicolon.
-module(guards).
-export([main/0]).

main() ->
    Terms = [0, -1, 17, 1.5, a, "s", <<"b">>, <<1:3>>, {1, 2}, #{}, [], [1 | 2], fun() -> ok end, self(), make_ref(), true, 1 bsl 70],
    [io:format("~p~n", [kinds(T)]) || T <- Terms],
    [io:format("~p ", [size_of(T)]) || T <- [{}, {a, b}, <<1, 2, 3>>, [1, 2], #{a => 1}, a]],
    io:nl(),
    [io:format("~p ", [arith(A, B)]) || {A, B} <- [{6, 3}, {1, 0}, {a, 1}, {7.0, 2}]],
    io:nl(),
    io:format("~p ~p ~p~n", [either(1, x), either(y, 2), either(x, y)]),
    io:format("~p ~p~n", [short([]), short([1])]),
    io:format("~p~n", [[X || X <- [1, a, 2, "x", 3.0], is_number(X), X > 1]]),
    io:format("~p ~p~n", [element_guard({a, b, c}), element_guard({a})]),
    io:format("~p~n", [if 1 > 2 -> no; true -> yes end]),
    io:format("~p ~p ~p~n", [map_guard(#{a => 1}), map_guard(#{b => 1}), map_guard([])]).

kinds(T) ->
    [K || {K, true} <- [{integer, is_integer(T)}, {float, is_float(T)}, {number, is_number(T)}, {atom, is_atom(T)},
        {boolean, is_boolean(T)}, {list, is_list(T)}, {tuple, is_tuple(T)}, {map, is_map(T)}, {binary, is_binary(T)},
        {bitstring, is_bitstring(T)}, {function, is_function(T)}, {function0, is_function(T, 0)}, {pid, is_pid(T)},
        {reference, is_reference(T)}, {port, is_port(T)}]].

size_of(T) when tuple_size(T) > 1 -> big_tuple;
size_of(T) when byte_size(T) > 1 -> big_binary;
size_of(T) when length(T) > 1 -> big_list;
size_of(T) when map_size(T) > 0 -> big_map;
size_of(_) -> other.

arith(A, B) when A div B =:= 2 -> two;
arith(A, B) when A / B > 3 -> more;
arith(_, _) -> failed.

either(A, _) when is_integer(A), A > 0; A =:= x, is_atom(A) -> first;
either(_, B) when is_integer(B) -> second.

short(L) when L =/= [] andalso hd(L) > 0 -> positive;
short(L) when L =:= [] orelse hd(L) < 0 -> other.

element_guard(T) when element(3, T) =:= c -> third;
element_guard(_) -> no_third.

map_guard(M) when is_map_key(a, M), map_get(a, M) =:= 1 -> yes;
map_guard(_) -> no.

%! expect: [integer,number]
%! expect: [integer,number]
%! expect: [integer,number]
%! expect: [float,number]
%! expect: [atom]
%! expect: [list]
%! expect: [binary,bitstring]
%! expect: [bitstring]
%! expect: [tuple]
%! expect: [map]
%! expect: [list]
%! expect: [list]
%! expect: [function,function0]
%! expect: [pid]
%! expect: [reference]
%! expect: [atom,boolean]
%! expect: [integer,number]
%! expect: other big_tuple big_binary big_list big_map other
%! expect: two failed failed more
%! expect: first second first
%! expect: other positive
%! expect: [2,3.0]
%! expect: third no_third
%! expect: yes
%! expect: yes no no
