%% A socket that the peer has closed: whoever has the message may use the socket at once, and is told that it is closed.
-module(closed_by_peer).
-export([main/0]).

main() ->
    {ok, Listener} = gen_tcp:listen(0, [{ip, {127, 0, 0, 1}}, {active, true}]),
    {ok, Port} = inet:port(Listener),
    io:format("~p~n", [lists:usort([once(Listener, Port) || _ <- lists:seq(1, 300)])]).

once(Listener, Port) ->
    spawn_link(fun() ->
        {ok, Client} = gen_tcp:connect({127, 0, 0, 1}, Port, [{active, false}]),
        {ok, "x"} = gen_tcp:recv(Client, 1),
        ok = gen_tcp:close(Client)
    end),
    {ok, Server} = gen_tcp:accept(Listener),
    ok = gen_tcp:send(Server, "x"),
    receive
        {tcp_closed, Server} -> ok
    end,
    {error, _} = gen_tcp:shutdown(Server, write),
    {error, closed} = gen_tcp:send(Server, "x"),
    {error, _} = inet:setopts(Server, [{active, once}]),
    gen_tcp:close(Server).

%! expect: [ok]
