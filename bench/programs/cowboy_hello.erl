%% A small answer of cowboy under h2load with 50 connections: `-hello http1 | http2` prints microseconds a request, `-hello p99` the
%% milliseconds within which 99 % of the HTTP/1.1 requests had their answer, `-hello sockets` the resident bytes of an idle WebSocket, of 10,000.
-module(cowboy_hello).
-export([main/0, init/2, websocket_handle/2, websocket_info/2]).

main() ->
    {ok, _} = application:ensure_all_started(cowboy),
    Routes = cowboy_router:compile([{'_', [{"/", ?MODULE, hello}, {"/ws", ?MODULE, socket}]}]),
    {ok, _} = cowboy:start_clear(
        hello,
        #{socket_opts => [{ip, {127, 0, 0, 1}}, {port, 0}, {backlog, 4096}], max_connections => infinity},
        #{env => #{dispatch => Routes}, max_keepalive => infinity}
    ),
    {ok, [[What]]} = init:get_argument(hello),
    io:format("~p~n", [measure(What, ranch:get_port(hello))]),
    halt().

init(Request, hello) ->
    {ok, cowboy_req:reply(200, #{<<"content-type">> => <<"text/plain">>}, <<"Hello world!">>, Request), hello};
init(Request, socket) ->
    {cowboy_websocket, Request, undefined, #{idle_timeout => infinity}}.

websocket_handle(Frame, State) -> {[Frame], State}.
websocket_info(_, State) -> {[], State}.

measure("http1", Port) -> load("--h1 -c 50", Port);
measure("http2", Port) -> load("-c 50 -m 20", Port);
measure("p99", Port) ->
    Log = string:trim(os:cmd("mktemp")),
    _ = load("--h1 -c 50 --log-file=" ++ Log, Port),
    {ok, Text} = file:read_file(Log),
    ok = file:delete(Log),
    Times = lists:sort([binary_to_integer(lists:last(binary:split(Line, <<"\t">>, [global]))) || Line <- binary:split(Text, <<"\n">>, [global, trim_all])]),
    lists:nth(round(length(Times) * 0.99), Times) / 1000;
measure("sockets", Port) ->
    {ok, [[Client, Beams]]} = init:get_argument(client),
    collect(),
    Before = resident(),
    Arguments = ["erl", "+P", "100000", "-noshell", "-pa", Beams, "-sockets", integer_to_list(Port), "10000", "-s", "site_websockets", "main"],
    Program = open_port({spawn_executable, Client}, [{args, Arguments}, {line, 100}]),
    receive {Program, {data, {eol, "open 10000"}}} -> ok end,
    collect(),
    (resident() - Before) / 10000.

%% The first run warms up.
load(Options, Port) ->
    _ = h2load(Options, 10000, Port),
    h2load(Options, 60000, Port).

h2load(Options, Requests, Port) ->
    Output = os:cmd(io_lib:format("h2load ~s -n ~b http://127.0.0.1:~b/", [Options, Requests, Port])),
    {match, [Failed]} = re:run(Output, "([0-9]+) failed, 0 errored", [{capture, all_but_first, list}]),
    {"0", {match, [PerSecond]}} = {Failed, re:run(Output, "finished in .*, ([0-9.]+) req/s", [{capture, all_but_first, list}])},
    1000000 / list_to_float(PerSecond).

%% What is free goes back to the system within seconds.
collect() -> [erlang:garbage_collect(Pid) || Pid <- processes()], timer:sleep(4000).

resident() ->
    {ok, Text} = file:read_file("/proc/self/statm"),
    [_, Pages | _] = binary:split(Text, <<" ">>, [global]),
    binary_to_integer(Pages) * 4096.
