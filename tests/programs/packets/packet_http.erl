%% HTTP as packets: request and status lines, addresses, headers, end of headers, lines that are none.
-module(packet_http).
-export([main/0]).

main() ->
    [io:format("~0p~n", [erlang:decode_packet(T, iolist_to_binary(L), [])]) ||
        T <- [http, http_bin],
        L <- ["GET / HTTP/1.1\r\nX", "POST * HTTP/1.0\r\n", "get /a HTTP/1.1\n", "FOO bar:baz HTTP/2.11\r\n", "GET http://host/path HTTP/1.1\r\n",
              "GET HTTPS://host:8080 HTTP/1.1\r\n", "GET http://[::1]:80/x HTTP/1.1\r\n", "GET http://h:8x/ HTTP/1.1\r\n", "GET name HTTP/1.1\r\n",
              "GET /\r\n", "GET /  \r\n", "GET\r\n", " GET / HTTP/1.1\r\n", "GET / HTTP/1\r\n", "GET / FTP/1.1\r\n", "HTTP/1.1 200 OK\r\n",
              "HTTP/1.0 404\r\n", "HTTP/1.1 200 \r\n", "HTTP/1.x 200 OK\r\n", "HTTP/1.1200 OK\r\n", "\r\n", "\n", "GET / HTTP/1.1", ""]],
    [io:format("~0p~n", [erlang:decode_packet(T, iolist_to_binary(L), [])]) ||
        T <- [httph, httph_bin],
        L <- ["Host: a\r\nX", "host:a\r\nX", "HOST:   a b \r\nX", "content-length: 5\r\n\r\n", "X-my-HEADER: v\r\nX", "Host: a\r\n b\r\n\tc\r\nX", "Host: a\r\n",
              "\r\nrest", "\n", "NoColon\r\nX", "Bad name: x\r\nX", ": x\r\nX", [lists:duplicate(51, $a), ": v\r\nX"], "Set-Cookie2:\r\nX",
              "etag: \"x\"\r\nX", "A:b\nX"]],
    io:format("~0p~n", [erlang:decode_packet(http, <<"GET /long HTTP/1.1\r\n">>, [{packet_size, 10}])]),
    io:format("~0p~n", [erlang:decode_packet(http, <<"GET /long HTTP/1.1\r\n">>, [{line_length, 10}])]),
    io:format("~0p~n", [erlang:decode_packet(http, <<"GET /long">>, [{packet_size, 10}])]),
    io:format("~0p~n", [erlang:decode_packet(http, <<"GET /longer">>, [{packet_size, 10}])]).

