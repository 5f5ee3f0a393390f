%% Searching in binaries: overlapping patterns, patterns that begin with each other, and texts that make naive searches slow.
-module(binary_search_hostile).
-export([main/0]).

main() ->
    io:format("~p~n", [binary:matches(<<"abcdabcde">>, [<<"bcde">>, <<"cd">>])]),
    io:format("~p~n", [binary:matches(<<"aaaa">>, [<<"aa">>, <<"aaa">>])]),
    io:format("~p~n", [binary:match(<<"xaby">>, [<<"b">>, <<"aby">>, <<"ab">>])]),
    io:format("~p~n", [binary:matches(<<"abcabcabd">>, [<<"abcabd">>, <<"c">>, <<"ab">>])]),
    io:format("~p~n", [binary:split(<<"a,b;;c">>, [<<",">>, <<";">>, <<";;">>], [global])]),
    Text = binary:copy(<<"a">>, 100000),
    Needle = <<(binary:copy(<<"a">>, 1000))/binary, "b">>,
    io:format("~p~n", [binary:match(Text, Needle)]),
    io:format("~p~n", [binary:match(Text, [Needle, <<"c">>])]),
    io:format("~p~n", [binary:match(<<Text/binary, "b">>, Needle)]),
    io:format("~p~n", [length(binary:matches(Text, [Needle, <<"aa">>]))]),
    Period = binary:copy(<<"ab">>, 300),
    io:format("~p~n", [length(binary:matches(binary:copy(Period, 100), [Period, <<"ba">>]))]),
    io:format("~p~n", [binary:matches(binary:copy(<<"ab">>, 450), Period)]).

%! expect: [{2,2},{5,4}]
%! expect: [{0,3}]
%! expect: {1,3}
%! expect: [{0,2},{2,1},{3,6}]
%! expect: [<<"a">>,<<"b">>,<<"c">>]
%! expect: nomatch
%! expect: nomatch
%! expect: {99000,1001}
%! expect: 50000
%! expect: 100
%! expect: [{0,600}]
