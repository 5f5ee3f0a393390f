%% Resident bytes of an idle process: the growth of the whole OS process while 1,000,000 wait.
%% What is free goes back to the system within seconds.
-module(idle).
-export([main/0, wait/0]).

main() ->
    N = 1000000,
    Before = resident(),
    Pids = [spawn(?MODULE, wait, []) || _ <- lists:seq(1, N)],
    erlang:garbage_collect(),
    timer:sleep(4000),
    After = resident(),
    io:format("~p~n", [(After - Before - 16 * N) / N]),
    halt(length(Pids) - N).

wait() -> receive stop -> ok end.

resident() ->
    {ok, Text} = file:read_file("/proc/self/statm"),
    [_, Pages | _] = binary:split(Text, <<" ">>, [global]),
    binary_to_integer(Pages) * 4096.
