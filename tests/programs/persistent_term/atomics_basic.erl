%% atomics and counters: ranges, wrapping, exchange, concurrency.
-module(atomics_basic).
-export([main/0]).

main() ->
    S = atomics:new(3, []),
    U = atomics:new(1, [{signed, false}]),
    p(atomics:info(S)), p(maps:without([memory], atomics:info(U))),
    p(atomics:put(S, 1, (1 bsl 63) - 1)), p(atomics:add(S, 1, 1)), p(atomics:get(S, 1)),
    p(atomics:sub_get(S, 1, 1)), p(atomics:add_get(U, 1, (1 bsl 64) - 1)), p(atomics:add_get(U, 1, 1)), p(atomics:sub_get(U, 1, 1)),
    p(atomics:exchange(S, 2, 17)), p(atomics:compare_exchange(S, 2, 17, 18)), p(atomics:compare_exchange(S, 2, 17, 19)), p(atomics:get(S, 2)),
    [p(e(F)) || F <- [fun() -> atomics:get(S, 0) end, fun() -> atomics:get(S, 4) end, fun() -> atomics:put(S, 1, 1 bsl 63) end, fun() -> atomics:put(U, 1, -1) end,
                      fun() -> atomics:new(0, []) end, fun() -> atomics:new(a, []) end, fun() -> atomics:get(make_ref(), 1) end, fun() -> atomics:put(S, 1, x) end,
                      fun() -> atomics:new(1, [foo]) end]],
    [begin
        C = counters:new(2, Opts),
        all([fun() -> [counters:add(C, 1, 2) || _ <- lists:seq(1, 1000)] end || _ <- lists:seq(1, 8)]),
        counters:sub(C, 2, 5),
        p({counters:get(C, 1), counters:get(C, 2), maps:get(size, counters:info(C))}),
        counters:put(C, 1, -3), p(counters:get(C, 1)),
        p(e(fun() -> counters:get(C, 3) end))
     end || Opts <- [[], [atomics], [write_concurrency]]],
    p(e(fun() -> counters:new(1, [foo]) end)).

all(Fs) -> [receive {'DOWN', M, _, _, normal} -> ok end || {_, M} <- [spawn_monitor(F) || F <- Fs]].
e(F) -> try F() catch C:R -> {C, R} end.
p(M) when is_map(M) -> io:format("~p~n", [lists:sort(maps:to_list(maps:without([memory], M)))]);
p(X) -> io:format("~p~n", [X]).

%! expect: [{max,9223372036854775807},{min,-9223372036854775808},{size,3}]
%! expect: [{max,18446744073709551615},{min,0},{size,1}]
%! expect: ok
%! expect: ok
%! expect: -9223372036854775808
%! expect: 9223372036854775807
%! expect: 18446744073709551615
%! expect: 0
%! expect: 18446744073709551615
%! expect: 0
%! expect: ok
%! expect: 18
%! expect: 18
%! expect: {error,badarg}
%! expect: {error,badarg}
%! expect: {error,badarg}
%! expect: {error,badarg}
%! expect: {error,badarg}
%! expect: {error,badarg}
%! expect: {error,badarg}
%! expect: {error,badarg}
%! expect: {error,badarg}
%! expect: {16000,-5,2}
%! expect: -3
%! expect: {error,badarg}
%! expect: {16000,-5,2}
%! expect: -3
%! expect: {error,badarg}
%! expect: {16000,-5,2}
%! expect: -3
%! expect: {error,badarg}
%! expect: {error,badarg}
