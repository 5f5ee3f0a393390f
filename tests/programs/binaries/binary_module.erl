%% The binary module: matches, split, replace, first, last, longest common parts, encode and decode, hex.
-module(binary_module).
-export([main/0]).

main() ->
    S = <<"the cat sat on the mat">>,
    io:format("~p~n", [binary:matches(S, <<"at">>)]),
    io:format("~p~n", [binary:match(S, [<<"mat">>, <<"sat">>])]),
    io:format("~p~n", [binary:match(S, <<"dog">>)]),
    io:format("~p~n", [binary:split(S, <<" ">>)]),
    io:format("~p~n", [binary:split(S, [<<" ">>, <<"e">>], [global, trim_all])]),
    io:format("~p~n", [binary:replace(S, <<"at">>, <<"og">>, [global])]),
    io:format("~p~n", [binary:replace(S, <<"a">>, <<"[]">>, [global, {insert_replaced, 1}])]),
    Cp = binary:compile_pattern([<<"cat">>, <<"ca">>, <<"t">>]),
    io:format("~p~n", [binary:matches(S, Cp)]),
    io:format("~p~n", [binary:matches(S, <<"t">>, [{scope, {5, 10}}])]),
    io:format("~p ~p ~p~n", [binary:first(S), binary:last(S), binary:at(S, 4)]),
    io:format("~p~n", [binary:longest_common_prefix([<<"erlang">>, <<"erl">>, <<"ergonomic">>])]),
    io:format("~p~n", [binary:longest_common_suffix([<<"walking">>, <<"talking">>])]),
    io:format("~p ~p~n", [binary:encode_unsigned(1234567), binary:decode_unsigned(<<1, 2, 3>>, little)]),
    io:format("~p~n", [binary:bin_to_list(<<"hello">>, {1, 3})]),
    io:format("~p ~p~n", [binary:encode_hex(<<255, 0, 171>>), binary:decode_hex(<<"FF00aB">>)]),
    io:format("~p~n", [binary:list_to_bin([1, [2]])]),
    io:format("~p~n", [catch element(1, element(2, catch binary:part(<<1>>, 0, 2)))]),
    io:format("~p~n", [base64:encode(<<"any carnal pleas">>)]),
    io:format("~p~n", [base64:decode(<<"YW55IGNhcm5hbA==">>)]),
    io:format("~p~n", [length(binary:split(binary:copy(<<"ab,">>, 10000), <<",">>, [global]))]),
    io:format("~p~n", [erlang:crc32(<<"123456789">>)]),
    io:format("~p~n", [erlang:adler32(<<"Wikipedia">>)]),
    io:format("~p~n", [binary:encode_hex(erlang:md5(<<"abc">>))]).

%! expect: [{5,2},{9,2},{20,2}]
%! expect: {8,3}
%! expect: nomatch
%! expect: [<<"the">>,<<"cat sat on the mat">>]
%! expect: [<<"th">>,<<"cat">>,<<"sat">>,<<"on">>,<<"th">>,<<"mat">>]
%! expect: <<"the cog sog on the mog">>
%! expect: <<"the c[a]t s[a]t on the m[a]t">>
%! expect: [{0,1},{4,3},{10,1},{15,1},{21,1}]
%! expect: [{6,1},{10,1}]
%! expect: 116 116 99
%! expect: 2
%! expect: 6
%! expect: <<18,214,135>> 197121
%! expect: "ell"
%! expect: <<"FF00AB">> <<255,0,171>>
%! expect: <<1,2>>
%! expect: badarg
%! expect: <<"YW55IGNhcm5hbCBwbGVhcw==">>
%! expect: <<"any carnal">>
%! expect: 10001
%! expect: 3421780262
%! expect: 300286872
%! expect: <<"900150983CD24FB0D6963F7D28E17F72">>
