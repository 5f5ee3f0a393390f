%% Messages of failing BIFs as the shell shows them: erl_error with error_info, and exits of processes.
-module(error_info).
-export([main/0]).

main() ->
    [show(F) || F <- [
        fun() -> element(5, {a}) end, fun() -> list_to_atom(x) end, fun() -> 1 + id(a) end, fun() -> binary_to_integer(<<"x">>) end,
        fun() -> ets:lookup(no_table, k) end, fun() -> maps:get(k, not_a_map) end, fun() -> lists:keyfind(a, 0, []) end,
        fun() -> register(id(5), id(x)) end, fun() -> atom_to_binary(id("s")) end, fun() -> length(id([a | b])) end,
        fun() -> tuple_to_list(id(x)) end, fun() -> io:format("~p ~p", [1]) end, fun() -> unicode:characters_to_list([id(a)]) end,
        fun() -> binary:part(<<1, 2>>, 1, 5) end, fun() -> <<(id(x)):8>> end, fun() -> integer_to_list(5, 99) end,
        fun() -> spawn(not_fun) end, fun() -> erlang:send_after(-1, name, m) end, fun() -> no_module:f(1) end,
        fun() -> math:log(-1) end, fun() -> apply(id(5), []) end, fun() -> persistent_term:get(nothing_here) end]].

show(F) ->
    try F() of V -> io:format("value ~p~n", [V])
    catch C:R:S ->
        [Top | _] = S,
        Text = erl_error:format_exception(C, R, [Top], #{column => 1}),
        io:format("~ts~n", [re:replace(Text, "#Fun<[^>]*>|\\(tests/[^)]*\\)", "X", [global])])
    end.

id(X) -> X.

%! expect: exception error: bad argument
%! expect:   in function  element/2
%! expect:      called as element(5,{a})
%! expect:      *** argument 1: out of range
%! expect: exception error: bad argument
%! expect:   in function  list_to_atom/1
%! expect:      called as list_to_atom(x)
%! expect:      *** argument 1: not a list
%! expect: exception error: an error occurred when evaluating an arithmetic expression
%! expect:   in operator  +/2
%! expect:      called as a + 1
%! expect: exception error: bad argument
%! expect:   in function  binary_to_integer/1
%! expect:      called as binary_to_integer(<<"x">>)
%! expect:      *** argument 1: not a textual representation of an integer
%! expect: exception error: bad argument
%! expect:   in function  ets:lookup/2
%! expect:      called as ets:lookup(no_table,k)
%! expect:      *** argument 1: the table identifier does not refer to an existing ETS table
%! expect: exception error: bad map: not_a_map
%! expect:   in function  map_get/2
%! expect:      called as map_get(k,not_a_map)
%! expect:      *** argument 2: not a map
%! expect: exception error: bad argument
%! expect:   in function  lists:keyfind/3
%! expect:      called as lists:keyfind(a,0,[])
%! expect:      *** argument 2: out of range
%! expect: exception error: bad argument
%! expect:   in function  register/2
%! expect:      called as register(5,x)
%! expect:      *** argument 1: not an atom
%! expect:      *** argument 2: not a pid or port
%! expect: exception error: bad argument
%! expect:   in function  atom_to_binary/1
%! expect:      called as atom_to_binary("s")
%! expect:      *** argument 1: not an atom
%! expect: exception error: bad argument
%! expect:   in function  length/1
%! expect:      called as length([a|b])
%! expect:      *** argument 1: not a list
%! expect: exception error: bad argument
%! expect:   in function  tuple_to_list/1
%! expect:      called as tuple_to_list(x)
%! expect:      *** argument 1: not a tuple
%! expect: exception error: bad argument
%! expect:   in function  io:format/2
%! expect:      called as io:format("~p ~p",[1])
%! expect:      *** argument 1: wrong number of arguments
%! expect: exception error: bad argument
%! expect:   in function  unicode:characters_to_list/1
%! expect:      called as unicode:characters_to_list([a])
%! expect:      *** argument 1: not valid character data (an iodata term)
%! expect: exception error: bad argument
%! expect:   in function  binary:part/3
%! expect:      called as binary:part(<<1,2>>,1,5)
%! expect:      *** argument 3: out of range
%! expect: exception error: construction of binary failed
%! expect:   in function  error_info:'-main/0-fun-7-'/0 X
%! expect:      *** segment 1 of type 'integer': expected an integer but got: x
%! expect: exception error: bad argument
%! expect:   in function  integer_to_list/2
%! expect:      called as integer_to_list(5,99)
%! expect:      *** argument 2: not an integer in the range 2 through 36
%! expect: exception error: bad argument
%! expect:   in function  spawn/1
%! expect:      called as spawn(not_fun)
%! expect:      *** argument 1: not a fun
%! expect: exception error: bad argument
%! expect:   in function  erlang:send_after/3
%! expect:      called as erlang:send_after(-1,name,m)
%! expect:      *** argument 1: out of range
%! expect: exception error: undefined function no_module:f/1
%! expect: exception error: an error occurred when evaluating an arithmetic expression
%! expect:   in function  math:log/1
%! expect:      called as math:log(-1)
%! expect:      *** argument 1: is outside the domain for this function
%! expect: exception error: bad function 5
%! expect:   in function  error_info:'-main/0-fun-1-'/0 X
%! expect: exception error: bad argument
%! expect:   in function  persistent_term:get/1
%! expect:      called as persistent_term:get(nothing_here)
%! expect:      *** argument 1: no persistent term stored with this key
