%% A cowboy server for clients of other makers: HTTP/1.1 and HTTP/2 without and with TLS, and a WebSocket that sends back what it gets.
%% `main` listens on loopback, prints the ports and the operating system's pid, and serves until its standard input ends.
-module(site_cowboy).
-export([main/0]).
-export([init/2, websocket_init/1, websocket_handle/2, websocket_info/2]).

main() ->
    {ok, _} = application:ensure_all_started([cowboy, ssl]),
    Routes = cowboy_router:compile([
        {'_', [
            {"/", ?MODULE, hello},
            {"/echo", ?MODULE, echo},
            {"/stream", ?MODULE, stream},
            {"/page", ?MODULE, page},
            {"/ws", ?MODULE, socket},
            {"/memory", ?MODULE, memory}
        ]}
    ]),
    Options = #{
        env => #{dispatch => Routes},
        max_keepalive => infinity,
        idle_timeout => infinity,
        inactivity_timeout => infinity
    },
    Transport = #{
        socket_opts => [{ip, {127, 0, 0, 1}}, {port, 0}, {backlog, 4096}], max_connections => infinity
    },
    {ok, _} = cowboy:start_clear(clear, Transport, Options),
    Plain = ranch:get_port(clear),
    Tls =
        case init:get_argument(certificate) of
            {ok, [[Certificate, Key]]} ->
                #{socket_opts := SocketOptions} = Transport,
                Secure = SocketOptions ++ [{certfile, Certificate}, {keyfile, Key}],
                {ok, _} = cowboy:start_tls(tls, Transport#{socket_opts := Secure}, Options),
                ranch:get_port(tls);
            _ ->
                0
        end,
    io:format("ports ~b ~b pid ~s~n", [Plain, Tls, os:getpid()]),
    eof = io:get_line(""),
    ok = cowboy:stop_listener(clear),
    io:format("stopped~n"),
    halt().

init(Request, socket) ->
    {cowboy_websocket, Request, undefined, #{idle_timeout => infinity, compress => true}};
init(Request, hello) ->
    {ok, reply(<<"text/plain">>, <<"Hello world!">>, Request), hello};
init(Request, echo) ->
    {Body, Last} = body(Request, []),
    {ok, reply(<<"application/octet-stream">>, Body, Last), echo};
init(Request, stream) ->
    Streaming = cowboy_req:stream_reply(200, Request),
    [cowboy_req:stream_body(integer_to_list(N) ++ "\n", nofin, Streaming) || N <- lists:seq(1, 1000)],
    cowboy_req:stream_body(<<"end\n">>, fin, Streaming),
    {ok, Streaming, stream};
init(Request, memory) ->
    [erlang:garbage_collect(Pid) || Pid <- processes()],
    {ok, reply(<<"text/plain">>, integer_to_list(length(processes())), Request), memory};
init(Request, page) ->
    {ok, reply(<<"text/html">>, page(), Request), page}.

reply(Type, Body, Request) ->
    cowboy_req:reply(200, #{<<"content-type">> => Type}, Body, Request).

body(Request, Read) ->
    case cowboy_req:read_body(Request) of
        {ok, Last, Next} -> {lists:reverse(Read, [Last]), Next};
        {more, Part, Next} -> body(Next, [Part | Read])
    end.

%% What the page writes is what a browser shows when text and bytes came back over the socket.
page() ->
    <<"<!DOCTYPE html><title>echo</title><p id=result>waiting</p><script>\n"
        "const socket = new WebSocket('ws://' + location.host + '/ws');\n"
        "socket.binaryType = 'arraybuffer';\n"
        "const show = text => document.getElementById('result').textContent = text;\n"
        "let heard = [];\n"
        "socket.onerror = () => show('failed');\n"
        "socket.onopen = () => { socket.send('gr\\u00fc\\u00df dich'); socket.send(new Uint8Array(70000).fill(7)); };\n"
        "socket.onmessage = event => {\n"
        "  heard.push(typeof event.data == 'string' ? event.data : 'bytes ' + new Uint8Array(event.data).reduce((a, b) => a + b, 0));\n"
        "  if (heard.length == 2) { show('heard ' + heard.join(', ')); socket.close(); }\n"
        "};\n"
        "</script>\n">>.

websocket_init(State) ->
    {[], State}.

websocket_handle({text, Text}, State) -> {[{text, Text}], State};
websocket_handle({binary, Bytes}, State) -> {[{binary, Bytes}], State};
websocket_handle(_Control, State) -> {[], State}.

websocket_info(_Message, State) ->
    {[], State}.
