%% Building binaries costs reductions by what is copied: the segments, and the source of an append that cannot be extended.
-module(append_reductions).
-export([main/0]).

main() ->
    Two = binary:copy(<<0>>, 2000 * 1024),
    io:format("~p~n", [costs(fun() -> <<0:8, Two/binary>> end) >= 2000]),
    io:format("~p~n", [costs(fun() -> <<0:8, Two:(1000 * 1024)/binary>> end) >= 1000]),
    io:format("~p~n", [costs(fun() -> <<Two/binary, Two:(2000 * 1024)/binary>> end) >= 2500]),
    %% In place nothing but the new bytes is copied.
    Grown = <<Two/binary, 1>>,
    io:format("~p~n", [costs(fun() -> <<Grown/binary, 2>> end) < 500]),
    io:format("~p~n", [byte_size(Grown)]).

costs(Build) ->
    receive after 1 -> ok end,
    {reductions, Before} = process_info(self(), reductions),
    _ = Build(),
    {reductions, After} = process_info(self(), reductions),
    After - Before.

%! expect: true
%! expect: true
%! expect: true
%! expect: true
%! expect: 2048001
