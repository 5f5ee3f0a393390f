%% A machine under everything at once, for a bounded time: `./x stress [SECONDS [SEED]]`. Workers run rounds; a round is one activity
%% with a seed of its own, checks what it knows must come out, and leaves nothing behind. Meanwhile others trace, suspend, collect and
%% question the processes of the rounds, replace the code that they run, and put and erase the terms that they read.
%% At the end the machine must be as it was: the same processes and tables, the memory near that of the start.
-module(stress).
-export([main/1, work/1, hibernated/3]).

-define(ROUND_MS, 120000).
-define(TRACED, 20000).

main([SecondsText, SeedText]) ->
    logger:set_primary_config(level, none),
    Seed = list_to_integer(SeedText),
    End = erlang:monotonic_time(millisecond) + list_to_integer(SecondsText) * 1000,
    Versions = [version(N) || N <- lists:seq(1, 4)],
    change_code(Versions, 1),
    Before = settled(),
    {Leader, _} = spawn_monitor(fun() -> leader() end),
    Counters = counters:new(length(activities()), [write_concurrency]),
    Workers = [spawn_monitor(fun() -> start(Leader, {Seed, N, 1}), worker(End, Counters, N) end)
               || N <- lists:seq(1, 3 * erlang:system_info(schedulers_online) + 4)],
    Others = [spawn_monitor(fun() -> start(Leader, {Seed, N, 2}), disturb(Kind, End, {Leader, Versions}) end)
              || {N, Kind} <- lists:enumerate([trace, trace, suspend, collect, question, code, terms, trace_all])],
    Failures = lists:append([ended(Pid, Reference) || {Pid, Reference} <- Workers ++ Others]),
    exit(Leader, kill),
    change_code(Versions, 1),
    [persistent_term:erase({stress, N}) || N <- lists:seq(1, 8)],
    Left = compare(Before, settled(), 100),
    Rounds = [{Name, counters:get(Counters, N)} || {N, Name} <- lists:enumerate(activities())],
    io:format("rounds: ~p~n~p~n", [lists:sum([R || {_, R} <- Rounds]), Rounds]),
    Idle = [{activity_never_ran, Name} || {Name, 0} <- Rounds],
    [io:format("FAILED: ~p~n", [F]) || F <- Failures ++ Left ++ Idle],
    io:format("~p failures~n", [length(Failures ++ Left ++ Idle)]),
    halt(case Failures ++ Left ++ Idle of [] -> 0; _ -> 1 end).

activities() ->
    [links, monitors, traps, timers, ets_counts, ets_model, appends, sub_binaries, map_model, big_terms, code, persistent, hibernate,
     selective, priorities, calls, spawn_kinds, exceptions, dictionary, aliases].

%% All processes of the stress have one group leader; that is how the others find them.
start(Leader, Seed) ->
    group_leader(Leader, self()),
    rand:seed(exsss, Seed).

leader() -> receive {io_request, From, As, _} -> From ! {io_reply, As, ok}, leader(); _ -> leader() end.

ended(Pid, Reference) ->
    receive
        {'DOWN', Reference, process, Pid, {done, Failures}} -> Failures;
        {'DOWN', Reference, process, Pid, Reason} -> [{ended, Reason}]
    end.

worker(End, Counters, Number) -> worker(End, Counters, Number, []).

worker(End, Counters, Number, Failures) ->
    case erlang:monotonic_time(millisecond) >= End orelse length(Failures) > 3 of
        true ->
            exit({done, Failures});
        false ->
            Which = rand:uniform(length(activities())),
            Activity = lists:nth(Which, activities()),
            Seed = rand:uniform(1 bsl 40),
            {Pid, Reference} = spawn_monitor(fun() -> rand:seed(exsss, Seed), ok = activity(Activity) end),
            Result = receive
                {'DOWN', Reference, process, Pid, normal} -> [];
                {'DOWN', Reference, process, Pid, Reason} -> [{Activity, Seed, Reason}]
            after ?ROUND_MS ->
                Information = process_info(Pid, [status, current_stacktrace, message_queue_len, messages, suspending, links, monitors]),
                exit(Pid, kill),
                [{Activity, Seed, hangs, Information}]
            end,
            counters:add(Counters, Which, 1),
            worker(End, Counters, Number, Result ++ Failures)
    end.

