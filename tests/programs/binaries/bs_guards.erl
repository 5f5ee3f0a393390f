%% Binaries in guards and type tests.
-module(bs_guards).
-export([main/0]).

main() ->
    Terms = [<<>>, <<1>>, <<1:1>>, <<1, 2, 3>>, <<0:70>>, a, [], 1, {<<>>}],
    io:format("~p~n", [[{is_binary(T), is_bitstring(T)} || T <- Terms]]),
    io:format("~p~n", [[sizes(T) || T <- Terms]]),
    io:format("~p~n", [[part(T) || T <- Terms]]),
    io:format("~p~n", [[size_of(T) || T <- Terms]]),
    io:format("~p~n", [[try byte_size(T) catch error:badarg -> badarg end || T <- Terms]]),
    io:format("~p~n", [[try bit_size(T) catch error:badarg -> badarg end || T <- Terms]]),
    io:format("~p~n", [[compare(A, B) || A <- [<<>>, <<1>>, <<1:3>>], B <- [<<1, 0>>, <<0>>, <<1:3>>]]]).

sizes(T) when byte_size(T) =:= 1 -> one;
sizes(T) when bit_size(T) > 20 -> {long, bit_size(T)};
sizes(T) when is_bitstring(T) -> short;
sizes(_) -> other.

part(T) when binary_part(T, 0, 2) =:= <<1, 2>> -> yes;
part(T) when binary_part(T, {byte_size(T), -1}) =:= <<1>> -> last;
part(_) -> no.

size_of(T) when size(T) =:= 3 -> three;
size_of(T) when size(T) =:= 1 -> one;
size_of(_) -> other.

compare(A, B) when A < B -> lt;
compare(A, B) when A > B -> gt;
compare(A, B) when A =:= B -> eq.

%! expect: [{true,true},
%! expect:  {true,true},
%! expect:  {false,true},
%! expect:  {true,true},
%! expect:  {false,true},
%! expect:  {false,false},
%! expect:  {false,false},
%! expect:  {false,false},
%! expect:  {false,false}]
%! expect: [short,one,one,{long,24},{long,70},other,other,other,other]
%! expect: [no,last,no,yes,no,no,no,no,no]
%! expect: [other,one,other,three,other,other,other,other,one]
%! expect: [0,1,1,3,9,badarg,badarg,badarg,badarg]
%! expect: [0,8,1,24,70,badarg,badarg,badarg,badarg]
%! expect: [lt,lt,lt,lt,gt,lt,gt,gt,eq]
