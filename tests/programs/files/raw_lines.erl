%% Reading lines from raw files through read-ahead, with both kinds of line ends and long lines.
-module(raw_lines).
-export([main/0]).

main() ->
    F = filename:join("/tmp", "lingen_lines_" ++ os:getpid()),
    Long = lists:duplicate(1000, $x),
    ok = file:write_file(F, ["one\n", "two\r\n", "\n", Long, "\nlast"]),
    [lines(F, Modes) || Modes <- [[raw, read, binary], [raw, read, binary, read_ahead], [raw, read, {read_ahead, 7}], [read, binary]]],
    {ok, A} = file:open(F, [raw, read, binary, {read_ahead, 64}]),
    io:format("~p~n", [file:read(A, 2)]),
    io:format("~p~n", [file:position(A, cur)]),
    io:format("~p~n", [file:position(A, {cur, 3})]),
    io:format("~p~n", [file:read_line(A)]),
    ok = file:close(A),
    file:delete(F).

lines(F, Modes) ->
    {ok, D} = file:open(F, Modes),
    io:format("~p ~p~n", [Modes, collect(D)]),
    ok = file:close(D).

collect(D) ->
    case file:read_line(D) of
        {ok, L} -> [shorten(L) | collect(D)];
        eof -> []
    end.

shorten(L) when is_binary(L), byte_size(L) > 100 -> {byte_size(L)};
shorten(L) when is_list(L), length(L) > 100 -> {length(L)};
shorten(L) -> L.

%! expect: [raw,read,binary] [<<"one\n">>,<<"two\n">>,<<"\n">>,{1001},<<"last">>]
%! expect: [raw,read,binary,read_ahead] [<<"one\n">>,<<"two\n">>,<<"\n">>,
%! expect:                               {1001},
%! expect:                               <<"last">>]
%! expect: [raw,read,{read_ahead,7}] ["one\n","two\n","\n",{1001},"last"]
%! expect: [read,binary] [<<"one\n">>,<<"two\n">>,<<"\n">>,{1001},<<"last">>]
%! expect: {ok,<<"on">>}
%! expect: {ok,2}
%! expect: {ok,5}
%! expect: {ok,<<"wo\n">>}
