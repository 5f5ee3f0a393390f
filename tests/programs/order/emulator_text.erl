%% The text that the emulator itself makes of terms, whole and cut short.
-module(emulator_text).
-export([main/0]).

main() ->
    Ts = [a, 'a b', 'A', '', 1, -5, 1 bsl 70, 1.5, -0.25, [], [1, 2, 3], "text", "line\nbreak \"q\"", [a | b], {}, {a, {b}}, #{}, #{a => 1}, #{1 => [x], 2 => {y}}, <<>>, <<"text">>, <<1, 2>>, <<5:3>>, <<1, 5:3>>, fun lists:map/2, [[], [[]]], [97, 98 | c], [0, 97]],
    [io:format("~s~n", [erts_internal:term_to_string(T, undefined)]) || T <- Ts],
    [io:format("~s~n", [erts_internal:term_to_string(lists:seq(1, 100), N)]) || N <- [2, 3, 10]],
    [io:format("~s~n", [erts_internal:term_to_string({abcdef, "some text", <<"some bytes">>}, N)]) || N <- [2, 8, 9, 12, 30]],
    true = erlang:display({hello, [1, 2], "x"}),
    true = erlang:display_string("raw\n").

%! expect: a
%! expect: 'a b'
%! expect: 'A'
%! expect: ''
%! expect: 1
%! expect: -5
%! expect: 1180591620717411303424
%! expect: 1.500000e+00
%! expect: -2.500000e-01
%! expect: []
%! expect: [1,2,3]
%! expect: "text"
%! expect: "line\nbreak \"q\""
%! expect: [a|b]
%! expect: {}
%! expect: {a,{b}}
%! expect: #{}
%! expect: #{a=>1}
%! expect: #{1=>[x],2=>{y}}
%! expect: <<>>
%! expect: <<"text">>
%! expect: <<1,2>>
%! expect: <<5:3>>
%! expect: <<1,5:3>>
%! expect: fun lists:map/2
%! expect: [[],[[]]]
%! expect: [97,98|c]
%! expect: [0,97]
%! expect: [1,...
%! expect: [1,2,...
%! expect: [1,2,3,4,5,6,7,8,9,...
%! expect: {abcdef...
%! expect: {abcdef...
%! expect: {abcdef,"...
%! expect: {abcdef,"som...
%! expect: {abcdef,"some text",<<"some bytes">>}
%! expect: {hello,[1,2],"x"}
