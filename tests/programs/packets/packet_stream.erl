%% A request that arrives byte by byte is decoded when its last byte is there.
-module(packet_stream).
-export([main/0]).

main() ->
    Request = <<"POST /a?b=c HTTP/1.1\r\nHost: example.org\r\nContent-Length: 4\r\nX-Long: a\r\n continued\r\n\r\nbody">>,
    {Events, Rest} = feed(http_bin, <<>>, Request, []),
    [io:format("~0p~n", [E]) || E <- Events],
    io:format("~0p~n", [Rest]).

feed(Type, Buffer, Data, Events) ->
    case erlang:decode_packet(Type, Buffer, []) of
        {ok, http_eoh, More} -> {lists:reverse([http_eoh | Events]), <<More/binary, Data/binary>>};
        {ok, Event, More} -> feed(httph_bin, More, Data, [Event | Events]);
        {more, undefined} ->
            <<Byte, Left/binary>> = Data,
            feed(Type, <<Buffer/binary, Byte>>, Left, Events)
    end.

%! expect: {http_request,'POST',{abs_path,<<"/a?b=c">>},{1,1}}
%! expect: {http_header,14,'Host',<<"Host">>,<<"example.org">>}
%! expect: {http_header,38,'Content-Length',<<"Content-Length">>,<<"4">>}
%! expect: {http_header,0,<<"X-Long">>,<<"X-Long">>,<<"a\r\n continued">>}
%! expect: http_eoh
%! expect: <<"body">>
