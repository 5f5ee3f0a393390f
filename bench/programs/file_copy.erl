%% Milliseconds for file:copy of 200 MB.
-module(file_copy).
-export([main/0]).

main() ->
    Folder = string:trim(os:cmd("mktemp -d")),
    [From, To] = [filename:join(Folder, Name) || Name <- ["from", "to"]],
    ok = file:write_file(From, [binary:copy(<<N:32, "some text">>, 100000) || N <- lists:seq(1, 154)]),
    Size = filelib:file_size(From),
    {T, {ok, Size}} = timer:tc(fun() -> file:copy(From, To) end),
    ok = file:del_dir_r(Folder),
    io:format("~p~n", [T / 1000]).