%% ---------------------------------------------------------------- what is left at the end

settled() ->
    timer:sleep(300),
    [erlang:garbage_collect(Pid) || Pid <- processes()],
    #{processes => length(processes()), tables => length(ets:all()), ports => length(erlang:ports()),
      terms => maps:get(count, persistent_term:info()), memory => maps:from_list(erlang:memory([processes, binary, ets]))}.

%% Deaths and releases take their time.
compare(Before, After, Tries) ->
    Grown = [{left_over, Key, maps:get(Key, Before), Value} || Key := Value <- maps:without([memory], After), Value =/= maps:get(Key, Before)]
        ++ [{memory_grows, Key, maps:get(Key, maps:get(memory, Before)), Bytes}
            || Key := Bytes <- maps:get(memory, After), Bytes > 1.5 * maps:get(Key, maps:get(memory, Before)) + 8000000],
    case Grown of
        [] -> [];
        _ when Tries > 0 -> timer:sleep(50), compare(Before, settled(), Tries - 10);
        _ -> Grown
    end.

%% ---------------------------------------------------------------- those who disturb

disturb(Kind, End, Context) ->
    case erlang:monotonic_time(millisecond) >= End of
        true ->
            erlang:trace(all, false, [all]),
            exit({done, []});
        false ->
            disturb_once(Kind, Context),
            disturb(Kind, End, Context)
    end.

disturb_once(trace, {Leader, _}) ->
    Tracer = start_tracer(),
    Flags = pick([[call], [call, return_to], [send], ['receive'], [procs], [running], [garbage_collection], [call, timestamp, set_on_spawn],
                  [send, 'receive', procs, call, running, set_on_spawn, arity]]),
    Pids = [Pid || Pid <- victims(Leader), rand:uniform(3) =:= 1],
    Pattern = pick([{stress_code, '_', '_'}, {lists, '_', '_'}, {?MODULE, '_', '_'}, {maps, '_', '_'}, {stress_code, value, 0}]),
    Options = pick([[], [local], [local, call_count], [local, call_time]]),
    Spec = pick([true, [{'_', [], [{return_trace}]}], [{'_', [], [{exception_trace}]}], [{'_', [], [{message, {process_dump}}]}], []]),
    catch erlang:trace_pattern(Pattern, case lists:member(call_count, Options) orelse lists:member(call_time, Options) of
        true -> true; false -> Spec end, Options),
    [catch erlang:trace(Pid, true, [{tracer, Tracer} | Flags]) || Pid <- Pids],
    pause(20),
    [catch erlang:trace(Pid, false, [all]) || Pid <- Pids],
    catch erlang:trace_pattern(Pattern, false, Options),
    exit(Tracer, kill);
disturb_once(trace_all, _) ->
    pause(300),
    Tracer = start_tracer(),
    catch erlang:trace_pattern({'_', '_', '_'}, true, [local]),
    catch erlang:trace(new, true, [call, procs, {tracer, Tracer}]),
    pause(5),
    catch erlang:trace(all, false, [all]),
    catch erlang:trace_pattern({'_', '_', '_'}, false, [local]),
    exit(Tracer, kill);
disturb_once(suspend, {Leader, _}) ->
    Pids = [Pid || Pid <- victims(Leader), rand:uniform(4) =:= 1],
    Suspended = [Pid || Pid <- Pids, (catch erlang:suspend_process(Pid, pick([[], [unless_suspending], [asynchronous]]))) =:= true],
    pause(3),
    [catch erlang:resume_process(Pid) || Pid <- Suspended],
    pause(2);
