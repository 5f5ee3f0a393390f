%% erlang:trace for calls, returns and messages, with match specifications.
-module(tracing).
-export([main/0, f/1, g/2]).

main() ->
    Self = self(),
    P = spawn(fun Loop() -> receive {call, N} -> Self ! {done, f(N)}, Loop(); stop -> ok end end),
    1 = erlang:trace(P, true, [call]),
    1 = erlang:trace_pattern({?MODULE, f, 1}, [{'_', [], [{return_trace}]}], [local]),
    P ! {call, 3},
    receive {done, _} -> ok end,
    print(collect(P)),
    1 = erlang:trace_pattern({?MODULE, g, 2}, [{['$1', '_'], [{'>', '$1', 1}], [{message, {{first, '$1'}}}]}], [local]),
    1 = erlang:trace_pattern({?MODULE, f, 1}, false, [local]),
    P ! {call, 2},
    receive {done, _} -> ok end,
    print(collect(P)),
    1 = erlang:trace(P, false, [all]),
    1 = erlang:trace(P, true, ['receive', send]),
    P ! {call, 0},
    receive {done, _} -> ok end,
    print(collect(P)),
    io:format("~p~n", [erlang:trace_info(P, flags)]),
    io:format("~p~n", [erlang:trace_info({?MODULE, g, 2}, traced)]),
    P ! stop.

f(0) -> zero;
f(N) -> g(N, N * 2).
g(A, B) -> f(0), A + B.

collect(P) ->
    D = erlang:trace_delivered(P),
    receive {trace_delivered, P, D} -> ok end,
    flush(P).

flush(P) -> receive T when element(1, T) =:= trace, element(2, T) =:= P -> [T | flush(P)] after 0 -> [] end.

print(Ts) -> [io:format("~p~n", [[anon(X) || X <- tl(tl(tuple_to_list(T)))]]) || T <- Ts].
anon(P) when is_pid(P) -> pid;
anon(X) -> X.

%! expect: [call,{tracing,f,[3]}]
%! expect: [call,{tracing,f,[0]}]
%! expect: [return_from,{tracing,f,1},zero]
%! expect: [return_from,{tracing,f,1},9]
%! expect: [call,{tracing,g,[2,4]},{first,2}]
%! expect: ['receive',{call,0}]
%! expect: [send,{done,zero},pid]
%! expect: {flags,['receive',send]}
%! expect: {traced,local}
