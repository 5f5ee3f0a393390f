%% Nanoseconds for a gen_server:call that does nothing.
-module(server_call).
-behaviour(gen_server).
-export([main/0, init/1, handle_call/3, handle_cast/2]).

main() ->
    {ok, P} = gen_server:start_link(?MODULE, [], []),
    N = 200000,
    {T, _} = timer:tc(fun() -> loop(P, N) end),
    io:format("~p~n", [T * 1000 / N]).

loop(_, 0) -> ok;
loop(P, N) -> ok = gen_server:call(P, ping), loop(P, N - 1).

init([]) -> {ok, state}.
handle_call(ping, _, S) -> {reply, ok, S}.
handle_cast(_, S) -> {noreply, S}.
