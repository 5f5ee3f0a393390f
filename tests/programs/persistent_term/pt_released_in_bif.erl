%% A process that looks at itself handles its signals in the middle of a built-in function. One of them may ask it to copy literals that are
%% about to be released (the values of a persistent term that is replaced all the time): its heap and stack must not move then.
-module(pt_released_in_bif).
-export([main/0]).
%! expect: [ok,ok,ok,ok]

main() ->
    persistent_term:put(k, value(0)),
    Putter = spawn(fun() -> put_values(1) end),
    Workers = [spawn_monitor(fun() -> exit(look(20000, [])) end) || _ <- lists:seq(1, 4)],
    Results = [receive {'DOWN', Reference, process, Pid, Result} -> Result end || {Pid, Reference} <- Workers],
    exit(Putter, kill),
    io:format("~w~n", [Results]).

value(N) -> {N, lists:seq(N, N + 20), #{N => {a, N}}}.

put_values(N) -> persistent_term:put(k, value(N)), put_values(N + 1).

look(0, Kept) -> checked(Kept);
look(N, Kept) when N rem 2000 =:= 0 -> ok = checked(Kept), look(N - 1, []);
look(N, Kept) -> look(N - 1, [deep(10, persistent_term:get(k)) | Kept]).

%% The frames hold the literal as well.
deep(0, Value) -> {message_queue_len, 0} = process_info(self(), message_queue_len), Value;
deep(N, Value) -> Kept = {N, Value}, Result = deep(N - 1, Value), {N, Result} = Kept, Result.

checked(Values) ->
    [begin L = lists:seq(N, N + 20), #{N := {a, N}} = M end || {N, L, M} <- Values],
    ok.
