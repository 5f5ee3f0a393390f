%% Searching and splitting with one pattern and many, compiled and not, in scopes forward and backward.
-module(bin_search).
-export([main/0]).

main() ->
    Text = <<"abracadabra, abracadabra! the end">>,
    Patterns = [<<"a">>, <<"abra">>, <<"zz">>, [<<"ab">>, <<"abra">>, <<"cad">>], [<<"!">>, <<",">>], [<<"the end">>, <<"the">>], [<<"x">>], Text],
    [begin
         C = binary:compile_pattern(P),
         M = binary:matches(Text, P),
         M = binary:matches(Text, C),
         F = binary:match(Text, P),
         F = binary:match(Text, C),
         S = binary:split(Text, P, [global]),
         S = binary:split(Text, C, [global]),
         io:format("~p ~p~n  ~p~n  ~p~n  ~p~n", [element(1, C), F, M, S, binary:split(Text, P)])
     end || P <- Patterns],
    Scopes = [{0, 5}, {5, 10}, {10, -10}, {33, -33}, {0, 0}, {33, 0}, {3, 1}],
    io:format("~p~n", [[binary:match(Text, <<"a">>, [{scope, S}]) || S <- Scopes]]),
    io:format("~p~n", [[binary:matches(Text, [<<"ra">>, <<"a">>], [{scope, S}]) || S <- Scopes]]),
    io:format("~p~n", [[binary:split(Text, <<"a">>, [{scope, S}, global]) || S <- Scopes]]),
    io:format("~p~n", [[binary:split(B, <<",">>, O) || B <- [<<",a,,b,,">>, <<>>, <<",">>, <<"a">>], O <- [[], [trim], [trim_all], [global], [global, trim], [global, trim_all]]]]),
    refused(fun({B, P, O}) -> binary:match(B, P, O) end,
            [{a, <<"a">>, []}, {<<1:1>>, <<"a">>, []}, {<<"a">>, <<>>, []}, {<<"a">>, [], []}, {<<"a">>, [<<>>], []}, {<<"a">>, [a], []},
             {<<"a">>, <<"a">>, [foo]}, {<<"a">>, <<"a">>, foo}, {<<"a">>, <<"a">>, [{scope, {0, 2}}]}, {<<"a">>, <<"a">>, [{scope, {-1, 1}}]},
             {<<"a">>, {bm, make_ref()}, []}, {<<"a">>, <<"a">>, [{scope, {0, 1}} | x]}, {<<"a">>, <<"a">>, [{scope, {0, 1 bsl 70}}]}]),
    refused(fun(P) -> binary:compile_pattern(P) end, [<<>>, [], [<<>>], [<<1:1>>], a, [<<"a">> | b], {bm, x}]),
    refused(fun(O) -> binary:split(<<"a,b">>, <<",">>, O) end, [[all], [{scope, 1}], trim, [global | x]]),
    io:format("~p~n", [binary:replace(<<"abcbd">>, [<<"b">>, <<"d">>], <<"[]">>, [global, {insert_replaced, 1}])]),
    Long = binary:copy(<<"0123456789">>, 100000),
    io:format("~p~n", [{length(binary:matches(Long, <<"90">>)), binary:match(Long, <<"abc">>), binary:match(Long, [<<"99">>, <<"98">>]), length(binary:split(Long, [<<"3">>, <<"34">>], [global]))}]),
    <<_:5, Odd:30/binary, _/bits>> = Text,
    <<_:5, Pat:2/binary, _/bits>> = binary:part(Text, 14, 10),
    io:format("~p~n", [{binary:matches(Odd, Pat), binary:matches(Odd, [Pat, <<"zz">>])}]),
    io:format("~p~n", [{binary:longest_common_prefix([<<"erlang">>, <<"ergonomy">>]), binary:longest_common_prefix([<<"violet">>, <<"perl">>]),
                        binary:longest_common_suffix([<<"erlang">>, <<"fang">>]), binary:longest_common_suffix([<<"same">>]),
                        binary:longest_common_prefix([Odd, Odd, binary:part(Odd, 0, 7)])}]),
    refused(fun binary:longest_common_prefix/1, [[], a, [a], [<<"a">>, b], [<<"a">> | b], [<<1:1>>]]).

refused(F, Values) ->
    io:format("~w~n", [[try {accepted, F(V)} catch C:R -> {C, R} end || V <- Values]]).

