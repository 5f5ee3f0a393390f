%% A supervisor with 10,000 gen_servers, of which random ones are killed for a minute while others are called, ends with all
%% of them alive and answering. The seed is fixed; how many are killed depends on the machine.
-module(supervision_kills).
-behaviour(supervisor).
-behaviour(gen_server).
-export([main/0, init/1, start_worker/1, handle_call/3, handle_cast/2]).

-define(WORKERS, 10000).
-define(SECONDS, 60).

main() ->
    logger:set_primary_config(level, none),
    rand:seed(exsss, {1, 2, 3}),
    {ok, Supervisor} = supervisor:start_link(?MODULE, tree),
    End = erlang:monotonic_time(second) + ?SECONDS,
    Kills = storm(Supervisor, End, 0),
    Counts = settled(Supervisor),
    Answers = [gen_server:call(Pid, ping, infinity) || {_, Pid, _, _} <- supervisor:which_children(Supervisor)],
    io:format("killed some: ~p~n", [Kills > 100]),
    io:format("~p~n", [lists:sort(Counts)]),
    io:format("~p answer~n", [length([pong || pong <- Answers])]).

init(tree) ->
    Children = [#{id => I, start => {?MODULE, start_worker, [I]}} || I <- lists:seq(1, ?WORKERS)],
    {ok, {#{strategy => one_for_one, intensity => 100000000, period => 1}, Children}};
init({worker, I}) ->
    {ok, {I, lists:seq(1, I rem 50)}}.

start_worker(I) -> gen_server:start_link(?MODULE, {worker, I}, []).

handle_call(ping, _, State) -> {reply, pong, State}.

handle_cast(_, State) -> {noreply, State}.

storm(Supervisor, End, Kills) ->
    case erlang:monotonic_time(second) < End of
        true ->
            Pids = [Pid || {_, Pid, _, _} <- supervisor:which_children(Supervisor), is_pid(Pid)],
            Victims = [Pid || Pid <- Pids, rand:uniform(10) =:= 1],
            References = [monitor(process, Pid) || Pid <- Victims],
            [exit(Pid, kill) || Pid <- Victims],
            [receive {'DOWN', Reference, process, _, _} -> ok end || Reference <- References],
            [catch gen_server:call(Pid, ping) || Pid <- lists:sublist(Pids, rand:uniform(9000), 50)],
            storm(Supervisor, End, Kills + length(Victims));
        false ->
            Kills
    end.

%% The supervisor may still have the last ends in its queue.
settled(Supervisor) ->
    Counts = supervisor:count_children(Supervisor),
    case proplists:get_value(active, Counts) of
        ?WORKERS -> Counts;
        _ -> settled(Supervisor)
    end.

%! collect: no 10,000 servers for a minute; the time is its point
%! expect: killed some: true
%! expect: [{active,10000},{specs,10000},{supervisors,0},{workers,10000}]
%! expect: 10000 answer
