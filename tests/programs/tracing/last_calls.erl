%% process_flag(save_calls, N): the last remote calls, sends, receives and time-outs of a process.
-module(last_calls).
-export([main/0, first/1, second/0, wait/1]).

main() ->
    show(),
    0 = process_flag(save_calls, 10),
    %% On BEAM what follows at once in the same slice is not kept.
    erlang:yield(),
    ?MODULE:first(1),
    first(2),
    apply(?MODULE, second, []),
    (fun ?MODULE:first/1)(3),
    self() ! hello,
    wait(0),
    wait(0),
    lists:reverse([1, 2]),
    show(),
    10 = process_flag(save_calls, 3),
    show(),
    [?MODULE:second() || _ <- [1, 2, 3, 4]],
    show(),
    false = process_flag(sensitive, true),
    ?MODULE:first(1),
    show(),
    true = process_flag(sensitive, false),
    3 = process_flag(save_calls, 0),
    show(),
    Pid = spawn(fun other/0),
    io:format("~w~n", [[erlang:process_flag(Pid, save_calls, 7), erlang:process_flag(Pid, save_calls, 5), process_info(Pid, last_calls)]]),
    Pid ! go,
    Monitor = monitor(process, Pid),
    receive {'DOWN', Monitor, _, _, Calls} -> io:format("~w~n", [ours(Calls)]) end,
    io:format("~w~n", [[failing(fun() -> process_flag(save_calls, N) end) || N <- [-1, 10001, x]]]),
    io:format("~w~n", [[failing(fun() -> erlang:process_flag(Pid, save_calls, 5) end), failing(fun() -> erlang:process_flag(self(), priority, high) end)]]).

other() ->
    receive go -> ok end,
    ?MODULE:second(),
    {_, Calls} = process_info(self(), last_calls),
    exit(Calls).

show() ->
    case process_info(self(), last_calls) of
        {last_calls, false} -> io:format("false~n");
        {last_calls, Calls} -> io:format("~w~n", [ours(Calls)])
    end.

ours(Calls) -> [Call || Call <- Calls, is_atom(Call) orelse element(1, Call) =:= ?MODULE].
first(X) -> X.
second() -> ok.
wait(T) -> receive X -> X after T -> none end.
failing(F) -> try F() catch error:R -> R end.

%! expect: false
%! expect: [{last_calls,first,1},{last_calls,second,0},{last_calls,first,1},send,'receive',timeout]
%! expect: []
%! expect: [{last_calls,second,0},{last_calls,second,0}]
%! expect: ['receive']
%! expect: false
%! expect: [0,7,{last_calls,[]}]
%! expect: ['receive',{last_calls,second,0}]
%! expect: [badarg,badarg,badarg]
%! expect: [badarg,badarg]
