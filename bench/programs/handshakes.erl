%% Milliseconds of a full TLS 1.3 handshake with a certificate on P-256 that the client verifies; both sides in this node, four at a time.
-module(handshakes).
-export([main/0]).

main() ->
    {ok, _} = application:ensure_all_started(ssl),
    Curve = [{digest, sha256}, {key, {namedCurve, secp256r1}}],
    #{server_config := Server, client_config := Client} =
        public_key:pkix_test_data(#{server_chain => #{root => Curve, intermediates => [], peer => Curve}, client_chain => #{root => Curve, intermediates => [], peer => Curve}}),
    Options = [{active, false}, {versions, ['tlsv1.3']}, {session_tickets, disabled}],
    {ok, Listener} = ssl:listen(0, [{ip, {127, 0, 0, 1}}, {backlog, 100}, {session_tickets, disabled}, {active, false}, {versions, ['tlsv1.3']} | Server]),
    {ok, {_, Port}} = ssl:sockname(Listener),
    [spawn_link(fun() -> serve(Listener) end) || _ <- [1, 2, 3, 4]],
    Connect = [{verify, verify_peer}, {customize_hostname_check, [{match_fun, fun(_, _) -> true end}]} | Options ++ Client],
    clients(4, 20, Port, Connect),
    N = 400,
    {T, _} = timer:tc(fun() -> clients(4, N div 4, Port, Connect) end),
    io:format("~p~n", [T / 1000 / N]).

serve(Listener) ->
    {ok, Transport} = ssl:transport_accept(Listener),
    {ok, Socket} = ssl:handshake(Transport),
    ok = ssl:send(Socket, <<"x">>),
    {error, closed} = ssl:recv(Socket, 0),
    serve(Listener).

clients(Clients, Each, Port, Options) ->
    Pids = [spawn_monitor(fun() -> client(Each, Port, Options) end) || _ <- lists:seq(1, Clients)],
    [receive {'DOWN', Monitor, process, Pid, normal} -> ok end || {Pid, Monitor} <- Pids].

client(0, _, _) -> ok;
client(N, Port, Options) ->
    {ok, Socket} = ssl:connect("localhost", Port, Options),
    {ok, _} = ssl:recv(Socket, 1),
    ok = ssl:close(Socket),
    client(N - 1, Port, Options).
