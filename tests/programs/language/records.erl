%% Records: defaults, updates, nesting, element positions, pattern matching and guards.
-module(records).
-export([main/0]).

-record(person, {name, age = 0 :: integer(), tags = []}).
-record(team, {lead = #person{name = "nobody"}, members = []}).

main() ->
    P = #person{name = "Ada", age = 36},
    io:format("~p~n", [P]),
    Q = P#person{age = 37, tags = [math]},
    io:format("~p ~p~n", [Q#person.age, Q#person.tags]),
    io:format("~p~n", [#person.age]),
    io:format("~p~n", [record_info(fields, person)]),
    io:format("~p~n", [record_info(size, person)]),
    T = #team{members = [P, Q]},
    io:format("~p~n", [(T#team.lead)#person.name]),
    T2 = T#team{lead = (T#team.lead)#person{name = "Grace"}},
    io:format("~p~n", [T2#team.lead]),
    io:format("~p ~p~n", [adult(P), adult(#person{})]),
    io:format("~p ~p ~p~n", [is_record(P, person), is_record(P, person, 4), is_record({person}, person)]),
    io:format("~p~n", [#person{_ = x}]),
    io:format("~p~n", [lists:keyfind("Ada", #person.name, T#team.members) =:= P]),
    io:format("~p~n", [catch (id(not_a_record))#person.name]),
    io:format("~p~n", [lists:map(fun(#person{age = A}) -> A end, T#team.members)]).

adult(#person{age = A}) when A >= 18 -> true;
adult(#person{}) -> false.

id(X) -> X.

%! expect: {person,"Ada",36,[]}
%! expect: 37 [math]
%! expect: 3
%! expect: [name,age,tags]
%! expect: 4
%! expect: "nobody"
%! expect: {person,"Grace",0,[]}
%! expect: true false
%! expect: true true false
%! expect: {person,x,x,x}
%! expect: true
%! expect: {'EXIT',{{badrecord,not_a_record},
%! expect:          [{records,main,0,
%! expect:                    [{file,"tests/programs/language/records.erl"},{line,24}]},
%! expect:           {init,start_it,1,[]},
%! expect:           {init,start_em,1,[]},
%! expect:           {init,do_boot,3,[]}]}}
%! expect: "$%"
