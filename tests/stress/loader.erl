%% Code comes and goes while it runs, for a bounded time: `./x stress` starts it with four schedulers. One process loads, deletes and purges
%% versions of a few modules, another traces their functions. Workers call them, keep their funs, and keep and send on the literals they
%% return: in messages that wait, tables, persistent terms, process dictionaries, timers, reasons of exits, arguments of long calls.
%% A term carries its own checksum, so one that points into memory of somebody else is seen; a call into freed code is the machine's end.
-module(loader).
-export([main/1]).

-define(MODULES, [loader_a, loader_b, loader_c]).
-define(VERSIONS, 5).
-define(KEPT, 60).

main([SecondsText, SeedText]) ->
    logger:set_primary_config(level, none),
    Seed = list_to_integer(SeedText),
    End = erlang:monotonic_time(millisecond) + list_to_integer(SecondsText) * 1000,
    Versions = #{{Module, V} => compiled(Module, V) || Module <- ?MODULES, V <- lists:seq(1, ?VERSIONS)},
    Table = ets:new(loader, [public, set, {write_concurrency, true}]),
    Count = 3 * erlang:system_info(schedulers_online),
    Rounds = counters:new(1, [write_concurrency]),
    System = processes() -- [self()],
    Workers = [start(N, {Seed, N}, {Table, Rounds}) || N <- lists:seq(1, Count)],
    [ets:insert(Table, {{worker, N}, Pid}) || {N, Pid} <- Workers],
    ets:insert(Table, {workers, Count}),
    Loads = counters:new(1, []),
    Other = [spawn_monitor(fun() -> rand:seed(exsss, {Seed, X, 2}), Do() end)
             || {X, Do} <- [{1, fun() -> load(Versions, Loads) end}, {2, fun() -> trace() end}, {3, fun() -> ask(System) end}]],
    Failures = watch(End, Seed, Table, Rounds, maps:from_list([{Pid, N} || {N, Pid} <- Workers]), []),
    Ended = [Reason || {Pid, Reference} <- Other, Reason <- [stopped(Pid, Reference)], Reason =/= killed],
    All = Failures ++ Ended ++ [{gone, Pid} || Pid <- System -- processes()],
    [io:format("FAILED: ~p~n", [F]) || F <- All],
    io:format("rounds: ~p, versions loaded: ~p~n", [counters:get(Rounds, 1), counters:get(Loads, 1)]),
    halt(case All of [] -> 0; _ -> 1 end).

stopped(Pid, Reference) ->
    exit(Pid, kill),
    receive {'DOWN', Reference, process, Pid, Reason} -> Reason end.

