%% The exact bytes of encodings: integers at their borders, strings, lists, floats, atoms, bitstrings.
-module(ext_bytes).
-export([main/0]).

main() ->
    [show(T) || T <- [0, 255, 256, -1, 1 bsl 31 - 1, 1 bsl 31, -(1 bsl 31), -(1 bsl 31) - 1, 1 bsl 59, 1 bsl 64, -(1 bsl 64)]],
    [show(T) || T <- ["", "abc", [256], [1 | 2], [a], {}, {1, 2}, [[]]]],
    [show(T) || T <- [0.0, -0.0, 1.5, a, '', 'å', 'λ', <<>>, <<1, 2>>, <<1:3>>, #{}, #{1 => 2}]],
    io:format("~w~n", [byte_size(term_to_binary(lists:duplicate(65535, 1)))]),
    io:format("~w~n", [byte_size(term_to_binary(lists:duplicate(65536, 1)))]),
    io:format("~w~n", [byte_size(term_to_binary(1 bsl 2039))]),
    io:format("~w~n", [byte_size(term_to_binary(1 bsl 2040))]),
    io:format("~w~n", [term_to_binary(1.1, [{minor_version, 0}])]),
    io:format("~w~n", [term_to_binary('å', [{minor_version, 1}])]),
    io:format("~w~n", [term_to_binary('λ', [{minor_version, 1}])]),
    io:format("~w~n", [erlang:phash2(term_to_binary(maps:from_list([{I, I} || I <- lists:seq(1, 100)])))]),
    io:format("~w~n", [term_to_binary(fun lists:map/2)]).

show(Term) -> io:format("~s~n", [binary:encode_hex(term_to_binary(Term))]).

%! collect: no walks large terms for a minute
%! expect: 836100
%! expect: 8361FF
%! expect: 836200000100
%! expect: 8362FFFFFFFF
%! expect: 83627FFFFFFF
%! expect: 836E040000000080
%! expect: 836280000000
%! expect: 836E040101000080
%! expect: 836E08000000000000000008
%! expect: 836E0900000000000000000001
%! expect: 836E0901000000000000000001
%! expect: 836A
%! expect: 836B0003616263
%! expect: 836C0000000162000001006A
%! expect: 836C0000000161016102
%! expect: 836C000000017701616A
%! expect: 836800
%! expect: 83680261016102
%! expect: 836C000000016A6A
%! expect: 83460000000000000000
%! expect: 83468000000000000000
%! expect: 83463FF8000000000000
%! expect: 83770161
%! expect: 837700
%! expect: 837702C3A5
%! expect: 837702CEBB
%! expect: 836D00000000
%! expect: 836D000000020102
%! expect: 834D000000010320
%! expect: 837400000000
%! expect: 83740000000161016102
%! expect: 65539
%! expect: 131079
%! expect: 259
%! expect: 263
%! expect: <<131,99,49,46,49,48,48,48,48,48,48,48,48,48,48,48,48,48,48,48,56,56,56,50,101,43,48,48,0,0,0,0,0>>
%! expect: <<131,100,0,1,229>>
%! expect: <<131,119,2,206,187>>
%! expect: 1199087
%! expect: <<131,113,119,5,108,105,115,116,115,119,3,109,97,112,97,2>>
