%% BIFs with much to do: the results are right, and another process goes on meanwhile.
-module(long_bifs).
-export([main/0]).

main() ->
    Counter = spawn(fun() -> count(0) end),
    N = 60000,
    List = lists:seq(1, N),
    Pairs = [{I, -I} || I <- List],
    Binary = binary:copy(<<"abcdefgh">>, N),
    Map = maps:from_list(Pairs),
    show(fun() -> length(binary:matches(Binary, [<<"h">>, <<"cd">>])) end),
    show(fun() -> byte_size(binary:copy(Binary, 9)) end),
    show(fun() -> lists:last(binary_to_list(Binary)) end),
    show(fun() -> List -- lists:reverse(List) end),
    show(fun() -> lists:sum(maps:keys(Map)) end),
    show(fun() -> lists:sum(maps:values(Map)) end),
    show(fun() -> map_size(maps:merge(Map, maps:from_keys(List, x))) end),
    show(fun() -> erlang:phash2(Pairs) end),
    show(fun() -> erlang:phash2(Pairs, 1000) end),
    show(fun() -> erlang:external_size(Pairs) end),
    show(fun() -> binary_to_term(term_to_binary(Pairs)) =:= Pairs end),
    show(fun() -> iolist_size([[X band 255] || X <- List]) end),
    show(fun() -> byte_size(iolist_to_binary([[X band 255] || X <- List])) end),
    show(fun() -> element(N, list_to_tuple(List)) end),
    show(fun() -> length(tuple_to_list(erlang:make_tuple(N * 2, a))) end),
    show(fun() -> length(unicode:characters_to_list(Binary)) end),
    show(fun() -> byte_size(unicode:characters_to_binary([$é || _ <- List])) end),
    show(fun() -> catch iolist_size([List, foo]) end),
    show(fun() -> catch maps:from_list([x | Pairs]) end),
    show(fun() -> T = ets:new(t, []), ets:insert(T, Pairs), S = ets:info(T, size), ets:delete_all_objects(T), {S, ets:info(T, size)} end),
    Counter ! {stop, self()},
    io:format("~p~n", [receive {count, C} -> C > 10 end]).

show(F) ->
    io:format("~0p~n", [case F() of {'EXIT', {R, _}} -> R; V -> V end]).

count(N) ->
    receive {stop, P} -> P ! {count, N} after 1 -> count(N + 1) end.

%! expect: 120000
%! expect: 4320000
%! expect: 104
%! expect: []
%! expect: 1800030000
%! expect: -1800030000
%! expect: 60000
%! expect: 56312109
%! expect: 301
%! expect: 719242
%! expect: true
%! expect: 60000
%! expect: 60000
%! expect: 60000
%! expect: 120000
%! expect: 480000
%! expect: 120000
%! expect: badarg
%! expect: badarg
%! expect: {60000,0}
%! expect: true
%! collect: no its terms of megabytes are copied at every step
