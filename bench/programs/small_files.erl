%% Microseconds of an operation on small files, of 100,000: write, ask for the size, read, delete.
-module(small_files).
-export([main/0]).

main() ->
    Folder = string:trim(os:cmd("mktemp -d")),
    N = 25000,
    {T, _} = timer:tc(fun() -> loop(Folder, N) end),
    ok = file:del_dir(Folder),
    io:format("~p~n", [T / (4 * N)]).

loop(_, 0) -> ok;
loop(Folder, N) ->
    Name = filename:join(Folder, integer_to_list(N)),
    Content = binary:copy(<<N:32>>, 50),
    ok = file:write_file(Name, Content),
    {ok, Info} = file:read_file_info(Name),
    200 = element(2, Info),
    {ok, Content} = file:read_file(Name),
    ok = file:delete(Name),
    loop(Folder, N - 1).
