% Packet formats of a stream, passive and active, cut into small writes; and what is too long or malformed.
-module(tcp_packets).
-export([main/0]).

main() ->
    %! expect: {line,["one\n","two\r\n","three\n"]}
    show(line, [], <<"one\ntwo\r\nthree\n">>, 3),
    %! expect: {line,["abcdefgh","ij\n"]}
    show(line, [{buffer, 8}], <<"abcdefghij\n">>, 2),
    %! expect: {line,["a;","b;"]}
    show(line, [{line_delimiter, $;}], <<"a;b;">>, 2),
    %! expect: {http,[{http_request,'GET',{abs_path,"/x?y=1"},{1,1}},{http_header,14,'Host',"Host","h"},{http_header,0,"X-Own","X-Own","v\r\n w"},http_eoh]}
    show(http, [], <<"GET /x?y=1 HTTP/1.1\r\nHost: h\r\nX-Own: v\r\n w\r\n\r\n">>, 4),
    %! expect: {http_bin,[{http_response,{1,0},200,<<"OK">>},http_eoh]}
    show(http_bin, [], <<"HTTP/1.0 200 OK\r\n\r\n">>, 2),
    %! expect: {httph_bin,[{http_header,3,'Date',<<"Date">>,<<"now">>},http_eoh]}
    show(httph_bin, [], <<"Date: now\r\n\r\n">>, 2),
    %! expect: {http,[{http_error,"nonsense\r\n"}]}
    show(http, [], <<"nonsense\r\n">>, 1),
    %! expect: {asn1,[[48,3,1,2,3],[4,0]]}
    show(asn1, [], <<48, 3, 1, 2, 3, 4, 0>>, 2),
    %! expect: {sunrm,[[128,0,0,2,65,66]]}
    show(sunrm, [], <<128, 0, 0, 2, "AB">>, 1),
    %! expect: {tpkt,[[3,0,0,6,1,2]]}
    show(tpkt, [], <<3, 0, 0, 6, 1, 2>>, 1),
    %! expect: {ssl_tls,[{ssl_tls,port,22,{3,3},<<1,2>>}]}
    show(ssl_tls, [], <<22, 3, 3, 0, 2, 1, 2>>, 1),
    %! expect: {4,[{error,emsgsize}]}
    show(4, [{packet_size, 3}], <<0, 0, 0, 4, 1, 2, 3, 4>>, 1),
    %! expect: {2,[[],"xy"]}
    show(2, [], <<0, 0, 0, 2, "xy">>, 2).

show(Kind, Options, Bytes, Count) ->
    {Writer, Reader} = pair([{packet, Kind}, {active, false} | Options]),
    spawn_link(fun() -> [begin gen_tcp:send(Writer, <<B>>), (B rem 7 =:= 0) andalso timer:sleep(1) end || <<B>> <= Bytes],
                        receive stop -> ok after 3000 -> ok end end),
    Passive = [element(2, hd([R || R <- [received(Reader)]])) || _ <- lists:seq(1, Count)],
    gen_tcp:close(Reader),
    {Writer2, Reader2} = pair([{packet, Kind}, {active, true} | Options]),
    ok = gen_tcp:send(Writer2, Bytes),
    Active = [message(Reader2) || _ <- lists:seq(1, Count)],
    [io:format("differs: ~p ~p~n", [Passive, Active]) || Active =/= Passive, element(1, hd(Passive)) =/= error, Kind =/= ssl_tls],
    io:format("~0p~n", [{Kind, [plain(P) || P <- Passive]}]).

plain({ssl_tls, Port, Type, Version, Data}) when is_port(Port) -> {ssl_tls, port, Type, Version, Data};
plain(Packet) -> Packet.

received(Socket) ->
    case gen_tcp:recv(Socket, 0, 2000) of
        {ok, Data} -> {ok, Data};
        Error -> {ok, Error}
    end.

message(Socket) ->
    receive
        {tcp, Socket, Data} -> Data;
        {http, Socket, Data} -> Data;
        {ssl_tls, Socket, _, _, _} = Record -> Record;
        {tcp_error, Socket, Reason} -> {error, Reason}
    after 2000 -> timeout
    end.

pair(Options) ->
    {ok, Listener} = gen_tcp:listen(0, [{ip, {127, 0, 0, 1}}, {active, false}]),
    {ok, Port} = inet:port(Listener),
    {ok, Writer} = gen_tcp:connect({127, 0, 0, 1}, Port, [binary, {nodelay, true}]),
    {ok, Reader} = gen_tcp:accept(Listener),
    gen_tcp:close(Listener),
    ok = inet:setopts(Reader, Options),
    {Writer, Reader}.
