%% Sending and receiving: order, selective receive, timeouts, receive after 0, messages to names and to the dead.
-module(messages).
-export([main/0]).

main() ->
    Self = self(),
    [Self ! N || N <- lists:seq(1, 5)],
    io:format("~p~n", [[receive X -> X end || _ <- lists:seq(1, 5)]]),
    [Self ! M || M <- [{b, 1}, {a, 1}, {b, 2}, {a, 2}]],
    io:format("~p~n", [[receive {a, N} -> N end || _ <- [1, 2]]]),
    io:format("~p~n", [process_info(Self, message_queue_len)]),
    io:format("~p~n", [process_info(Self, messages)]),
    io:format("~p~n", [[receive {b, N} -> N end || _ <- [1, 2]]]),
    io:format("~p~n", [receive anything -> got after 10 -> timeout end]),
    io:format("~p~n", [receive anything -> got after 0 -> nothing end]),
    register(me, Self),
    me ! hello,
    io:format("~p~n", [receive hello -> by_name end]),
    io:format("~p~n", [catch (nobody_here ! x)]),
    Dead = spawn(fun() -> ok end),
    timer:sleep(20),
    io:format("~p~n", [Dead ! still_fine]),
    Echo = spawn(fun Loop() -> receive {From, stop} -> From ! stopped; {From, M} -> From ! {echo, M}, Loop() end end),
    Big = {lists:seq(1, 100), <<0:8000>>, #{k => "v"}, 1.5, 1 bsl 100, fun erlang:abs/1},
    Echo ! {Self, Big},
    io:format("~p~n", [receive {echo, Big} -> same end]),
    Echo ! {Self, stop},
    io:format("~p~n", [receive stopped -> stopped end]),
    io:format("~p~n", [ring(100, 50)]),
    io:format("~p~n", [prio()]).

ring(N, Rounds) ->
    Self = self(),
    First = lists:foldl(fun(_, Next) -> spawn(fun() -> relay(Next) end) end, Self, lists:seq(1, N)),
    [First ! {token, R} || R <- lists:seq(1, Rounds)],
    lists:sum([receive {token, R} -> R end || _ <- lists:seq(1, Rounds)]).

relay(Next) -> receive M -> Next ! M, relay(Next) end.

%% Only this message is wanted although many others are waiting.
prio() ->
    Self = self(),
    [Self ! {low, N} || N <- lists:seq(1, 10000)],
    Ref = make_ref(),
    spawn(fun() -> Self ! {Ref, urgent} end),
    R = receive {Ref, U} -> U end,
    Left = element(2, process_info(Self, message_queue_len)),
    {R, Left, flush(0)}.

flush(N) -> receive {low, _} -> flush(N + 1) after 0 -> N end.

%! expect: [1,2,3,4,5]
%! expect: [1,2]
%! expect: {message_queue_len,2}
%! expect: {messages,[{b,1},{b,2}]}
%! expect: [1,2]
%! expect: timeout
%! expect: nothing
%! expect: by_name
%! expect: {'EXIT',{badarg,[{erlang,send,
%! expect:                          [nobody_here,x],
%! expect:                          [{error_info,#{module => erl_erts_errors}}]},
%! expect:                  {messages,main,0,
%! expect:                            [{file,"tests/programs/processes/messages.erl"},
%! expect:                             {line,19}]},
%! expect:                  {init,start_it,1,[]},
%! expect:                  {init,start_em,1,[]},
%! expect:                  {init,do_boot,3,[]}]}}
%! expect: still_fine
%! expect: same
%! expect: stopped
%! expect: 1275
%! expect: {urgent,10000,10000}
