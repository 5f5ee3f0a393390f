%% Options of term_to_binary/2: what is taken, what is refused, what they give.
-module(ext_options).
-export([main/0]).

main() ->
    Big = lists:duplicate(1000, {abc, "def"}),
    Plain = term_to_binary(Big),
    Sizes = [byte_size(term_to_binary(Big, [{compressed, L}])) < byte_size(Plain) || L <- lists:seq(0, 9)],
    io:format("~w~n", [Sizes]),
    <<131, Tag, Size:32, _/binary>> = term_to_binary(Big, [compressed]),
    io:format("~w ~w~n", [Tag, Size =:= byte_size(Plain) - 1]),
    io:format("~w~n", [term_to_binary(a, [compressed])]),
    io:format("~w~n", [[try byte_size(term_to_binary(a, O)) catch C:R -> {C, R} end ||
                           O <- [[], x, [x], [{compressed, 10}], [{compressed, -1}], [{minor_version, 3}], [{minor_version, a}],
                                 [compressed | x], [deterministic, local], [{compressed, 5}, compressed]]]]),
    io:format("~w~n", [[try erlang:external_size(a, O) catch C:R -> {C, R} end || O <- [[], [{minor_version, 0}], [{minor_version, 9}], x]]]),
    One = maps:from_list([{{I, a}, I} || I <- lists:seq(1, 100)]),
    Two = maps:from_list([{{I, a}, I} || I <- lists:seq(100, 1, -1)]),
    io:format("~w~n", [term_to_binary(One, [deterministic]) =:= term_to_binary(Two, [deterministic])]),
    io:format("~w~n", [term_to_binary(#{1 => a, 1.0 => b, x => c, "s" => d}, [deterministic])]),
    Local = term_to_binary({self(), make_ref()}, [local]),
    io:format("~w ~w~n", [binary:at(Local, 1), element(1, binary_to_term(Local)) =:= self()]),
    <<Head:10/binary, Byte, Rest/binary>> = Local,
    io:format("~w~n", [try binary_to_term(<<Head/binary, (Byte bxor 1), Rest/binary>>) catch error:E -> E end]),
    Vec = term_to_iovec({binary:copy(<<"x">>, 100), [binary:copy(<<"y">>, 200) | <<"tail">>]}),
    io:format("~w~n", [[byte_size(B) || B <- Vec]]),
    io:format("~w~n", [length(term_to_iovec({a, b}))]).

%! expect: [false,true,true,true,true,true,true,true,true,true]
%! expect: 80 true
%! expect: <<131,119,1,97>>
%! expect: [4,{error,badarg},{error,badarg},{error,badarg},{error,badarg},{error,badarg},{error,badarg},{error,badarg},{error,badarg},4]
%! expect: [4,5,{error,badarg},{error,badarg}]
%! expect: true
%! expect: <<131,116,0,0,0,4,97,1,119,1,97,70,63,240,0,0,0,0,0,0,119,1,98,119,1,120,119,1,99,107,0,1,115,119,1,100>>
%! expect: 121 true
%! expect: badarg
%! expect: [8,100,10,200,9]
%! expect: 1
