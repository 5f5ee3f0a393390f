%% Loads damaged modules into the running machine. Each number from First on is a seed: it chooses a file of the corpus, mutates it, and
%% has it loaded. What the machine accepts is run: each function is called with several arguments for a few milliseconds. The
%% machine must refuse with a reason or run; it must not crash, hang or lose processes of its own.
%% scripts/fuzz makes the corpus and starts this; the file Progress tells which seed was at work when the machine died.
-module(beam_fuzz).
-export([main/1, show/1]).

-define(TARGET, fuzz_target).
%% How long the functions of an accepted module may run, all together.
-define(RUN_MS, 5).
%% A load that takes longer than this is reported: a check that is not linear in the size of the file.
-define(SLOW_US, 2000000).

main([Corpus, FirstText, CountText, Progress]) ->
    %% A program of the corpus leaves processes of priority high behind that never wait; as many as there are schedulers would hold up this
    %% process for ever, here as on BEAM.
    process_flag(priority, max),
    logger:set_primary_config(level, none),
    Files = files(Corpus),
    First = list_to_integer(FirstText),
    Count = list_to_integer(CountText),
    {ok, Device} = file:open(Progress, [write, raw, binary]),
    Sink = spawn(fun() -> sink(null) end),
    Main = self(),
    spawn(fun() -> watch(Main, Progress, none) end),
    Result = loop(First, First + Count, Files, Device, Sink, standing(), #{accepted => 0, refused => 0, slow => 0}),
    #{accepted := Accepted, refused := Refused, slow := Slow} = Result,
    ok = file:pwrite(Device, 0, io_lib:format("done ~p accepted ~p refused ~p slow~n", [Accepted, Refused, Slow])),
    halt(0).

%% The mutated file of one seed, for a closer look.
show([Corpus, Seed, Output]) ->
    {Name, Bytes} = mutated(list_to_integer(Seed), files(Corpus)),
    ok = file:write_file(Output, Bytes),
    io:format("~s: a mutation of ~s~n", [Output, Name]),
    halt(0).

loop(End, End, _, _, _, _, Counts) ->
    Counts;
loop(Seed, End, Files, Device, Sink, Standing, Counts) ->
    ok = file:pwrite(Device, 0, [integer_to_binary(Seed), $\n]),
    {_, Bytes} = mutated(Seed, Files),
    Start = erlang:monotonic_time(microsecond),
    Prepared = erlang:prepare_loading(?TARGET, Bytes),
    Took = erlang:monotonic_time(microsecond) - Start,
    Slow = case Took > ?SLOW_US of
        true -> io:format("seed ~p: refused or accepted after ~p ms~n", [Seed, Took div 1000]), 1;
        false -> 0
    end,
    Verdict = case Prepared of
        {error, Reason} when is_atom(Reason) -> refused;
        _ -> accepted(Prepared, Sink, Standing)
    end,
    %% What was there before must still be there.
    Gone = [{Pid, obituary(Pid)} || Pid <- Standing -- processes()],
    %% A nameless one that has come to its end was only slow to do so.
    Ended = [Pid || {Pid, {Pid, [{registered_name, []} | _], normal}} <- Gone],
    case [Obituary || {Pid, Obituary} <- Gone, not lists:member(Pid, Ended)] of
        [] -> ok;
        Lost -> io:format("seed ~p: processes of the system are gone: ~p~n", [Seed, Lost]), halt(3)
    end,
    loop(Seed + 1, End, Files, Device, Sink, Standing -- Ended, Counts#{Verdict := maps:get(Verdict, Counts) + 1, slow := maps:get(slow, Counts) + Slow}).

%% The processes that must be there to the end. Some of those that a machine boots with end by themselves soon (the one that reads
%% standard input, when that is at its end), so it waits until none has come or gone for a while.
standing() -> standing(processes()).

standing(Before) ->
    timer:sleep(300),
    case processes() of
        Before ->
            [begin monitor(process, Pid), put(Pid, process_info(Pid, [registered_name, initial_call])) end || Pid <- Before, Pid =/= self()],
            Before;
        Now ->
            standing(Now)
    end.

%% Accepted code may kill whom it likes, as on BEAM; no program of the corpus does, and a mutation has to find a process identifier and a call that
%% kills. Whether that is what happened the reason tells to whoever looks at the seed.
obituary(Pid) ->
    receive {'DOWN', _, process, Pid, Reason} -> {Pid, get(Pid), Reason} after 1000 -> {Pid, get(Pid)} end.

%% Loads it, calls its functions, and ends what they have left behind.
accepted(Prepared, Sink, Standing) ->
    case erlang:has_prepared_code_on_load(Prepared) of
        true ->
            ok;
        false ->
            ok = erlang:finish_loading([Prepared]),
            Exports = erlang:get_module_info(?TARGET, exports),
            {Runner, Monitor} = spawn_opt(fun() -> run(Exports, Sink) end,
                [monitor, {max_heap_size, #{size => 300000, kill => true, error_logger => false}}]),
            receive
                {'DOWN', Monitor, process, Runner, _} -> kill_others(Sink, Standing)
            after ?RUN_MS ->
                end_runner(Monitor, Sink, Standing)
            end,
            erlang:delete_module(?TARGET),
            erts_code_purger:purge(?TARGET)
    end,
    accepted.

%% The runner dies when it is scheduled, and what it has left behind may keep it from that.
end_runner(Monitor, Sink, Standing) ->
    kill_others(Sink, Standing),
    receive {'DOWN', Monitor, _, _, _} -> kill_others(Sink, Standing) after 10 -> end_runner(Monitor, Sink, Standing) end.

kill_others(Sink, Standing) ->
    [exit(Pid, kill) || Pid <- processes() -- [Sink | Standing], Pid =/= self()].

run(Exports, Sink) ->
    group_leader(Sink, self()),
    Rotated = rotate(Exports, rand:uniform(length(Exports) + 1) - 1),
    [catch apply(?TARGET, Name, arguments(Arity, Round))
     || Round <- [1, 2, 3], {Name, Arity} <- Rotated, Name =/= module_info].

rotate(List, N) -> {A, B} = lists:split(N, List), B ++ A.

arguments(Arity, Round) -> [argument(I + Round * 7) || I <- lists:seq(1, Arity)].

argument(N) ->
    case (N * 5 + rand:uniform(3)) rem 17 of
        0 -> [1, 2, 3];
        1 -> {a, <<1, 2, 3>>, 2.5};
        2 -> <<"some bytes that are longer than a heap binary may be, so that they are shared by reference">>;
        3 -> #{a => 1, 2 => [b]};
        4 -> 17;
        5 -> [];
        6 -> fun(X) -> X end;
        7 -> 1 bsl 70;
        8 -> <<5:3>>;
        9 -> an_atom;
        10 -> [{a, 1}, {b, 2}, {c, 3}];
        11 -> 0;
        12 -> -3.5;
        13 -> "text";
        14 -> fun(X, Y) -> {X, Y} end;
        15 -> maps:from_keys(lists:seq(1, 40), x);
        16 -> self()
    end.

%% Tells what everyone is doing when nothing goes on any more.
watch(Main, Progress, Before) ->
    timer:sleep(15000),
    case file:read_file(Progress) of
        Before ->
            [io:format("~p~n", [{Pid, process_info(Pid, [registered_name, status, current_function, current_stacktrace, message_queue_len, messages])}])
             || Pid <- processes(), Pid =:= Main orelse process_info(Pid, status) =/= {status, waiting} orelse Pid > Main];
        Now ->
            watch(Main, Progress, Now)
    end.

%% Answers those who print. A port or terminal is out of their reach.
sink(State) ->
    receive
        {io_request, From, ReplyAs, _} -> From ! {io_reply, ReplyAs, ok}, sink(State);
        _ -> sink(State)
    end.

%% ---------------------------------------------------------------- the corpus

%% All modules get the name of the target, and only chunks that matter to loading.
files(Corpus) ->
    Names = lists:sort(filelib:wildcard(filename:join(Corpus, "*.beam"))),
    list_to_tuple([{filename:basename(Name), target(Name)} || Name <- Names]).

target(Name) ->
    {ok, _, Chunks} = beam_lib:all_chunks(Name),
    Wanted = [chunk(Chunk) || {Id, _} = Chunk <- Chunks, not lists:member(Id, ["Dbgi", "Docs", "CInf", "Attr", "ExCk", "Abst"])],
    {ok, Bytes} = beam_lib:build_module(Wanted),
    Bytes.

chunk({"AtU8", <<Count:32/signed, _, _/binary>> = Atoms}) when Count > 0 ->
    <<_:32, Length, _:Length/binary, Rest/binary>> = Atoms,
    Name = atom_to_binary(?TARGET),
    {"AtU8", <<Count:32, (byte_size(Name)), Name/binary, Rest/binary>>};
chunk(Chunk) ->
    Chunk.

%% ---------------------------------------------------------------- mutations

mutated(Seed, Files) ->
    rand:seed(exsss, {Seed, 7, 9}),
    {Name, Bytes} = element(rand:uniform(tuple_size(Files)), Files),
    {Name, times(case rand:uniform(4) of 4 -> rand:uniform(6); _ -> 1 end, Bytes)}.

times(0, Bytes) -> Bytes;
times(N, Bytes) -> times(N - 1, mutate(rand:uniform(30), Bytes)).

mutate(1, Bytes) when byte_size(Bytes) >= 4 ->
    %% A 32-bit field takes an extreme value.
    At = (rand:uniform(byte_size(Bytes) div 4) - 1) * 4,
    <<A:At/binary, _:32, B/binary>> = Bytes,
    Value = lists:nth(rand:uniform(7), [0, 1, 16#7fffffff, 16#80000000, 16#ffffffff, 65536, byte_size(Bytes)]),
    <<A/binary, Value:32, B/binary>>;
mutate(2, Bytes) when Bytes =/= <<>> ->
    %% The end is missing.
    binary:part(Bytes, 0, rand:uniform(byte_size(Bytes)));
mutate(3, Bytes) ->
    %% A stretch of the code stands a second time in place of another.
    {Start, Size} = code(Bytes),
    Length = min(rand:uniform(24), Size),
    From = Start + rand:uniform(Size - Length + 1) - 1,
    To = Start + rand:uniform(Size - Length + 1) - 1,
    Stretch = binary:part(Bytes, From, Length),
    <<A:To/binary, _:Length/binary, B/binary>> = Bytes,
    <<A/binary, Stretch/binary, B/binary>>;
mutate(N, Bytes) when N =< 6 ->
    put_byte(Bytes, rand:uniform(max(byte_size(Bytes), 1)) - 1, rand:uniform(256) - 1);
mutate(N, Bytes) when N =< 9 ->
    {Start, Size} = code(Bytes),
    put_byte(Bytes, Start + rand:uniform(Size) - 1, rand:uniform(256) - 1);
mutate(N, Bytes) ->
    %% An operand of the code is a little larger or smaller, or of another kind.
    {Start, Size} = code(Bytes),
    At = Start + rand:uniform(Size) - 1,
    Old = binary:at(Bytes, At),
    New = case N rem 5 of
        0 -> Old + 16;
        1 -> Old - 16;
        2 -> (Old band 16#f8) bor (rand:uniform(8) - 1);
        3 -> Old bxor 16#10;
        4 -> (Old band 16#f) bor ((rand:uniform(16) - 1) bsl 4)
    end,
    put_byte(Bytes, At, New band 255).

put_byte(Bytes, At, Byte) when At < byte_size(Bytes) ->
    <<A:At/binary, _, B/binary>> = Bytes,
    <<A/binary, Byte, B/binary>>;
put_byte(Bytes, _, _) ->
    Bytes.

%% Where the instructions are; the whole file if the chunk cannot be found any more.
code(Bytes) ->
    case binary:match(Bytes, <<"Code">>) of
        {At, 4} when At + 28 < byte_size(Bytes) ->
            <<_:At/binary, "Code", Size:32, _/binary>> = Bytes,
            case At + 8 + Size =< byte_size(Bytes) andalso Size > 24 of
                true -> {At + 28, Size - 20};
                false -> {0, byte_size(Bytes)}
            end;
        _ ->
            {0, byte_size(Bytes)}
    end.
