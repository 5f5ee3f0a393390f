%% A term of sixty cells that shares its parts stands for two to the power of sixty. Whoever walks it does not come to an end, but can be killed.
-module(killed_in_long_walk).
-export([main/0]).
%! skip: stock a process of BEAM cannot be killed in such a walk, so the system does not end
%! collect: no with one scheduler nobody is left to send the kill
%! expect: hash killed
%! expect: old_hash killed
%! expect: external killed
%! expect: size killed
%! expect: compare killed
%! expect: order killed
%! expect: send killed
%! expect: spawn killed
%! expect: ets killed
%! expect: iolist killed
%! expect: exit stop
%! expect: done

main() ->
    [begin
        {Pid, Reference} = spawn_monitor(fun() -> walk(Kind) end),
        timer:sleep(60),
        exit(Pid, case Kind of exit -> stop; _ -> kill end),
        receive {'DOWN', Reference, process, Pid, Reason} -> io:format("~s ~s~n", [Kind, Reason]) end
     end || Kind <- [hash, old_hash, external, size, compare, order, send, spawn, ets, iolist, exit]],
    io:format("done~n").

walk(hash) -> erlang:phash2(shared(60, a));
walk(old_hash) -> erlang:phash(shared(60, a), 100);
walk(external) -> erlang:external_size(shared(60, a));
walk(size) -> erts_debug:flat_size(shared(60, a));
walk(compare) -> shared(60, a) =:= shared(60, a);
walk(order) -> shared(60, a) < shared(60, a);
%% Copies end the machine when they are known to fit no memory, so these walk what is no copy.
walk(send) -> self() ! erlang:phash2({shared(60, a)});
walk(spawn) -> spawn(fun() -> ok end), erlang:phash2([shared(60, a)]);
walk(ets) -> T = ets:new(t, []), ets:insert(T, {erlang:phash2(shared(60, a)), 1});
walk(iolist) -> iolist_size(shared(60, <<"a">>));
walk(exit) -> erlang:phash2(shared(60, a)).

shared(0, End) -> [End];
shared(N, End) -> X = shared(N - 1, End), [X, X].