%% Workers that a purge has killed come back; one that ends with anything else is a failure.
watch(End, Seed, Table, Rounds, Workers, Failures) ->
    receive
        {'DOWN', _, process, Pid, Reason} when is_map_key(Pid, Workers) ->
            {N, Rest} = maps:take(Pid, Workers),
            {N, New} = start(N, {Seed, erlang:unique_integer([positive])}, {Table, Rounds}),
            ets:insert(Table, {{worker, N}, New}),
            watch(End, Seed, Table, Rounds, Rest#{New => N}, [{worker, Reason} || Reason =/= killed] ++ Failures)
    after max(0, min(100, End - erlang:monotonic_time(millisecond))) ->
        case erlang:monotonic_time(millisecond) >= End orelse length(Failures) > 5 of
            true -> Failures;
            false -> watch(End, Seed, Table, Rounds, Workers, Failures)
        end
    end.

start(N, Seed, State) ->
    {Pid, _} = spawn_monitor(fun() -> rand:seed(exsss, {erlang:phash2(Seed), N, 1}), worker(State, []) end),
    {N, Pid}.

%% ---------------------------------------------------------------- those who use the modules

worker({_, Rounds} = State, Kept) ->
    counters:add(Rounds, 1, 1),
    Module = one_of(?MODULES),
    New = try act(rand:uniform(16), Module, State) catch
        error:undef -> [];
        error:{badfun, _} -> [];
        exit:{leaving, Term} -> [Term];
        error:{because, Term} -> [Term];
        throw:Term -> [Term]
    end,
    rand:uniform(2) =:= 1 andalso timer:sleep(1),
    worker(State, lists:sublist([checked(T) || T <- New] ++ taken() ++ Kept, ?KEPT)).

act(1, M, _) -> [M:literal()];
act(2, M, State) -> send(State, M:literal()), [];
act(3, M, State) -> send(State, {fun_of, M:make_fun(rand:uniform(9))}), [];
act(4, M, {Table, _}) -> ets:insert(Table, {rand:uniform(20), M:literal()}), [];
act(5, _, {Table, _}) -> [T || {_, T} <- ets:lookup(Table, rand:uniform(20))];
act(6, M, _) -> persistent_term:put({?MODULE, rand:uniform(4)}, M:literal()), [];
act(7, _, _) -> [T || T <- [persistent_term:get({?MODULE, rand:uniform(4)}, none)], T =/= none];
act(8, M, State) -> erlang:send_after(rand:uniform(20), someone(State), {literal, M:literal()}), [];
act(9, M, _) -> put({kept, rand:uniform(5)}, M:literal()), [T || {{kept, _}, T} <- get()];
act(10, M, _) -> M:fail(rand:uniform(3));
act(11, M, _) -> inspect(M);
act(12, M, _) -> away(M);
act(13, M, _) -> long_call(M);
act(14, M, State) -> spawn(M, visit, [someone(State), M:literal()]), [];
act(15, M, _) -> _ = erlang:garbage_collect(self(), [{async, M:literal()}]), [];
act(16, M, _) -> 10 = M:count(10), [M:big()].

send(State, {fun_of, Fun}) -> someone(State) ! {call, Fun};
send(State, Literal) -> someone(State) ! {literal, Literal}.

someone({Table, _}) ->
    case ets:lookup(Table, workers) of
        [{_, Count}] -> [{_, Pid}] = ets:lookup(Table, {worker, rand:uniform(Count)}), Pid;
        [] -> self()
    end.

%% Looks at its own messages without taking any, so they wait on while code goes.
inspect(M) ->
    Literal = M:literal(),
    [{messages, Messages}, {current_stacktrace, [_ | _]}, {dictionary, _}] =
        process_info(self(), [messages, current_stacktrace, dictionary]),
    [checked(T) || {literal, T} <- Messages],
    look(rand:uniform(1000), Literal).

%% Each look handles the signals that have come, among them the question for literals, in the middle of a built-in function.
look(0, Literal) -> [checked(Literal)];
look(N, Literal) ->
    {message_queue_len, _} = process_info(self(), message_queue_len),
    [{checked, _, _} = Same] = look(N - 1, Literal),
    [Same].

%% A process that waits in the module, hibernates with literals in its hands, and ends with one as its reason.
away(M) ->
    {Pid, Reference} = spawn_monitor(M, wait, [self(), M:literal()]),
    _ = [Pid ! {more, M:literal()} || _ <- [1, 2]],
    _ = rand:uniform(2) =:= 1 andalso process_info(Pid, [messages, current_stacktrace, backtrace]),
    _ = rand:uniform(4) =:= 1 andalso exit(Pid, kill),
    Pid ! go_on,
    receive
        {'DOWN', Reference, process, Pid, {leaving, Term}} -> [Term];
        {'DOWN', Reference, process, Pid, Reason} when Reason =:= killed; Reason =:= noproc -> [];
        {'DOWN', Reference, process, Pid, {undef, _}} -> []
    end.

%% Calls with literals as arguments that go to another thread, of a process that may be killed meanwhile.
long_call(M) ->
    Pid = spawn(fun() ->
        Literal = lists:duplicate(1000, M:literal()),
        Bytes = term_to_binary(Literal, [compressed]),
        true = is_list(binary_to_term(Bytes)),
        exit(M:literal())
    end),
    rand:uniform(3) =:= 1 andalso begin timer:sleep(rand:uniform(4)), exit(Pid, kill) end,
    [].

taken() ->
    case rand:uniform(3) of
        1 -> [];
        _ ->
            receive
                {literal, Term} -> [checked(Term) | taken()];
                {call, Fun} ->
                    Result = try Fun(rand:uniform(5)) catch error:undef -> none; error:{badfun, _} -> none end,
                    case Result of
                        none -> taken();
                        _ -> [checked(Result) | taken()]
                    end;
                {garbage_collect, Term, _} -> [checked(Term) | taken()];
                {'DOWN', _, process, _, _} -> taken()
            after 0 -> []
            end
    end.

%% Every term carries the checksum of what is in it.
checked({checked, Sum, Inside} = Term) ->
    case erlang:phash2(Inside) of
        Sum -> Term;
        _ -> exit({damaged, Inside})
    end;
checked(Other) ->
    exit({damaged, Other}).

one_of(List) -> lists:nth(rand:uniform(length(List)), List).

%% ---------------------------------------------------------------- those who change them

load(Versions, Loads) ->
    Module = one_of(?MODULES),
    case rand:uniform(5) of
        1 -> code:delete(Module);
        2 -> code:purge(Module);
        3 -> code:soft_purge(Module);
        _ ->
            code:soft_purge(Module) orelse code:purge(Module),
            counters:add(Loads, 1, 1),
            {module, Module} = code:load_binary(Module, "none", maps:get({Module, rand:uniform(?VERSIONS)}, Versions))
    end,
    rand:uniform(4) =:= 1 andalso timer:sleep(rand:uniform(5)),
    load(Versions, Loads).

trace() ->
    Tracer = spawn_link(fun() -> swallow() end),
    trace(Tracer).

trace(Tracer) ->
    Module = one_of(?MODULES),
    Function = {Module, '_', '_'},
    case rand:uniform(6) of
        1 -> erlang:trace_pattern(Function, [{'_', [], [{return_trace}]}], [local]);
        2 -> erlang:trace_pattern(Function, true, []);
        3 -> erlang:trace_pattern(Function, true, [call_count, call_time]);
        4 -> erlang:trace_pattern(Function, false, [local, call_count, call_time]);
        5 -> erlang:trace_pattern(Function, false, []);
        6 -> rand:uniform(3) =:= 1 andalso erlang:trace(new_processes, rand:uniform(2) =:= 1, [call, {tracer, Tracer}])
    end,
    timer:sleep(rand:uniform(8)),
    trace(Tracer).

swallow() -> receive _ -> swallow() end.

%% Questions to processes that stand anywhere.
ask(System) ->
    Pid = one_of(processes() -- System),
    _ = case rand:uniform(3) of
        1 -> process_info(Pid, [current_stacktrace, messages, dictionary]);
        2 -> erlang:garbage_collect(Pid);
        3 -> erlang:check_process_code(Pid, one_of(?MODULES))
    end,
    timer:sleep(rand:uniform(3)),
    ask(System).

%% ---------------------------------------------------------------- the modules

%% Versions differ in their literals; the last two are the same, so that funs of one lead into the other.
compiled(Module, Version) ->
    V = min(Version, ?VERSIONS - 1),
    Inside = {Module, V, lists:seq(V, V + 40), #{V => {<<V:1600>>, "text"}, key => [1.5, -V]}, <<V:64, 7:3>>},
    Source = io_lib:format(
        "-module(~p).~n-export([literal/0, make_fun/1, fail/1, wait/2, waits/2, visit/2, count/1, big/0]).~n"
        "literal() -> ~p.~n"
        "make_fun(N) -> fun(M) -> inside(N, M) end.~n"
        "inside(N, M) when N + M > 0 -> literal().~n"
        "fail(1) -> erlang:error({because, literal()});~nfail(2) -> exit({leaving, literal()});~nfail(3) -> throw(literal()).~n"
        "wait(From, L) -> receive go_on -> hibernating(From, L) after 50 -> exit({leaving, L}) end.~n"
        "hibernating(From, L) when ~p rem 2 =:= 0 -> self() ! go_on, erlang:hibernate(?MODULE, waits, [From, L]);~n"
        "hibernating(From, L) -> waits(From, L).~n"
        "waits(_, L) -> receive {more, M} -> waits(M, M) after 1 -> exit({leaving, L}) end.~n"
        "visit(To, L) -> To ! {literal, L}, _ = [self() ! X || X <- [L, literal()]], Y = receive Z -> Z end, Y = hd([Y | count([1])]), ok.~n"
        "count([_]) -> [];~ncount(0) -> 0;~ncount(N) -> 1 + count(N - 1).~n"
        "big() -> {checked, ~p, ~p}.~n",
        [Module, {checked, erlang:phash2(Inside), Inside}, V, erlang:phash2({1 bsl 80, V}), {1 bsl 80, V}]),
    {ok, Module, Code} = compile:forms(forms(lists:flatten(Source)), []),
    Code.

forms(Source) ->
    {ok, Tokens, _} = erl_scan:string(Source),
    [begin {ok, Form} = erl_parse:parse_form(Part), Form end || Part <- parts(Tokens, [])].

parts([], []) -> [];
parts([{dot, _} = Dot | Rest], Part) -> [lists:reverse(Part, [Dot]) | parts(Rest, [])];
%% No preprocessor here: ?MODULE is the only macro.
parts([{'?', _}, {var, Line, 'MODULE'} | Rest], Part) -> parts(Rest, [{atom, Line, get(module)} | Part]);
parts([{atom, _, module} = A, {'(', _} = B, {atom, _, Name} = C | Rest], Part) -> put(module, Name), parts(Rest, [C, B, A | Part]);
parts([Token | Rest], Part) -> parts(Rest, [Token | Part]).
