%% max_heap_size counts what the last built-in functions of a process took, although it ends before a collection.
%! expect: killed
%! expect: killed
%! expect: killed
%! expect: normal
%! expect: normal
-module(limit_at_end).
-export([main/0]).

main() ->
    Quiet = #{kill => true, error_logger => false},
    run(Quiet#{size => 5000}, fun() -> binary_to_list(<<0:100000/unit:8>>) end),
    run(Quiet#{size => 233}, fun() -> <<N:1864/unit:8>> = id(<<255:1864/unit:8>>), exit(N) end),
    run(Quiet#{size => 1 bsl 16, include_shared_binaries => true}, fun() -> grow(10, []) end),
    run(Quiet#{size => 1 bsl 16}, fun() -> grow(10, []) end),
    run(Quiet#{size => 1 bsl 16}, fun() -> lists:seq(1, 1000) end).

run(Limit, Fun) ->
    {Pid, Ref} = spawn_opt(Fun, [monitor, {max_heap_size, Limit}]),
    receive {'DOWN', Ref, process, Pid, Reason} -> io:format("~p~n", [Reason]) end.

grow(0, _) -> done;
grow(N, Acc) -> receive after 5 -> ok end, grow(N - 1, [build(160, <<>>) | Acc]).

build(0, Acc) -> Acc;
build(N, Acc) -> build(N - 1, <<Acc/binary, 0:8000>>).

id(X) -> X.