%! expect: {ok,{http_request,'GET',{abs_path,"/"},{1,1}},<<"X">>}
%! expect: {ok,{http_request,'POST','*',{1,0}},<<>>}
%! expect: {ok,{http_request,"get",{abs_path,"/a"},{1,1}},<<>>}
%! expect: {ok,{http_request,"FOO",{scheme,"bar","baz"},{2,11}},<<>>}
%! expect: {ok,{http_request,'GET',{absoluteURI,http,"host",undefined,"/path"},{1,1}},<<>>}
%! expect: {ok,{http_request,'GET',{absoluteURI,https,"host",8080,"/"},{1,1}},<<>>}
%! expect: {ok,{http_request,'GET',{absoluteURI,http,"[::1]",80,"/x"},{1,1}},<<>>}
%! expect: {ok,{http_request,'GET',{absoluteURI,http,"h",undefined,"/"},{1,1}},<<>>}
%! expect: {ok,{http_request,'GET',"name",{1,1}},<<>>}
%! expect: {ok,{http_request,'GET',{abs_path,"/"},{0,9}},<<>>}
%! expect: {ok,{http_request,'GET',{abs_path,"/"},{0,9}},<<>>}
%! expect: {ok,{http_error,"GET\r\n"},<<>>}
%! expect: {ok,{http_error," GET / HTTP/1.1\r\n"},<<>>}
%! expect: {ok,{http_error,"GET / HTTP/1\r\n"},<<>>}
%! expect: {ok,{http_error,"GET / FTP/1.1\r\n"},<<>>}
%! expect: {ok,{http_response,{1,1},200,"OK"},<<>>}
%! expect: {ok,{http_response,{1,0},404,[]},<<>>}
%! expect: {ok,{http_response,{1,1},200,[]},<<>>}
%! expect: {ok,{http_error,"HTTP/1.x 200 OK\r\n"},<<>>}
%! expect: {ok,{http_error,"HTTP/1.1200 OK\r\n"},<<>>}
%! expect: {ok,{http_error,"\r\n"},<<>>}
%! expect: {ok,{http_error,"\n"},<<>>}
%! expect: {more,undefined}
%! expect: {more,undefined}
%! expect: {ok,{http_request,'GET',{abs_path,<<"/">>},{1,1}},<<"X">>}
%! expect: {ok,{http_request,'POST','*',{1,0}},<<>>}
%! expect: {ok,{http_request,<<"get">>,{abs_path,<<"/a">>},{1,1}},<<>>}
%! expect: {ok,{http_request,<<"FOO">>,{scheme,<<"bar">>,<<"baz">>},{2,11}},<<>>}
%! expect: {ok,{http_request,'GET',{absoluteURI,http,<<"host">>,undefined,<<"/path">>},{1,1}},<<>>}
%! expect: {ok,{http_request,'GET',{absoluteURI,https,<<"host">>,8080,<<"/">>},{1,1}},<<>>}
%! expect: {ok,{http_request,'GET',{absoluteURI,http,<<"[::1]">>,80,<<"/x">>},{1,1}},<<>>}
%! expect: {ok,{http_request,'GET',{absoluteURI,http,<<"h">>,undefined,<<"/">>},{1,1}},<<>>}
%! expect: {ok,{http_request,'GET',<<"name">>,{1,1}},<<>>}
%! expect: {ok,{http_request,'GET',{abs_path,<<"/">>},{0,9}},<<>>}
%! expect: {ok,{http_request,'GET',{abs_path,<<"/">>},{0,9}},<<>>}
%! expect: {ok,{http_error,<<"GET\r\n">>},<<>>}
%! expect: {ok,{http_error,<<" GET / HTTP/1.1\r\n">>},<<>>}
%! expect: {ok,{http_error,<<"GET / HTTP/1\r\n">>},<<>>}
%! expect: {ok,{http_error,<<"GET / FTP/1.1\r\n">>},<<>>}
%! expect: {ok,{http_response,{1,1},200,<<"OK">>},<<>>}
%! expect: {ok,{http_response,{1,0},404,<<>>},<<>>}
%! expect: {ok,{http_response,{1,1},200,<<>>},<<>>}
%! expect: {ok,{http_error,<<"HTTP/1.x 200 OK\r\n">>},<<>>}
%! expect: {ok,{http_error,<<"HTTP/1.1200 OK\r\n">>},<<>>}
%! expect: {ok,{http_error,<<"\r\n">>},<<>>}
%! expect: {ok,{http_error,<<"\n">>},<<>>}
%! expect: {more,undefined}
%! expect: {more,undefined}
%! expect: {ok,{http_header,14,'Host',"Host","a"},<<"X">>}
%! expect: {ok,{http_header,14,'Host',"host","a"},<<"X">>}
%! expect: {ok,{http_header,14,'Host',"HOST","a b "},<<"X">>}
%! expect: {ok,{http_header,38,'Content-Length',"content-length","5"},<<"\r\n">>}
%! expect: {ok,{http_header,0,"X-My-Header","X-my-HEADER","v"},<<"X">>}
%! expect: {ok,{http_header,14,'Host',"Host","a\r\n b\r\n\tc"},<<"X">>}
%! expect: {more,undefined}
%! expect: {ok,http_eoh,<<"rest">>}
%! expect: {ok,http_eoh,<<>>}
%! expect: {ok,{http_error,"NoColon\r\n"},<<"X">>}
%! expect: {ok,{http_error,"Bad name: x\r\n"},<<"X">>}
%! expect: {ok,{http_header,0,[],[],"x"},<<"X">>}
%! expect: {ok,{http_header,0,"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa","aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa","v"},<<"X">>}
%! expect: {ok,{http_header,48,'Set-Cookie2',"Set-Cookie2",[]},<<"X">>}
%! expect: {ok,{http_header,43,'Etag',"etag","\"x\""},<<"X">>}
%! expect: {ok,{http_header,0,"A","A","b"},<<"X">>}
%! expect: {ok,{http_header,14,'Host',<<"Host">>,<<"a">>},<<"X">>}
%! expect: {ok,{http_header,14,'Host',<<"host">>,<<"a">>},<<"X">>}
%! expect: {ok,{http_header,14,'Host',<<"HOST">>,<<"a b ">>},<<"X">>}
%! expect: {ok,{http_header,38,'Content-Length',<<"content-length">>,<<"5">>},<<"\r\n">>}
%! expect: {ok,{http_header,0,<<"X-My-Header">>,<<"X-my-HEADER">>,<<"v">>},<<"X">>}
%! expect: {ok,{http_header,14,'Host',<<"Host">>,<<"a\r\n b\r\n\tc">>},<<"X">>}
%! expect: {more,undefined}
%! expect: {ok,http_eoh,<<"rest">>}
%! expect: {ok,http_eoh,<<>>}
%! expect: {ok,{http_error,<<"NoColon\r\n">>},<<"X">>}
%! expect: {ok,{http_error,<<"Bad name: x\r\n">>},<<"X">>}
%! expect: {ok,{http_header,0,<<>>,<<>>,<<"x">>},<<"X">>}
%! expect: {ok,{http_header,0,<<"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa">>,<<"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa">>,<<"v">>},<<"X">>}
%! expect: {ok,{http_header,48,'Set-Cookie2',<<"Set-Cookie2">>,<<>>},<<"X">>}
%! expect: {ok,{http_header,43,'Etag',<<"etag">>,<<"\"x\"">>},<<"X">>}
%! expect: {ok,{http_header,0,<<"A">>,<<"A">>,<<"b">>},<<"X">>}
%! expect: {error,invalid}
%! expect: {error,invalid}
%! expect: {more,undefined}
%! expect: {error,invalid}
