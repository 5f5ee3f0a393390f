%% File names beyond ASCII: characters, raw names that are no UTF-8, deep lists, atoms, bad ones.
-module(names).
-export([main/0]).

main() ->
    Dir = filename:join("/tmp", "lingen_names_" ++ os:getpid()),
    ok = file:make_dir(Dir),
    try run(Dir) after [file:delete(<<(list_to_binary(Dir))/binary, "/x", 16#ff, "y">>), file:del_dir_r(Dir)] end.

run(Dir) ->
    io:format("~p~n", [file:native_name_encoding()]),
    io:format("~p~n", [prim_file:internal_name2native("aåπ")]),
    io:format("~p~n", [prim_file:internal_native2name(<<"a", 195, 165>>)]),
    Name = filename:join(Dir, "smörgås-π"),
    io:format("~p~n", [file:write_file(Name, "1")]),
    io:format("~ts~n", [hd(element(2, file:list_dir(Dir)))]),
    io:format("~p~n", [file:read_file(unicode:characters_to_binary(Name))]),
    Raw = <<(list_to_binary(Dir))/binary, "/x", 16#ff, "y">>,
    io:format("~p~n", [file:write_file(Raw, "2")]),
    {ok, All} = file:list_dir_all(Dir),
    io:format("~p~n", [lists:sort(All)]),
    io:format("~p~n", [file:read_file(Raw)]),
    io:format("~p~n", [file:write_file([Dir, [$/, "de" | "ep"]], "3")]),
    io:format("~p~n", [file:write_file([list_to_atom(Dir), "/deep"], "3")]),
    io:format("~p~n", [file:read_file([Dir, "/", [["d"], "e", "ep"]])]),
    [io:format("~p~n", [file:read_file(Bad)]) || Bad <- ["a\0b", <<"a", 0>>, [16#d800], [-1], {x}, "", [a | b]]],
    io:format("~p~n", [prim_file:is_translatable(<<255>>)]),
    io:format("~p~n", [file:make_dir(filename:join(Dir, lists:duplicate(300, $n)))]).

%! expect: utf8
%! expect: <<97,195,165,207,128,0>>
%! expect: "aå"
%! expect: ok
%! expect: smörgås-π
%! expect: {ok,<<"1">>}
%! expect: ok
%! expect: [[115,109,246,114,103,229,115,45,960],<<"xÿy">>]
%! expect: {ok,<<"2">>}
%! expect: ok
%! expect: ok
%! expect: {ok,<<"3">>}
%! expect: {error,badarg}
%! expect: {error,badarg}
%! expect: {error,badarg}
%! expect: {error,badarg}
%! expect: {error,badarg}
%! expect: {error,enoent}
%! expect: {error,enoent}
%! expect: false
%! expect: {error,enametoolong}
