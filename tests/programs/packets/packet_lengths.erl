%% Packets with a length in front, and lines.
-module(packet_lengths).
-export([main/0]).

main() ->
    [io:format("~0p~n", [{T, B, O, try erlang:decode_packet(T, B, O) catch error:R -> R end}]) || {T, B, O} <- cases()].

cases() ->
    [{raw, <<>>, []}, {raw, <<1, 2>>, []}, {0, <<1>>, []}, {1, <<2, $a, $b, $c>>, []}, {1, <<2, $a>>, []}, {1, <<>>, []}, {1, <<0, 1>>, []},
     {2, <<0, 2, $a, $b, $c>>, []}, {2, <<0>>, []}, {4, <<0, 0, 0, 1, $a, $b>>, []}, {4, <<0, 0, 1>>, []}, {4, <<255, 255, 255, 255, 1>>, []},
     {4, <<0, 0, 0, 9, 1>>, [{packet_size, 8}]}, {2, <<0, 9, 1>>, [{packet_size, 9}]}, {sunrm, <<16#80000002:32, 1, 2, 3>>, []}, {sunrm, <<2:32, 1>>, []},
     {line, <<"abc\ndef">>, []}, {line, <<"abc">>, []}, {line, <<"abc\r\n">>, []}, {line, <<"abcdef\n">>, [{line_length, 3}]},
     {line, <<"abcdef">>, [{line_length, 6}]}, {line, <<"abcdef\n">>, [{packet_size, 3}]}, {line, <<"a;b">>, [{line_delimiter, $;}]},
     {line, <<"abc\n">>, [{line_delimiter, 256}]}, {raw, <<"a">>, [{line_delimiter, $;}]},
     {asn1, <<16#30, 2, 1, 2, 3>>, []}, {asn1, <<16#30, 16#81, 3, 1, 2, 3, 4>>, []}, {asn1, <<16#1F, 16#81, 1, 2, 9, 9>>, []}, {asn1, <<16#30>>, []},
     {asn1, <<16#30, 16#85, 1, 2, 3, 4, 5>>, []}, {asn1, <<16#30, 16#84, 0, 0, 0, 1, 7>>, []},
     {cdr, <<"GIOP", 1, 0, 0, 0, 0, 0, 0, 2, 7, 8, 9>>, []}, {cdr, <<"GIOP", 1, 0, 1, 0, 2, 0, 0, 0, 7, 8, 9>>, []}, {cdr, <<"XIOP", 0:64>>, []},
     {fcgi, <<1, 1, 0, 1, 0, 2, 3, 0, "ab", 0, 0, 0, 9>>, []}, {fcgi, <<2, 1, 0, 1, 0, 2, 3, 0>>, []},
     {tpkt, <<3, 0, 0, 6, 1, 2, 3>>, []}, {tpkt, <<3, 0, 0, 2>>, []}, {tpkt, <<4, 0, 0, 6, 1, 2>>, []},
     {ssl_tls, <<22, 3, 1, 0, 3, "abc", 1>>, []}, {ssl_tls, <<128, 9, 1, 3, 0, 1, 2, 3, 4, 5, 6, 7>>, []}, {ssl_tls, <<22, 3>>, []},
     {foo, <<>>, []}, {3, <<>>, []}, {raw, [], []}, {raw, <<1:1>>, []}, {raw, <<1>>, x}, {raw, <<1>>, [x]}, {raw, <<1>>, [{packet_size, -1}]},
     {raw, <<1>>, [{packet_size, 1} | x]}, {raw, <<1>>, [{packet_size, 1 bsl 33}]}].

%! expect: {raw,<<>>,[],{more,undefined}}
%! expect: {raw,<<1,2>>,[],{ok,<<1,2>>,<<>>}}
%! expect: {0,<<1>>,[],{ok,<<1>>,<<>>}}
%! expect: {1,<<2,97,98,99>>,[],{ok,<<"ab">>,<<"c">>}}
%! expect: {1,<<2,97>>,[],{more,3}}
%! expect: {1,<<>>,[],{more,undefined}}
%! expect: {1,<<0,1>>,[],{ok,<<>>,<<1>>}}
%! expect: {2,<<0,2,97,98,99>>,[],{ok,<<"ab">>,<<"c">>}}
%! expect: {2,<<0>>,[],{more,undefined}}
%! expect: {4,<<0,0,0,1,97,98>>,[],{ok,<<"a">>,<<"b">>}}
%! expect: {4,<<0,0,1>>,[],{more,undefined}}
%! expect: {4,<<255,255,255,255,1>>,[],{error,invalid}}
%! expect: {4,<<0,0,0,9,1>>,[{packet_size,8}],{error,invalid}}
%! expect: {2,<<0,9,1>>,[{packet_size,9}],{more,11}}
%! expect: {sunrm,<<128,0,0,2,1,2,3>>,[],{ok,<<128,0,0,2,1,2>>,<<3>>}}
%! expect: {sunrm,<<0,0,0,2,1>>,[],{more,6}}
%! expect: {line,<<"abc\ndef">>,[],{ok,<<"abc\n">>,<<"def">>}}
%! expect: {line,<<"abc">>,[],{more,undefined}}
%! expect: {line,<<"abc\r\n">>,[],{ok,<<"abc\r\n">>,<<>>}}
%! expect: {line,<<"abcdef\n">>,[{line_length,3}],{ok,<<"abc">>,<<"def\n">>}}
%! expect: {line,<<"abcdef">>,[{line_length,6}],{ok,<<"abcdef">>,<<>>}}
%! expect: {line,<<"abcdef\n">>,[{packet_size,3}],{error,invalid}}
%! expect: {line,<<"a;b">>,[{line_delimiter,59}],{ok,<<"a;">>,<<"b">>}}
%! expect: {line,<<"abc\n">>,[{line_delimiter,256}],badarg}
%! expect: {raw,<<"a">>,[{line_delimiter,59}],badarg}
%! expect: {asn1,<<48,2,1,2,3>>,[],{ok,<<48,2,1,2>>,<<3>>}}
%! expect: {asn1,<<48,129,3,1,2,3,4>>,[],{ok,<<48,129,3,1,2,3>>,<<4>>}}
%! expect: {asn1,<<31,129,1,2,9,9>>,[],{ok,<<31,129,1,2,9,9>>,<<>>}}
%! expect: {asn1,<<"0">>,[],{more,undefined}}
%! expect: {asn1,<<48,133,1,2,3,4,5>>,[],{error,invalid}}
%! expect: {asn1,<<48,132,0,0,0,1,7>>,[],{ok,<<48,132,0,0,0,1,7>>,<<>>}}
%! expect: {cdr,<<71,73,79,80,1,0,0,0,0,0,0,2,7,8,9>>,[],{ok,<<71,73,79,80,1,0,0,0,0,0,0,2,7,8>>,<<"\t">>}}
%! expect: {cdr,<<71,73,79,80,1,0,1,0,2,0,0,0,7,8,9>>,[],{ok,<<71,73,79,80,1,0,1,0,2,0,0,0,7,8>>,<<"\t">>}}
%! expect: {cdr,<<88,73,79,80,0,0,0,0,0,0,0,0>>,[],{error,invalid}}
%! expect: {fcgi,<<1,1,0,1,0,2,3,0,97,98,0,0,0,9>>,[],{ok,<<1,1,0,1,0,2,3,0,97,98>>,<<"\t">>}}
%! expect: {fcgi,<<2,1,0,1,0,2,3,0>>,[],{error,invalid}}
%! expect: {tpkt,<<3,0,0,6,1,2,3>>,[],{ok,<<3,0,0,6,1,2>>,<<3>>}}
%! expect: {tpkt,<<3,0,0,2>>,[],{error,invalid}}
%! expect: {tpkt,<<4,0,0,6,1,2>>,[],{error,invalid}}
%! expect: {ssl_tls,<<22,3,1,0,3,97,98,99,1>>,[],{ok,{ssl_tls,[],22,{3,1},<<"abc">>},<<1>>}}
%! expect: {ssl_tls,<<128,9,1,3,0,1,2,3,4,5,6,7>>,[],{ok,{ssl_tls,[],22,{3,0},<<1,0,0,8,3,0,1,2,3,4,5,6>>},<<7>>}}
%! expect: {ssl_tls,<<22,3>>,[],{more,undefined}}
%! expect: {foo,<<>>,[],badarg}
%! expect: {3,<<>>,[],badarg}
%! expect: {raw,[],[],badarg}
%! expect: {raw,<<1:1>>,[],badarg}
%! expect: {raw,<<1>>,x,badarg}
%! expect: {raw,<<1>>,[x],badarg}
%! expect: {raw,<<1>>,[{packet_size,-1}],badarg}
%! expect: {raw,<<1>>,[{packet_size,1}|x],badarg}
%! expect: {raw,<<1>>,[{packet_size,8589934592}],badarg}