disturb_once(collect, {Leader, _}) ->
    [catch erlang:garbage_collect(Pid, [{type, pick([major, minor])}, {async, make_ref()}]) || Pid <- victims(Leader), rand:uniform(3) =:= 1],
    [receive {garbage_collect, _, _} -> ok end || _ <- lists:seq(1, element(2, process_info(self(), message_queue_len)))],
    pause(3);
disturb_once(question, {Leader, _}) ->
    Items = [status, messages, message_queue_len, links, monitors, monitored_by, dictionary, current_stacktrace, current_location, memory,
             total_heap_size, garbage_collection_info, binary, suspending, reductions, priority, trap_exit, registered_name],
    [process_info(Pid, pick([Items, lists:sublist(Items, rand:uniform(length(Items)))])) || Pid <- victims(Leader)],
    pause(4);
disturb_once(code, {_, Versions}) ->
    change_code(Versions, rand:uniform(length(Versions))),
    pause(8);
disturb_once(terms, _) ->
    Key = {stress, rand:uniform(8)},
    case rand:uniform(4) of
        1 -> persistent_term:erase(Key);
        _ -> persistent_term:put(Key, term(rand:uniform(1000)))
    end,
    pause(3),
    case rand:uniform(50) of
        1 -> [persistent_term:erase({stress, N}) || N <- lists:seq(1, 8)];
        _ -> ok
    end,
    %% None may be left at the end.
    [persistent_term:erase({stress, N}) || N <- lists:seq(1, 8), rand:uniform(3) =:= 1].

%% What is traced copies its arguments into messages faster than a tracer that waits for its turn takes them, so this one goes before
%% others, and it ends, and the tracing with it, before the mailbox holds the machine's memory.
start_tracer() -> spawn_opt(fun() -> tracer(0) end, [{priority, high}]).
tracer(?TRACED) -> ok;
tracer(N) -> receive _ -> tracer(N + 1) end.

victims(Leader) -> [Pid || Pid <- processes(), process_info(Pid, group_leader) =:= {group_leader, Leader}, Pid =/= self(), is_worker(Pid)].

%% Not those who disturb: two that suspend each other sleep for good.
is_worker(Pid) ->
    case process_info(Pid, initial_call) of
        {initial_call, {erlang, apply, 2}} -> element(1, process_info_or(Pid, current_function)) =/= none andalso not disturbs(Pid);
        _ -> true
    end.

process_info_or(Pid, Item) -> case process_info(Pid, Item) of undefined -> {none, none}; Found -> Found end.

disturbs(Pid) ->
    case process_info(Pid, current_stacktrace) of
        {current_stacktrace, Stack} -> lists:any(fun({_, F, _, _}) -> F =:= disturb orelse F =:= worker end, Stack);
        undefined -> true
    end.

pause(Ms) -> timer:sleep(rand:uniform(Ms)).
pick(List) -> lists:nth(rand:uniform(length(List)), List).

%% ---------------------------------------------------------------- code that changes

version(N) ->
    Forms = [{attribute, 1, module, stress_code}, {attribute, 1, export, [{value, 0}, {text, 0}, {fun_of, 1}, {loop, 2}]},
        {function, 1, value, 0, [{clause, 1, [], [], [{integer, 1, N}]}]},
        {function, 1, text, 0, [{clause, 1, [], [], [erl_parse:abstract(term(N))]}]},
        {function, 1, fun_of, 1, [{clause, 1, [{var, 1, 'X'}], [],
            [{'fun', 1, {clauses, [{clause, 1, [], [], [{tuple, 1, [{integer, 1, N}, {var, 1, 'X'}]}]}]}}]}]},
        {function, 1, loop, 2, [{clause, 1, [{integer, 1, 0}, {var, 1, 'L'}], [], [{call, 1, {remote, 1, {atom, 1, lists}, {atom, 1, usort}}, [{var, 1, 'L'}]}]},
            {clause, 1, [{var, 1, 'N'}, {var, 1, 'L'}], [], [{call, 1, {remote, 1, {atom, 1, stress_code}, {atom, 1, loop}},
                [{op, 1, '-', {var, 1, 'N'}, {integer, 1, 1}}, {cons, 1, {integer, 1, N}, {var, 1, 'L'}}]}]}]}],
    {ok, stress_code, Binary} = compile:forms(Forms, []),
    Binary.

