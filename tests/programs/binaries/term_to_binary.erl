%% The external term format: exact bytes of each kind of term, round trips, compression, options, damaged input.
-module(term_to_binary).
-export([main/0]).

main() ->
    Ts = [0, 255, 256, -1, 2147483647, 2147483648, -2147483649, 1 bsl 100, 1.5, a, 'é', true, [], "abc", [1, 2, 300], [a | b],
        {}, {a, 1}, <<"bin">>, <<5:3>>, #{}, #{1 => 2}, fun lists:map/2, lists:duplicate(3, x)],
    [io:format("~w~n", [erlang:term_to_binary(T)]) || T <- Ts],
    io:format("~p~n", [[T || T <- Ts, binary_to_term(erlang:term_to_binary(T)) =/= T]]),
    F = fun(X) -> X + length(Ts) end,
    io:format("~p~n", [(binary_to_term(erlang:term_to_binary(F)))(1)]),
    Big = {lists:seq(1, 5000), maps:from_list([{N, {N, <<N:32>>}} || N <- lists:seq(1, 1000)]), self(), make_ref()},
    io:format("~p~n", [binary_to_term(erlang:term_to_binary(Big)) =:= Big]),
    Z = erlang:term_to_binary(lists:duplicate(1000, a), [compressed]),
    io:format("~p ~p~n", [byte_size(Z) < 100, length(binary_to_term(Z))]),
    io:format("~w~n", [erlang:term_to_binary({1.5}, [{minor_version, 0}])]),
    io:format("~p~n", [erlang:external_size([a, 1, 2.0])]),
    io:format("~p~n", [binary_to_term(<<131, 97, 7, 1, 2>>, [used])]),
    [io:format("~p~n", [element(1, element(2, catch binary_to_term(B)))]) || B <- [<<>>, <<131>>, <<131, 109, 0, 0, 0, 9, 1>>, <<131, 200>>, <<132, 97, 1>>]],
    io:format("~p~n", [element(1, element(2, catch binary_to_term(<<131, 119, 22, "certainly_not_an_atom!">>, [safe])))]),
    io:format("~p~n", [binary_to_term(<<131, 100, 0, 3, "old">>)]),
    io:format("~p~n", [binary_to_term(<<131, 99, "1.50000000000000000000e+00", 0, 0, 0, 0, 0>>)]),
    io:format("~p~n", [iolist_to_binary(erlang:term_to_iovec({a, <<"b">>})) =:= erlang:term_to_binary({a, <<"b">>})]).

%! expect: <<131,97,0>>
%! expect: <<131,97,255>>
%! expect: <<131,98,0,0,1,0>>
%! expect: <<131,98,255,255,255,255>>
%! expect: <<131,98,127,255,255,255>>
%! expect: <<131,110,4,0,0,0,0,128>>
%! expect: <<131,110,4,1,1,0,0,128>>
%! expect: <<131,110,13,0,0,0,0,0,0,0,0,0,0,0,0,0,16>>
%! expect: <<131,70,63,248,0,0,0,0,0,0>>
%! expect: <<131,119,1,97>>
%! expect: <<131,119,2,195,169>>
%! expect: <<131,119,4,116,114,117,101>>
%! expect: <<131,106>>
%! expect: <<131,107,0,3,97,98,99>>
%! expect: <<131,108,0,0,0,3,97,1,97,2,98,0,0,1,44,106>>
%! expect: <<131,108,0,0,0,1,119,1,97,119,1,98>>
%! expect: <<131,104,0>>
%! expect: <<131,104,2,119,1,97,97,1>>
%! expect: <<131,109,0,0,0,3,98,105,110>>
%! expect: <<131,77,0,0,0,1,3,160>>
%! expect: <<131,116,0,0,0,0>>
%! expect: <<131,116,0,0,0,1,97,1,97,2>>
%! expect: <<131,113,119,5,108,105,115,116,115,119,3,109,97,112,97,2>>
%! expect: <<131,108,0,0,0,3,119,1,120,119,1,120,119,1,120,106>>
%! expect: []
%! expect: 25
%! expect: true
%! expect: true 1000
%! expect: <<131,104,1,99,49,46,53,48,48,48,48,48,48,48,48,48,48,48,48,48,48,48,48,48,48,48,101,43,48,48,0,0,0,0,0>>
%! expect: 21
%! expect: {7,3}
%! expect: badarg
%! expect: badarg
%! expect: badarg
%! expect: badarg
%! expect: badarg
%! expect: badarg
%! expect: old
%! expect: 1.5
%! expect: true
