%% Failed constructions: reason, stack frame, and the text that erl_erts_errors gives for each kind of mistake.
-module(bs_fail_text).
-export([main/0]).

main() ->
    [report(F) || F <- [
        fun() -> <<(id(a))>> end,
        fun() -> <<1, 2:16, (id(<<1>>)):8>> end,
        fun() -> <<1:(id(-1))>> end,
        fun() -> <<1:(id(foo))>> end,
        fun() -> <<1:(id(1 bsl 80))>> end,
        fun() -> <<1:(id(1 bsl 58))/unit:200>> end,
        fun() -> <<(id(foo))/binary>> end,
        fun() -> <<9, (id(foo))/binary>> end,
        fun() -> <<9, (id(<<1:3>>))/binary>> end,
        fun() -> <<(id(<<1:3>>))/binary, 9>> end,
        fun() -> <<9, (id(<<1, 2>>)):3/binary>> end,
        fun() -> <<9, (id(<<1, 2>>)):(id(3))/binary>> end,
        fun() -> <<9, (id(<<1, 2>>)):(id(-3))/binary>> end,
        fun() -> <<(id(x))/float>> end,
        fun() -> <<1.0:(id(48))/float>> end,
        fun() -> <<(id(1 bsl 2000))/float>> end,
        fun() -> <<(id(16#D800))/utf8>> end,
        fun() -> <<"abc", (id(-1))/utf16>> end,
        fun() -> <<"abc", (id(16#110000))/utf32>> end,
        fun() -> <<(id(list_to_binary(lists:duplicate(100, $x)))):(id(101))/binary>> end,
        fun() -> << <<(id(X)):8>> || X <- [1, 2, z] >> end]],
    ok.

report(F) ->
    try F() of
        X -> io:format("no failure: ~p~n", [X])
    catch
        error:Reason:Stack ->
            [{M, _, A, Info} | _] = Stack,
            ErrorInfo = proplists:get_value(error_info, Info, none),
            io:format("~p ~p ~p ~p~n", [Reason, M, A, proplists:get_value(line, Info) > 0]),
            #{module := EM, function := EF} = ErrorInfo,
            Cause = maps:get(cause, ErrorInfo),
            io:format("  ~0p~n  ~p~n", [Cause, [{K, iolist_to_binary(T)} || {K, T} <- lists:sort(maps:to_list(EM:EF(Reason, Stack)))]])
    end.

id(X) -> X.

%! expect: badarg bs_fail_text 0 true
%! expect:   {1,integer,type,a}
%! expect:   [{general,<<"segment 1 of type 'integer': expected an integer but got: a">>},
%! expect:    {reason,<<"construction of binary failed">>}]
%! expect: badarg bs_fail_text 0 true
%! expect:   {3,integer,type,<<1>>}
%! expect:   [{general,<<"segment 3 of type 'integer': expected an integer but got: <<1>>">>},
%! expect:    {reason,<<"construction of binary failed">>}]
%! expect: badarg bs_fail_text 0 true
%! expect:   {1,integer,size,-1}
%! expect:   [{general,<<"segment 1 of type 'integer': expected a non-negative integer as size but got: -1">>},
%! expect:    {reason,<<"construction of binary failed">>}]
%! expect: badarg bs_fail_text 0 true
%! expect:   {1,integer,size,foo}
%! expect:   [{general,<<"segment 1 of type 'integer': expected a non-negative integer as size but got: foo">>},
%! expect:    {reason,<<"construction of binary failed">>}]
%! expect: system_limit bs_fail_text 0 true
%! expect:   {1,integer,size,1208925819614629174706176}
%! expect:   [{general,<<"segment 1 of type 'integer': the size 1208925819614629174706176 is too large">>},
%! expect:    {reason,<<"construction of binary failed">>}]
%! expect: system_limit bs_fail_text 0 true
%! expect:   {1,integer,size,288230376151711744}
%! expect:   [{general,<<"segment 1 of type 'integer': the size 288230376151711744 is too large">>},
%! expect:    {reason,<<"construction of binary failed">>}]
%! expect: badarg bs_fail_text 0 true
%! expect:   {1,binary,type,foo}
%! expect:   [{general,<<"segment 1 of type 'binary': expected a binary but got: foo">>},
%! expect:    {reason,<<"construction of binary failed">>}]
%! expect: badarg bs_fail_text 0 true
%! expect:   {2,binary,type,foo}
%! expect:   [{general,<<"segment 2 of type 'binary': expected a binary but got: foo">>},
%! expect:    {reason,<<"construction of binary failed">>}]
%! expect: badarg bs_fail_text 0 true
%! expect:   {2,binary,unit,<<1:3>>}
%! expect:   [{general,<<"segment 2 of type 'binary': the size of the value <<1:3>> is not a multiple of the unit for the segment">>},
%! expect:    {reason,<<"construction of binary failed">>}]
%! expect: badarg bs_fail_text 0 true
%! expect:   {1,binary,unit,<<1:3>>}
%! expect:   [{general,<<"segment 1 of type 'binary': the size of the value <<1:3>> is not a multiple of the unit for the segment">>},
%! expect:    {reason,<<"construction of binary failed">>}]
%! expect: badarg bs_fail_text 0 true
%! expect:   {2,binary,short,<<1,2>>}
%! expect:   [{general,<<"segment 2 of type 'binary': the value <<1,2>> is shorter than the size of the segment">>},
%! expect:    {reason,<<"construction of binary failed">>}]
%! expect: badarg bs_fail_text 0 true
%! expect:   {2,binary,short,<<1,2>>}
%! expect:   [{general,<<"segment 2 of type 'binary': the value <<1,2>> is shorter than the size of the segment">>},
%! expect:    {reason,<<"construction of binary failed">>}]
%! expect: badarg bs_fail_text 0 true
%! expect:   {2,binary,size,-3}
%! expect:   [{general,<<"segment 2 of type 'binary': expected a non-negative integer as size but got: -3">>},
%! expect:    {reason,<<"construction of binary failed">>}]
%! expect: badarg bs_fail_text 0 true
%! expect:   {1,float,type,x}
%! expect:   [{general,<<"segment 1 of type 'float': expected a float or an integer but got: x">>},
%! expect:    {reason,<<"construction of binary failed">>}]
%! expect: badarg bs_fail_text 0 true
%! expect:   {1,float,invalid,48}
%! expect:   [{general,<<"segment 1 of type 'float': expected one of the supported sizes 16, 32, or 64 but got: 48">>},
%! expect:    {reason,<<"construction of binary failed">>}]
%! expect: badarg bs_fail_text 0 true
%! expect:   {1,float,no_float,114813069527425452423283320117768198402231770208869520047764273682576626139237031385665948631650626991844596463898746277344711896086305533142593135616665318539129989145312280000688779148240044871428926990063486244781615463646388363947317026040466353970904996558162398808944629605623311649536164221970332681344168908984458505602379484807914058900934776500429002716706625830522008132236281291761267883317206598995396418127021779858404042159853183251540889433902091920554957783589672039160081957216630582755380425583726015528348786419432054508915275783882625175435528800822842770817965453762184851149029376}
%! expect:   [{general,<<"segment 1 of type 'float': the value 114813069527...851149029376 is outside the range expressible as a float">>},
%! expect:    {reason,<<"construction of binary failed">>}]
%! expect: badarg bs_fail_text 0 true
%! expect:   {1,utf8,type,55296}
%! expect:   [{general,<<"segment 1 of type 'utf8': expected a non-negative integer encodable as utf8 but got: 55296">>},
%! expect:    {reason,<<"construction of binary failed">>}]
%! expect: badarg bs_fail_text 0 true
%! expect:   {2,utf16,type,-1}
%! expect:   [{general,<<"segment 2 of type 'utf16': expected a non-negative integer encodable as utf16 but got: -1">>},
%! expect:    {reason,<<"construction of binary failed">>}]
%! expect: badarg bs_fail_text 0 true
%! expect:   {2,utf32,type,1114112}
%! expect:   [{general,<<"segment 2 of type 'utf32': expected a non-negative integer encodable as utf32 but got: 1114112">>},
%! expect:    {reason,<<"construction of binary failed">>}]
%! expect: badarg bs_fail_text 0 true
%! expect:   {1,binary,short,<<"xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx">>}
%! expect:   [{general,<<"segment 1 of type 'binary': the value <<120,120,120,120,120,120,120,120...,120,120>> is shorter than the size of the segment">>},
%! expect:    {reason,<<"construction of binary failed">>}]
%! expect: badarg bs_fail_text 2 true
%! expect:   {2,integer,type,z}
%! expect:   [{general,<<"segment 2 of type 'integer': expected an integer but got: z">>},
%! expect:    {reason,<<"construction of binary failed">>}]
