%% A heap that was asked for large is small while its process hibernates and large afterwards.
-module(gc_hibernate_room).
-export([main/0]).

main() ->
    S = self(),
    P = spawn_opt(fun() -> erlang:hibernate(erlang, apply, [fun() -> told_size(S) end, []]) end, [{min_heap_size, 15000}]),
    asleep(P),
    {heap_size, Asleep} = process_info(P, heap_size),
    P ! wake,
    receive {heap_size, Awake} -> io:format("~p~n", [{Asleep =< 20, Awake >= 15000}]) end.

told_size(S) ->
    receive wake -> S ! process_info(self(), heap_size) end.

asleep(P) ->
    case process_info(P, current_function) of
        {current_function, {erlang, hibernate, 3}} -> ok;
        _ -> timer:sleep(5), asleep(P)
    end.

%! collect: no sizes differ when each reservation collects
%! expect: {true,true}
