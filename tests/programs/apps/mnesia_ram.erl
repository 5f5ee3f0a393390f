%% mnesia in memory: tables, transactions, aborts, indexes, qlc-free queries, dirty operations.
-module(mnesia_ram).
-export([main/0]).

-record(account, {id, owner, balance}).

main() ->
    logger:set_primary_config(level, none),
    ok = mnesia:start(),
    {atomic, ok} = mnesia:create_table(account, [{attributes, record_info(fields, account)}, {index, [owner]}]),
    {atomic, ok} = mnesia:transaction(fun() -> [mnesia:write(#account{id = N, owner = N rem 3, balance = 100}) || N <- lists:seq(1, 9)], ok end),
    io:format("~p~n", [mnesia:transaction(fun() -> transfer(1, 2, 30) end)]),
    io:format("~p~n", [mnesia:transaction(fun() -> transfer(1, 2, 300) end)]),
    io:format("~p~n", [[(hd(mnesia:dirty_read(account, I)))#account.balance || I <- [1, 2]]]),
    io:format("~p~n", [lists:sort([A#account.id || A <- mnesia:dirty_index_read(account, 0, owner)])]),
    io:format("~p~n", [mnesia:table_info(account, size)]),
    {atomic, L} = mnesia:transaction(fun() -> mnesia:select(account, [{#account{id = '$1', balance = '$2', _ = '_'}, [{'=/=', '$2', 100}], [{{'$1', '$2'}}]}]) end),
    io:format("~p~n", [lists:sort(L)]),
    Self = self(),
    [spawn(fun() -> {atomic, _} = mnesia:transaction(fun() -> [A] = mnesia:wread({account, 5}), mnesia:write(A#account{balance = A#account.balance + 1}) end), Self ! done end) || _ <- lists:seq(1, 50)],
    [receive done -> ok end || _ <- lists:seq(1, 50)],
    io:format("~p~n", [(hd(mnesia:dirty_read(account, 5)))#account.balance]).

transfer(From, To, N) ->
    [A] = mnesia:read(account, From, write),
    [B] = mnesia:read(account, To, write),
    case A#account.balance of
        Bal when Bal < N -> mnesia:abort({short_by, N - Bal});
        Bal ->
            ok = mnesia:write(A#account{balance = Bal - N}),
            ok = mnesia:write(B#account{balance = B#account.balance + N})
    end.

%! expect: {atomic,ok}
%! expect: {aborted,{short_by,230}}
%! expect: [70,130]
%! expect: [3,6,9]
%! expect: 9
%! expect: [{1,70},{2,130}]
%! expect: 150