%! expect: bm {0,1}
%! expect:   [{0,1},{3,1},{5,1},{7,1},{10,1},{13,1},{16,1},{18,1},{20,1},{23,1}]
%! expect:   [<<>>,<<"br">>,<<"c">>,<<"d">>,<<"br">>,<<", ">>,<<"br">>,<<"c">>,<<"d">>,
%! expect:    <<"br">>,<<"! the end">>]
%! expect:   [<<>>,<<"bracadabra, abracadabra! the end">>]
%! expect: bm {0,4}
%! expect:   [{0,4},{7,4},{13,4},{20,4}]
%! expect:   [<<>>,<<"cad">>,<<", ">>,<<"cad">>,<<"! the end">>]
%! expect:   [<<>>,<<"cadabra, abracadabra! the end">>]
%! expect: bm nomatch
%! expect:   []
%! expect:   [<<"abracadabra, abracadabra! the end">>]
%! expect:   [<<"abracadabra, abracadabra! the end">>]
%! expect: ac {0,4}
%! expect:   [{0,4},{4,3},{7,4},{13,4},{17,3},{20,4}]
%! expect:   [<<>>,<<>>,<<>>,<<", ">>,<<>>,<<>>,<<"! the end">>]
%! expect:   [<<>>,<<"cadabra, abracadabra! the end">>]
%! expect: ac {11,1}
%! expect:   [{11,1},{24,1}]
%! expect:   [<<"abracadabra">>,<<" abracadabra">>,<<" the end">>]
%! expect:   [<<"abracadabra">>,<<" abracadabra! the end">>]
%! expect: ac {26,7}
%! expect:   [{26,7}]
%! expect:   [<<"abracadabra, abracadabra! ">>,<<>>]
%! expect:   [<<"abracadabra, abracadabra! ">>,<<>>]
%! expect: bm nomatch
%! expect:   []
%! expect:   [<<"abracadabra, abracadabra! the end">>]
%! expect:   [<<"abracadabra, abracadabra! the end">>]
%! expect: bm {0,33}
%! expect:   [{0,33}]
%! expect:   [<<>>,<<>>]
%! expect:   [<<>>,<<>>]
%! expect: [{0,1},{5,1},{0,1},{0,1},nomatch,nomatch,{3,1}]
%! expect: [[{0,1},{2,2}],
%! expect:  [{5,1},{7,1},{9,2},{13,1}],
%! expect:  [{0,1},{2,2},{5,1},{7,1}],
%! expect:  [{0,1},{2,2},{5,1},{7,1},{9,2},{13,1},{15,2},{18,1},{20,1},{22,2}],
%! expect:  [],[],
%! expect:  [{3,1}]]
%! expect: [[<<>>,<<"br">>,<<"cadabra, abracadabra! the end">>],
%! expect:  [<<"abrac">>,<<"d">>,<<"br">>,<<", ">>,<<"bracadabra! the end">>],
%! expect:  [<<>>,<<"br">>,<<"c">>,<<"d">>,<<"bra, abracadabra! the end">>],
%! expect:  [<<>>,<<"br">>,<<"c">>,<<"d">>,<<"br">>,<<", ">>,<<"br">>,<<"c">>,<<"d">>,
%! expect:   <<"br">>,<<"! the end">>],
%! expect:  [<<"abracadabra, abracadabra! the end">>],
%! expect:  [<<"abracadabra, abracadabra! the end">>],
%! expect:  [<<"abr">>,<<"cadabra, abracadabra! the end">>]]
%! expect: [[<<>>,<<"a,,b,,">>],
%! expect:  [<<>>,<<"a,,b,,">>],
%! expect:  [<<"a,,b,,">>],
%! expect:  [<<>>,<<"a">>,<<>>,<<"b">>,<<>>,<<>>],
%! expect:  [<<>>,<<"a">>,<<>>,<<"b">>],
%! expect:  [<<"a">>,<<"b">>],
%! expect:  [<<>>],
%! expect:  [],[],
%! expect:  [<<>>],
%! expect:  [],[],
%! expect:  [<<>>,<<>>],
%! expect:  [],[],
%! expect:  [<<>>,<<>>],
%! expect:  [],[],
%! expect:  [<<"a">>],
%! expect:  [<<"a">>],
%! expect:  [<<"a">>],
%! expect:  [<<"a">>],
%! expect:  [<<"a">>],
%! expect:  [<<"a">>]]
%! expect: [{error,badarg},{error,badarg},{error,badarg},{error,badarg},{error,badarg},{error,badarg},{error,badarg},{error,badarg},{error,badarg},{error,badarg},{error,badarg},{accepted,{0,1}},{error,badarg}]
%! expect: [{error,badarg},{error,badarg},{error,badarg},{error,badarg},{error,badarg},{error,badarg},{error,badarg}]
%! expect: [{error,badarg},{error,badarg},{error,badarg},{accepted,[<<97>>,<<98>>]}]
%! expect: <<"a[b]c[b][d]">>
%! expect: {99999,nomatch,nomatch,100001}
%! expect: {[{1,2},{8,2},{14,2},{21,2}],[{1,2},{8,2},{14,2},{21,2}]}
%! expect: {2,0,3,4,7}
%! expect: [{error,badarg},{error,badarg},{error,badarg},{error,badarg},{error,badarg},{error,badarg}]
