%% The functions of asn1rt_nif: trees to BER and back, faults and where they are, nesting up to the limit, the last step of PER.
-module(asn1_native).
-export([main/0]).

main() ->
    print([catch asn1rt_nif:encode_ber_tlv(X)
           || X <- [{1, <<1>>}, {16#20000 + 5, []}, {4, [{5, <<>>}, {40, <<1, 2>>}]}, foo, {1, 2, 3}, {1, [foo]}, {300, <<1>>}, {70000, <<1>>},
                    {1, foo}, {1, [{1, <<1>>} | x]}, {30, <<0:1600>>}, {31, <<0:40>>}, {131071, [{2, []}, {4, [{5, [{6, <<>>}]}]}]}, {1, <<1>>, x}]]),
    Large = {3, [{4, <<1:160000>>}, {5, [{6, <<I:32>>} || I <- lists:seq(1, 5000)]}]},
    {Large, <<"rest">>} = asn1rt_nif:decode_ber_tlv(<<(asn1rt_nif:encode_ber_tlv(Large))/binary, "rest">>),
    print([decode(X)
           || X <- [<<1, 1, 1, 99>>, <<48, 128, 1, 1, 1, 0, 0, 7>>, <<1>>, <<31, 200, 1, 1, 1>>, <<1, 5, 1>>, <<48, 3, 1, 1>>, <<31, 200, 200, 1, 1, 1>>,
                    <<1, 128, 0, 0>>, foo, [1, [1, 1]], <<1, 133, 1, 1, 1, 1, 1>>, <<48, 4, 1, 1, 1, 1>>, <<>>, <<48, 128>>, <<48, 128, 0>>,
                    <<48, 130, 0, 2, 1, 0>>, <<16#bf, 31, 0>>, <<1:3>>]]),
    print([catch asn1rt_nif:encode_per_complete(X)
           || X <- [[10, 3, 5], <<>>, [], [1, 0, 1], [20, 2, 1, 2], [99], [30, 3, 2, 255, 248], [40, 10, 3, 1, 0, 1], [45, 11, 2, 255, 224],
                    [1, 21, 0, 1, 7], [45, 20, 2, 255, 255], [2], [1, 2], [1, 10, 8, 255, 10, 1, 1], [1, 30, 0, 2, 1, 2], [1, 31, 4, 0, 2, 1, 16],
                    [42, 0, 9, 2, 1, 1], [40, 1, 3, 1, 0, 1], [40, 2, 2, 1, 3], [43, 0, 30, 0, 2, 1, 0], [1, 46, 1, 0, 1, 255], [1, 1, 1, 20, 1, 9, 1]]]),
    print([decode(nested(N, <<1, 1, 1>>)) =/= fault || N <- [1, 100, 584, 585, 5000]]),
    Deep = lists:foldl(fun(_, T) -> {1, [T]} end, {1, <<>>}, lists:seq(1, 500)),
    print(byte_size(asn1rt_nif:encode_ber_tlv(Deep))),
    _ = rand:seed(exsss, {1, 2, 3}),
    print(erlang:phash2([decode(random(N rem 40)) || N <- lists:seq(1, 5000)])).

decode(X) ->
    try asn1rt_nif:decode_ber_tlv(X) of
        {Tree, Rest} when is_tuple(Tree) -> {Tree, Rest}
    catch
        exit:{error, {asn1, {unknown, _}}} -> fault;
        exit:Reason -> Reason;
        error:Reason -> Reason
    end.

nested(0, B) -> B;
nested(N, B) ->
    L = byte_size(B),
    Length = if L < 128 -> <<L>>; L < 256 -> <<16#81, L>>; true -> <<16#82, L:16>> end,
    nested(N - 1, <<48, Length/binary, B/binary>>).

random(N) ->
    << <<(case rand:uniform(4) of
              1 -> rand:uniform(256) - 1;
              2 -> 48;
              3 -> rand:uniform(8);
              4 -> lists:nth(rand:uniform(5), [0, 1, 2, 128, 16#a0])
          end)>> || _ <- lists:seq(1, N) >>.

print(X) -> io:format("~0p~n", [X]).

%! expect: [<<1,1,1>>,<<165,0>>,<<36,7,5,0,31,40,2,1,2>>,{error,-1},{error,-1},{error,-1},<<31,130,44,1,1>>,<<95,162,112,1,1>>,{error,-1},{error,-1},<<30,129,200,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0>>,<<31,31,5,0,0,0,0,0>>,<<127,131,255,127,8,34,0,36,4,37,2,6,0>>,<<1,1,1>>]
%! expect: [{{1,<<1>>},<<"c">>},{{16,[{1,<<1>>}]},<<7>>},{error,{asn1,{invalid_value,0}}},{{9217,<<1>>},<<>>},{error,{asn1,{invalid_value,1}}},{error,{asn1,{invalid_value,1}}},{error,{asn1,{invalid_tag,2}}},{error,{asn1,{invalid_length,2}}},badarg,{{1,<<1>>},<<>>},{error,{asn1,{invalid_length,6}}},{error,{asn1,{invalid_value,5}}},{error,{asn1,{invalid_value,0}}},{error,{asn1,{invalid_length,2}}},{error,{asn1,{invalid_length,2}}},{{16,[{1,<<>>}]},<<>>},{{131103,[]},<<>>},badarg]
%! expect: [<<" ">>,<<>>,<<>>,<<" ">>,<<1,2>>,{error,49},<<"ÿø">>,<<160,0>>,<<"ÿà">>,<<128,7>>,<<255,255,0>>,<<0>>,<<128>>,<<"ÿÀ">>,<<128,129,0>>,<<128,136>>,<<192,0>>,<<128>>,{error,49},<<128,0,0,0>>,<<255,128,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0>>,<<224,9,128>>]
%! expect: [true,true,true,false,false]
%! expect: 1833
%! expect: 30163259
%! collect: no compiles a specification, for minutes
