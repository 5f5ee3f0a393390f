%% While a process puts a large term of its dictionary, others ask for the dictionary: they see the term as it is.
-module(pt_asked_meanwhile).
-export([main/0]).

main() ->
    Me = self(),
    Value = [{N, integer_to_list(N)} || N <- lists:seq(1, 60000)],
    Putter = spawn_link(fun() ->
        put(value, binary_to_term(term_to_binary(Value))),
        [persistent_term:put({pt, N rem 4}, [N | get(value)]) || N <- lists:seq(1, 30)],
        Me ! put,
        receive stop -> ok end
    end),
    io:format("~w~n", [ask(Putter, Value, true)]),
    io:format("~w~n", [tl(persistent_term:get({pt, 1})) =:= Value]),
    [persistent_term:erase({pt, N}) || N <- lists:seq(0, 3)],
    Putter ! stop.

ask(Putter, Value, Good) ->
    receive
        put -> Good
    after 0 ->
        {dictionary, Dictionary} = process_info(Putter, dictionary),
        ask(Putter, Value, Good andalso lists:member(proplists:get_value(value, Dictionary, Value), [Value]))
    end.

%! collect: no the large term is collected at every reservation
%! expect: true
%! expect: true
