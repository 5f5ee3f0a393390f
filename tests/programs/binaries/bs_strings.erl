%% Literal strings and numbers in patterns, aligned and not, in many clauses; backtracking to earlier positions.
-module(bs_strings).
-export([main/0]).

main() ->
    Requests = [<<"GET / HTTP/1.1\r\n">>, <<"POST /x HTTP/1.0\r\n">>, <<"GET">>, <<"PUT / HTTP/1.1\r\n">>, <<"HEAD / FTP\r\n">>, <<>>, <<"GET  HTTP/1.1\n">>],
    io:format("~p~n", [[request(R) || R <- Requests]]),
    io:format("~p~n", [[number(N) || N <- [<<"0">>, <<"-12">>, <<"3.25e-7x">>, <<"-">>, <<"1e5">>, <<"00">>, <<"12.">>]]]),
    io:format("~p~n", [[unaligned(B) || B <- [<<5:3, "hello", 1:5>>, <<5:3, "hellO", 1:5>>, <<4:3, "hello", 1:5>>]]]),
    io:format("~p~n", [[long(B) || B <- [<<"the quick brown fox jumps over the lazy dog">>, <<"the quick brown fox jumps over the lazy cow">>, <<"the">>]]]),
    io:format("~p~n", [[choose(<<X:5, 9:11>>) || X <- lists:seq(0, 31)]]),
    io:format("~p~n", [json(<<"{\"a\": [1, -2.5e3, true, null, \"x\\n\\u00e9\"], \"b\": {}}">>)]).

request(<<"GET ", Rest/binary>>) -> {get, path(Rest)};
request(<<"POST ", Rest/binary>>) -> {post, path(Rest)};
request(<<"HEAD ", Rest/binary>>) -> {head, path(Rest)};
request(<<"G", _/binary>>) -> g;
request(<<C, _/binary>>) -> {unknown, C};
request(<<>>) -> empty.

path(Bin) -> path(Bin, Bin, 0).
path(<<" HTTP/1.", V, "\r\n">>, Start, N) -> {binary:part(Start, 0, N), V - $0};
path(<<_, R/binary>>, Start, N) -> path(R, Start, N + 1);
path(<<>>, _, _) -> bad.

number(<<"-", R/binary>>) -> case number(R) of {N, T} when is_integer(N) -> {-N, T}; E -> E end;
number(<<"0x", N:16>>) -> {hex, N};
number(<<D, _/binary>> = B) when D >= $0, D =< $9 -> digits(B, 0);
number(B) -> {bad, B}.

digits(<<D, R/binary>>, N) when D >= $0, D =< $9 -> digits(R, N * 10 + D - $0);
digits(<<".", D, R/binary>>, N) when D >= $0, D =< $9 -> {frac, N, digits(<<D, R/binary>>, 0)};
digits(R, N) -> {N, R}.

unaligned(<<5:3, "hello", X:5>>) -> {yes, X};
unaligned(<<5:3, _:32, C, _/bits>>) -> {almost, C};
unaligned(<<_:3, "hello", _/bits>>) -> other.

long(<<"the quick brown fox jumps over the lazy dog">>) -> dog;
long(<<"the quick brown fox jumps over the lazy ", R/binary>>) -> R;
long(<<"the", R/bits>>) -> {the, R}.

