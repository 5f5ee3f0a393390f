%% eunit: plain tests, generators, fixtures, and assertion failures, by its own counts.
-module(eunit_run).
-export([main/0]).
-include_lib("eunit/include/eunit.hrl").

simple_test() -> ?assertEqual(4, 2 + 2).
error_test() -> ?assertError(badarith, 1 / zero()).
match_test() -> ?assertMatch({ok, _}, {ok, 1}).
gen_test_() -> [?_assert(N > 0) || N <- [1, 2, 3]].
fixture_test_() ->
    {setup, fun() -> ets:new(t, [public]) end, fun ets:delete/1, fun(T) -> [?_assert(ets:insert(T, {1, a})), ?_assertEqual(1, ets:info(T, size))] end}.

zero() -> 0.

main() ->
    io:format("~p~n", [eunit:test(?MODULE, [no_tty])]),
    io:format("~p~n", [eunit:test({timeout, 5, fun() -> ok end}, [no_tty])]),
    io:format("~p~n", [try ?assertEqual(1, zero()) catch error:{assertEqual, Info} -> {proplists:get_value(expected, Info), proplists:get_value(value, Info)} end]),
    io:format("~p~n", [eunit:test(fun() -> error(fails) end, [no_tty])]).

%! expect: ok
%! expect: ok
%! expect: {1,0}
%! expect: error
