%% mnesia under transactions that are cut off by kill -9. `load` writes to a table with disc_copies and one with disc_only_copies in the
%% same transactions, and moves money between accounts of the first; what mnesia has committed and synchronized it notes in the file
%% "acknowledged". `check` says whether all that is there. What a transaction writes to a table with disc_copies is there in whole or not at
%% all; a table with disc_only_copies is written at once, so what was not yet synchronized may be in that one only, as on stock OTP.
-module(site_mnesia).
-export([load/0, check/0]).

-define(WRITERS, 6).
-define(ACCOUNTS, 20).
-define(MONEY, 1000).
-define(TABLES, [memory_and_disk, disk_only]).

load() ->
    start(),
    [spawn_link(fun() -> writer(Writer) end) || Writer <- lists:seq(1, ?WRITERS)],
    [spawn_link(fun mover/0) || _ <- lists:seq(1, 4)],
    io:format("loading~n"),
    receive after infinity -> ok end.

start() ->
    %% The log is dumped at starts only: a dump does not wait until disk_log and dets have written what they collect before it deletes the
    %% log, so that a kill in the middle of one loses committed transactions on stock OTP as well.
    application:load(mnesia),
    application:set_env(mnesia, dir, "data"),
    application:set_env(mnesia, dump_log_write_threshold, 1000000),
    New = not filelib:is_regular("data/schema.DAT"),
    New andalso (ok = mnesia:create_schema([node()])),
    ok = mnesia:start(),
    New andalso create(),
    ok = mnesia:wait_for_tables(?TABLES, infinity).

create() ->
    Fields = [{attributes, [key, value]}],
    {atomic, ok} = mnesia:create_table(memory_and_disk, [{disc_copies, [node()]} | Fields]),
    {atomic, ok} = mnesia:create_table(disk_only, [{disc_only_copies, [node()]} | Fields]),
    {atomic, _} = mnesia:transaction(fun() ->
        [mnesia:write({memory_and_disk, {account, N}, ?MONEY}) || N <- lists:seq(1, ?ACCOUNTS)]
    end),
    ok = mnesia:sync_log().

writer(Writer) ->
    {ok, File} = file:open("acknowledged", [append, raw]),
    Last = lists:max([0 | [N || {W, N} <- mnesia:dirty_all_keys(memory_and_disk), W =:= Writer]]),
    writer(File, Writer, Last + 1).

%% Five transactions, then the log is brought to its file; only then are they promised to survive.
writer(File, Writer, First) ->
    Numbers = lists:seq(First, First + 4),
    [
        {atomic, ok} = mnesia:transaction(fun() ->
            mnesia:write({memory_and_disk, {Writer, N}, value(Writer, N)}),
            mnesia:write({memory_and_disk, {-Writer, N}, value(Writer, N)}),
            mnesia:write({disk_only, {Writer, N}, value(Writer, N)})
        end)
     || N <- Numbers
    ],
    ok = mnesia:sync_log(),
    ok = file:write(File, [io_lib:format("~b ~b~n", [Writer, N]) || N <- Numbers]),
    writer(File, Writer, First + 5).

value(Writer, N) -> binary:copy(<<Writer, N:32>>, N rem 40).

mover() ->
    From = {account, rand:uniform(?ACCOUNTS)},
    To = {account, rand:uniform(?ACCOUNTS)},
    {atomic, ok} = mnesia:transaction(fun() ->
        [{Table, _, Money}] = mnesia:read(memory_and_disk, From, write),
        Amount = rand:uniform(100),
        ok = mnesia:write({Table, From, Money - Amount}),
        [{Table, _, Other}] = mnesia:read(Table, To, write),
        mnesia:write({Table, To, Other + Amount})
    end),
    mover().

check() ->
    start(),
    {ok, Text} = file:read_file("acknowledged"),
    Acknowledged = [
        {binary_to_integer(Writer), binary_to_integer(N)}
     || Line <- binary:split(Text, <<"\n">>, [global, trim_all]), [Writer, N] <- [binary:split(Line, <<" ">>)]
    ],
    Lost = [{Table, Key} || Key <- Acknowledged, Table <- ?TABLES, not is_whole(Table, Key)],
    Keys = mnesia:dirty_all_keys(memory_and_disk),
    Halves = [Key || {Writer, N} = Key <- Keys, is_integer(Writer), not lists:member({-Writer, N}, Keys)],
    Money = lists:sum([Amount || {account, _} = Key <- Keys, {_, _, Amount} <- mnesia:dirty_read(memory_and_disk, Key)]),
    io:format("~b acknowledged, ~b written~n", [length(Acknowledged), (length(Keys) - ?ACCOUNTS) div 2]),
    io:format("lost ~0p, halves ~0p, money ~0p~n", [Lost, Halves, Money - ?ACCOUNTS * ?MONEY]),
    stopped = mnesia:stop(),
    halt().

is_whole(Table, {Writer, N} = Key) ->
    mnesia:dirty_read(Table, Key) =:= [{Table, Key, value(Writer, N)}].