choose(<<0:5, _/bits>>) -> zero;
choose(<<1:5, X:3, _:8>>) -> {one, X};
choose(<<2#101:3, X:2, Y:11>>) -> {five, X, Y};
choose(<<2#11:2, X:14>>) -> {eleven, X};
choose(<<_:4, 1:1, X:11>>) -> {odd, X};
choose(<<X:16>>) -> X.

json(B) -> {V, <<>>} = value(ws(B)), V.

ws(<<C, R/binary>>) when C =:= $\s; C =:= $\n -> ws(R);
ws(B) -> B.

value(<<"{", R/binary>>) -> members(ws(R), []);
value(<<"[", R/binary>>) -> items(ws(R), []);
value(<<"\"", R/binary>>) -> string(R, <<>>);
value(<<"true", R/binary>>) -> {true, R};
value(<<"null", R/binary>>) -> {null, R};
value(B) -> num(B, 0).

members(<<"}", R/binary>>, Acc) -> {lists:reverse(Acc), R};
members(<<",", R/binary>>, Acc) -> members(ws(R), Acc);
members(<<"\"", R0/binary>>, Acc) ->
    {K, R1} = string(R0, <<>>),
    <<":", R2/binary>> = ws(R1),
    {V, R3} = value(ws(R2)),
    members(ws(R3), [{K, V} | Acc]).

items(<<"]", R/binary>>, Acc) -> {lists:reverse(Acc), R};
items(<<",", R/binary>>, Acc) -> items(ws(R), Acc);
items(B, Acc) -> {V, R} = value(B), items(ws(R), [V | Acc]).

string(<<"\"", R/binary>>, Acc) -> {Acc, R};
string(<<"\\n", R/binary>>, Acc) -> string(R, <<Acc/binary, "\n">>);
string(<<"\\u", H:4/binary, R/binary>>, Acc) -> string(R, <<Acc/binary, (binary_to_integer(H, 16))/utf8>>);
string(<<C/utf8, R/binary>>, Acc) -> string(R, <<Acc/binary, C/utf8>>).

num(B, N) ->
    case B of
        <<C, R/binary>> when C >= $0, C =< $9; C =:= $-; C =:= $.; C =:= $e -> num_tail(R, N + 1, B)
    end.

num_tail(<<C, R/binary>>, N, B) when C >= $0, C =< $9; C =:= $-; C =:= $.; C =:= $e -> num_tail(R, N + 1, B);
num_tail(R, N, B) ->
    Text = binary:part(B, 0, N),
    {case binary:match(Text, [<<".">>, <<"e">>]) of nomatch -> binary_to_integer(Text); _ -> binary_to_float(Text) end, R}.

%! expect: [{get,{<<"/">>,1}},
%! expect:  {post,{<<"/x">>,0}},
%! expect:  g,
%! expect:  {unknown,80},
%! expect:  {head,bad},
%! expect:  empty,
%! expect:  {get,bad}]
%! expect: [{0,<<>>},
%! expect:  {-12,<<>>},
%! expect:  {frac,3,{25,<<"e-7x">>}},
%! expect:  {bad,<<>>},
%! expect:  {1,<<"e5">>},
%! expect:  {0,<<>>},
%! expect:  {12,<<".">>}]
%! expect: [{yes,1},{almost,79},other]
%! expect: [dog,<<"cow">>,{the,<<>>}]
%! expect: [zero,
%! expect:  {one,0},
%! expect:  4105,
%! expect:  {odd,9},
%! expect:  8201,
%! expect:  {odd,9},
%! expect:  12297,
%! expect:  {odd,9},
%! expect:  16393,
%! expect:  {odd,9},
%! expect:  20489,
%! expect:  {odd,9},
%! expect:  24585,
%! expect:  {odd,9},
%! expect:  28681,
%! expect:  {odd,9},
%! expect:  32777,
%! expect:  {odd,9},
%! expect:  36873,
%! expect:  {odd,9},
%! expect:  {five,0,9},
%! expect:  {five,1,9},
%! expect:  {five,2,9},
%! expect:  {five,3,9},
%! expect:  {eleven,9},
%! expect:  {eleven,2057},
%! expect:  {eleven,4105},
%! expect:  {eleven,6153},
%! expect:  {eleven,8201},
%! expect:  {eleven,10249},
%! expect:  {eleven,12297},
%! expect:  {eleven,14345}]
%! expect: [{<<"a">>,[1,-2.5e3,true,null,<<"x\nÃ©">>]},{<<"b">>,[]}]
