%% Stack traces: functions, arities, lines; argument lists for undef and function_clause; BIF frames; tail calls leave none.
-module(stack_traces).
-export([main/0]).

main() ->
    show(fun() -> one(5) end),
    show(fun() -> clause(b) end),
    show(fun() -> no_such:function(1, 2) end),
    show(fun() -> atom_to_list(5) end),
    show(fun() -> tail(3) end),
    show(fun() -> lists:map(fun(X) -> 10 div X end, [1, 0]) end),
    show(fun() -> lists:nth(5, [1]) end),
    show(fun() -> element(3, {a, b}) end),
    show(fun() -> erlang:error(custom, [x, y]) end),
    show(fun() -> maps:get(k, #{}) end).

show(F) ->
    try F() of V -> io:format("value ~p~n", [V])
    catch C:R:S ->
        io:format("~p ~p~n", [C, R]),
        [io:format("  ~p~n", [frame(Fr)]) || Fr <- S, element(1, Fr) =/= init]
    end.

%% Lines of our own module; names and arities of OTP's.
frame({?MODULE, F, A, Info}) -> {F, A, proplists:get_value(line, Info)};
frame({M, F, A, Info}) -> {M, F, A, [K || {K, _} <- Info, K =:= error_info]}.

one(N) -> two(N) + 1.
two(N) -> three(N) * 2.
three(N) -> N + not_number().
not_number() -> a.
clause(a) -> ok.
tail(0) -> error(end_of_tail);
tail(N) -> tail(N - 1).

%! expect: error badarith
%! expect:   {erlang,'+',[5,a],[error_info]}
%! expect:   {three,1,30}
%! expect:   {show,1,18}
%! expect:   {main,0,6}
%! expect: error function_clause
%! expect:   {clause,[b],32}
%! expect:   {show,1,18}
%! expect:   {main,0,7}
%! expect: error undef
%! expect:   {no_such,function,[1,2],[]}
%! expect:   {show,1,18}
%! expect:   {main,0,8}
%! expect: error badarg
%! expect:   {erlang,atom_to_list,[5],[error_info]}
%! expect:   {'-main/0-fun-3-',0,9}
%! expect:   {show,1,18}
%! expect:   {main,0,9}
%! expect: error end_of_tail
%! expect:   {tail,1,33}
%! expect:   {show,1,18}
%! expect:   {main,0,10}
%! expect: error badarith
%! expect:   {erlang,'div',[10,0],[error_info]}
%! expect:   {'-main/0-fun-5-',1,11}
%! expect:   {lists,map_1,2,[]}
%! expect:   {lists,map,2,[]}
%! expect:   {show,1,18}
%! expect:   {main,0,11}
%! expect: error function_clause
%! expect:   {lists,nth_1,[4,[]],[]}
%! expect:   {show,1,18}
%! expect:   {main,0,12}
%! expect: error badarg
%! expect:   {erlang,element,[3,{a,b}],[error_info]}
%! expect:   {'-main/0-fun-8-',0,13}
%! expect:   {show,1,18}
%! expect:   {main,0,13}
%! expect: error custom
%! expect:   {'-main/0-fun-9-',[x,y],14}
%! expect:   {show,1,18}
%! expect:   {main,0,14}
%! expect: error {badkey,k}
%! expect:   {erlang,map_get,[k,#{}],[error_info]}
%! expect:   {'-main/0-fun-10-',0,15}
%! expect:   {show,1,18}