%% Old code goes only when nobody needs it.
change_code(Versions, N) ->
    case code:soft_purge(stress_code) of
        true -> {module, stress_code} = code:load_binary(stress_code, "stress_code", lists:nth(N, Versions));
        false -> ok
    end.

term(N) -> {N, lists:seq(N, N + 40), #{N => [N], {text, N} => "some text"}, <<N:800>>, lists:duplicate(20, {N, float(N)})}.
is_term(T) -> T =:= term(element(1, T)).

%% ---------------------------------------------------------------- rounds

activity(links) ->
    process_flag(trap_exit, true),
    Reasons = [{N, pick([normal, kill, {odd, term(N)}, shutdown])} || N <- lists:seq(1, 20 + rand:uniform(60))],
    Pids = maps:from_list([{spawn_link(fun() -> receive {go, R} -> exit(R) end end), {N, R}} || {N, R} <- Reasons]),
    [case rand:uniform(2) of 1 -> Pid ! {go, R}; 2 -> exit(Pid, case R of normal -> kill; _ -> R end) end || Pid := {_, R} <- Pids],
    Got = [receive {'EXIT', Pid, Reason} when is_map_key(Pid, Pids) -> same(maps:get(Pid, Pids), Reason), Pid end || _ <- Reasons],
    true = lists:sort(Got) =:= lists:sort(maps:keys(Pids)),
    nothing_left();
activity(monitors) ->
    N = 10 + rand:uniform(80),
    Pids = [spawn(?MODULE, work, [rand:uniform(2000)]) || _ <- lists:seq(1, N)],
    Monitors = [{monitor(process, Pid), Pid} || Pid <- Pids, _ <- [1, 2]],
    {Dropped, Kept} = lists:partition(fun(_) -> rand:uniform(3) =:= 1 end, Monitors),
    [demonitor(Reference, [flush]) || {Reference, _} <- Dropped],
    [receive {'DOWN', Reference, process, Pid, Reason} when Reason =:= normal; Reason =:= noproc -> ok end || {Reference, Pid} <- Kept],
    nothing_left();
activity(traps) ->
    Me = self(),
    Children = [spawn(fun() -> process_flag(trap_exit, true), Me ! ready, trap(Me, 0) end) || _ <- lists:seq(1, 10)],
    [receive ready -> ok end || _ <- Children],
    [exit(Pid, {signal, N}) || N <- lists:seq(1, 50), Pid <- Children],
    [Pid ! finish || Pid <- Children],
    [receive {trapped, Pid, 50} -> ok end || Pid <- Children],
    nothing_left();
activity(timers) ->
    Timers = [{erlang:start_timer(rand:uniform(40), self(), {N, term(N)}), N} || N <- lists:seq(1, 100 + rand:uniform(300))],
    Cancelled = [N || {Reference, N} <- Timers, rand:uniform(2) =:= 1, is_integer(erlang:cancel_timer(Reference))],
    Fired = [receive {timeout, Reference, {N, T}} -> true = is_term(T), N end || {Reference, N} <- Timers, not lists:member(N, Cancelled)],
    true = length(Cancelled) + length(Fired) =:= length(Timers),
    receive after 45 -> nothing_left() end;
activity(ets_counts) ->
    T = ets:new(counts, [public, pick([set, ordered_set]), {write_concurrency, pick([true, false, auto])}, {read_concurrency, pick([true, false])}]),
    Each = 100 + rand:uniform(900),
    Pids = [spawn_monitor(fun() -> rand:seed(exsss, N),
        [ets:update_counter(T, rand:uniform(10), {2, 1}, {none, 0}) || _ <- lists:seq(1, Each)],
        [ets:insert(T, {{N, I}, term(I)}) || I <- lists:seq(1, 30)], [ets:delete(T, {N, I}) || I <- lists:seq(1, 30)] end) || N <- lists:seq(1, 5)],
    [receive {'DOWN', R, process, P, normal} -> ok end || {P, R} <- Pids],
    true = 5 * Each =:= ets:foldl(fun({_, C}, S) -> C + S end, 0, T),
    true = ets:delete(T),
    nothing_left();
activity(ets_model) ->
    T = ets:new(model, [pick([set, ordered_set])]),
    Model = lists:foldl(fun(_, M) ->
        K = rand:uniform(200),
        case rand:uniform(5) of
            1 -> ets:delete(T, K), maps:remove(K, M);
            2 -> case ets:lookup(T, K) of [] -> false = is_map_key(K, M); [{K, V}] -> V = maps:get(K, M) end, M;
            3 -> ets:safe_fixtable(T, true), _ = ets:match_delete(T, {K, '_'}), ets:safe_fixtable(T, false), maps:remove(K, M);
            _ -> V = term(rand:uniform(50)), ets:insert(T, {K, V}), M#{K => V}
        end end, #{}, lists:seq(1, 500 + rand:uniform(1500))),
    true = lists:sort(ets:tab2list(T)) =:= lists:sort(maps:to_list(Model)),
    true = ets:select_count(T, [{{'_', '_'}, [], [true]}]) =:= map_size(Model),
    ok;
activity(appends) ->
    N = 200 + rand:uniform(3000),
    Whole = lists:foldl(fun(I, A) -> <<A/binary, (I band 255), I:16>> end, <<>>, lists:seq(1, N)),
    true = Whole =:= << <<(I band 255), I:16>> || I <- lists:seq(1, N) >>,
    {A, B} = {<<Whole/binary, "a">>, <<Whole/binary, "b">>},
    {$a, $b} = {binary:last(A), binary:last(B)},
    Parent = self(),
    Pids = [spawn_link(fun() -> C = <<Whole/binary, I>>, Parent ! {self(), erlang:crc32(C), binary:last(C)} end) || I <- lists:seq(1, 5)],
    [receive {Pid, _, I} -> ok end || {I, Pid} <- lists:enumerate(Pids)],
    ok;
activity(sub_binaries) ->
    Bytes = rand:bytes(1000 + rand:uniform(100000)),
    Pid = spawn_link(fun() -> echo() end),
    Parts = [begin
        At = rand:uniform(byte_size(Bytes)) - 1,
        Part = binary:part(Bytes, At, rand:uniform(byte_size(Bytes) - At)),
        <<Bits:(min(13, bit_size(Part)))/bitstring, _/bitstring>> = Part,
        Pid ! {self(), {At, Part, Bits, [Part]}},
        {At, byte_size(Part), erlang:adler32(Part)}
    end || _ <- lists:seq(1, 30)],
    [receive {Pid, {At, P, _, [P]}} -> true = byte_size(P) =:= Size andalso erlang:adler32(P) =:= Sum andalso P =:= binary:part(Bytes, At, Size) end
     || {At, Size, Sum} <- Parts],
    unlink(Pid),
    exit(Pid, kill),
    ok;
activity(map_model) ->
    {Map, Tree} = lists:foldl(fun(_, {M, T}) ->
        K = pick([rand:uniform(100), {k, rand:uniform(60)}, rand:uniform(20) + 0.5, <<(rand:uniform(50))>>]),
        case rand:uniform(3) of
            1 -> {maps:remove(K, M), gb_trees:delete_any({t, K}, T)};
            _ -> V = rand:uniform(1000), {M#{K => V}, gb_trees:enter({t, K}, V, T)}
        end end, {#{}, gb_trees:empty()}, lists:seq(1, 1000)),
    true = map_size(Map) =:= gb_trees:size(Tree),
    [V = gb_trees:get({t, K}, Tree) || K := V <- Map],
    true = Map =:= maps:from_list(lists:reverse(maps:to_list(Map))),
    true = Map =:= binary_to_term(term_to_binary(Map)),
    ok;
activity(big_terms) ->
    Pid = spawn_link(fun() -> echo() end),
    T = deep(rand:uniform(12), rand:uniform(2000)),
    Hash = erlang:phash2(T),
    [Pid ! {self(), T} || _ <- lists:seq(1, 3)],
    [receive {Pid, T2} -> Hash = erlang:phash2(T2), true = T =:= T2 end || _ <- lists:seq(1, 3)],
    unlink(Pid),
    exit(Pid, kill),
    ok;
activity(code) ->
    N = stress_code:value(),
    true = N >= 1 andalso N =< 4,
    true = is_term(stress_code:text()),
    F = stress_code:fun_of(self()),
    %% The version behind the fun may be purged meanwhile; then it is badfun, or no function.
    erlang:yield(),
    try F() of {_, Pid} -> true = Pid =:= self() catch error:{badfun, _} -> ok; error:undef -> ok end,
    Seen = stress_code:loop(1000 + rand:uniform(5000), []),
    true = lists:all(fun(V) -> V >= 1 andalso V =< 4 end, Seen),
    T = stress_code:text(),
    Me = self(),
    Pid2 = spawn_link(fun() -> receive {keep, K} -> receive after rand:uniform(30) -> Me ! {kept, K} end end end),
    Pid2 ! {keep, T},
    receive {kept, K} -> true = is_term(K), true = is_term(T) end,
    ok;
activity(persistent) ->
    Terms = [T || _ <- lists:seq(1, 50), T <- [persistent_term:get({stress, rand:uniform(8)}, none)], T =/= none],
    Pid = spawn_link(fun() -> echo() end),
    Pid ! {self(), Terms},
    erlang:send_after(rand:uniform(20), self(), {late, Terms}),
    pause(5),
    true = lists:all(fun is_term/1, Terms),
    receive {Pid, Back} -> true = lists:all(fun is_term/1, Back) end,
    receive {late, Late} -> true = Late =:= Terms, true = lists:all(fun is_term/1, Late) end,
    unlink(Pid),
    exit(Pid, kill),
    ok;
activity(hibernate) ->
    Me = self(),
    T = term(rand:uniform(1000)),
    Pids = [spawn_link(fun() -> hibernated(Me, T, 0) end) || _ <- lists:seq(1, 10)],
    [Pid ! ping || _ <- lists:seq(1, 5), Pid <- Pids],
    [Pid ! stop || Pid <- Pids],
    [receive {Pid, 5, T2} -> true = T =:= T2 end || Pid <- Pids],
    ok;
activity(selective) ->
    Me = self(),
    N = 100 + rand:uniform(900),
    [spawn_link(fun() -> [Me ! {From, I} || I <- lists:seq(1, N)] end) || From <- [a, b, c]],
    %% Of each sender in order, and one sender against the order of arrival.
    [receive {a, I} -> ok end || I <- lists:seq(1, N)],
    [receive {b, I} -> ok end || I <- lists:seq(N, 1, -1)],
    [receive {c, I} -> I end || I <- lists:seq(1, N)] =:= lists:seq(1, N) orelse error(order),
    nothing_left();
activity(priorities) ->
    Me = self(),
    Pids = [spawn_opt(?MODULE, work, [rand:uniform(3000)], [link, {priority, P}, monitor]) || P <- [low, normal, high, max, low, normal]],
    [receive {'DOWN', R, process, Pid, normal} -> ok end || {Pid, R} <- Pids],
    Old = process_flag(priority, pick([low, normal, high])),
    Pid2 = spawn_opt(fun() -> Me ! self() end, [{priority, low}]),
    receive Pid2 -> ok end,
    process_flag(priority, Old),
    nothing_left();
activity(calls) ->
    {ok, Pid} = gen_server_like(),
    [begin Pid ! {call, self(), R = make_ref(), N}, receive {R, X} -> X = N * 2 end end || N <- lists:seq(1, 50 + rand:uniform(500))],
    exit(Pid, kill),
    ok;
activity(spawn_kinds) ->
    R1 = spawn_request(?MODULE, work, [10], [monitor]),
    {P2, R2} = spawn_monitor(?MODULE, work, [10]),
    {P3, R3} = spawn_opt(?MODULE, work, [10], [monitor, {max_heap_size, 100000}, {min_heap_size, 500}, {message_queue_data, off_heap}]),
    P1 = receive {spawn_reply, R1, ok, Spawned} -> Spawned end,
    [receive {'DOWN', R, process, P, normal} -> ok end || {P, R} <- [{P1, R1}, {P2, R2}, {P3, R3}]],
    nothing_left();
activity(exceptions) ->
    N = rand:uniform(3000),
    true = is_list(catch throws(N)),
    try deep_error(N) of _ -> error(nothing_thrown) catch error:{deep, T}:Stack -> true = is_term(T), true = length(Stack) =< 9 end,
    try list_to_integer("x" ++ integer_to_list(N)) of _ -> error(nothing_thrown) catch error:badarg -> ok end,
    ok;
activity(dictionary) ->
    Keys = [{key, rand:uniform(300)} || _ <- lists:seq(1, 600)],
    [put(K, term(I)) || {I, K} <- lists:enumerate(Keys)],
    erlang:garbage_collect(),
    Last = maps:from_list([{K, I} || {I, K} <- lists:enumerate(Keys)]),
    [true = get(K) =:= term(I) || K := I <- Last],
    [erase(K) || K <- Keys],
    ok;
activity(aliases) ->
    Me = self(),
    As = [alias([reply]) || _ <- lists:seq(1, 20)],
    Off = [A || A <- As, rand:uniform(2) =:= 1, unalias(A)],
    Pid = spawn(fun() -> [A ! {reply, A} || A <- As], Me ! sent end),
    receive sent -> Pid end,
    [receive {reply, A} -> ok end || A <- As -- Off],
    nothing_left().

same({_, normal}, Reason) -> true = lists:member(Reason, [normal, killed]);
same({_, kill}, Reason) -> true = lists:member(Reason, [kill, killed]);
same({_, R}, Reason) -> true = R =:= Reason.

nothing_left() ->
    case process_info(self(), messages) of {messages, []} -> ok; {messages, Left} -> error({left, lists:sublist(Left, 5)}) end.

work(N) -> lists:sum(lists:map(fun(X) -> X * 2 end, lists:seq(1, N))), ok.
trap(Me, N) -> receive {'EXIT', _, {signal, _}} -> trap(Me, N + 1); finish -> Me ! {trapped, self(), N} end.
echo() -> receive {From, T} -> From ! {self(), T}, echo() end.
deep(0, N) -> term(N);
deep(D, N) -> case rand:uniform(3) of 1 -> {deep(D - 1, N + 1), N}; 2 -> [N, deep(D - 1, N) | tail]; 3 -> #{N => deep(D - 1, N + 2)} end.
hibernated(Me, T, N) ->
    receive
        ping -> erlang:hibernate(?MODULE, hibernated, [Me, T, N + 1]);
        stop -> Me ! {self(), N, T}
    end.
gen_server_like() -> {ok, spawn_link_unlinked(fun() -> serve() end)}.
spawn_link_unlinked(F) -> Pid = spawn_link(F), unlink(Pid), Pid.
serve() -> receive {call, From, R, N} -> From ! {R, N * 2}, serve() end.
throws(0) -> throw(lists:seq(1, 10));
throws(N) -> [N | throws(N - 1)].
deep_error(0) -> error({deep, term(7)});
deep_error(N) -> try deep_error(N - 1) after N end.
