%% json of stdlib (OTP 27): encoding, decoding, errors, custom callbacks, streaming.
-module(json_stdlib).
-export([main/0]).

main() ->
    [io:format("~s~n", [json:encode(T)]) || T <- [null, true, 1, -2.5, <<"str\n\"q\" é"/utf8>>, [1, [2], []], #{<<"k">> => [1, #{}]}, #{1 => a}, 1.0e20, <<"😀"/utf8>>]],
    [io:format("~p~n", [json:decode(B)]) || B <- [<<"null">>, <<" [1, 2.5e3, -0, \"x\\u00e9\\n\"] ">>, <<"{\"a\":{\"b\":[true,false]}}">>, <<"\"\\ud83d\\ude00\"">>, <<"12345678901234567890">>]],
    [io:format("~p~n", [try json:decode(B) catch error:E -> E end]) || B <- [<<"">>, <<"[1,">>, <<"{\"a\" 1}">>, <<"tru">>, <<"\"\\x\"">>, <<255>>]],
    io:format("~s~n", [json:format(#{<<"list">> => [1, 2], <<"n">> => null})]),
    io:format("~p~n", [json:decode(<<"[1,{\"x\":2}]">>, acc, #{object_push => fun(K, V, A) -> [{binary_to_atom(K), V} | A] end, object_finish => fun(A, Old) -> {lists:reverse(A), Old} end, object_start => fun(_) -> [] end})]),
    {continue, S} = json:decode_start(<<"[1,2">>, acc, #{}),
    {[1, 23], acc, <<>>} = json:decode_continue(<<"3]">>, S),
    Big = [#{<<"id">> => N, <<"name">> => <<"item ", (integer_to_binary(N))/binary>>} || N <- lists:seq(1, 2000)],
    io:format("~p~n", [json:decode(iolist_to_binary(json:encode(Big))) =:= Big]).

%! collect: no encodes large documents for minutes with four schedulers
%! expect: null
%! expect: true
%! expect: 1
%! expect: -2.5
%! expect: "str\n\"q\" Ã©"
%! expect: [1,[2],[]]
%! expect: {"k":[1,{}]}
%! expect: {"1":"a"}
%! expect: 1.0e20
%! expect: "ð"
%! expect: null
%! expect: [1,2.5e3,0,<<"xÃ©\n">>]
%! expect: #{<<"a">> => #{<<"b">> => [true,false]}}
%! expect: <<240,159,152,128>>
%! expect: 12345678901234567890
%! expect: unexpected_end
%! expect: unexpected_end
%! expect: {invalid_byte,49}
%! expect: unexpected_end
%! expect: {invalid_byte,120}
%! expect: {invalid_byte,255}
%! expect: {
%! expect:   "list": [1,2],
%! expect:   "n": null
%! expect: }
%! expect:
%! expect: {[1,[{x,2}]],acc,<<>>}
%! expect: true
