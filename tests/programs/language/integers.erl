%% Integers of every size: small, the small-to-big border, big; division, shifts, bits, text.
-module(integers).
-export([main/0]).

main() ->
    B = 1 bsl 59,
    [io:format("~p~n", [X]) || X <- [B - 1, B, -B, -B - 1, B * B, B * -B, (B * B) div B, (B * B + 7) rem B]],
    [io:format("~p ~p~n", [X div Y, X rem Y]) || {X, Y} <- [{7, 2}, {-7, 2}, {7, -2}, {-7, -2}, {B * B, 10}, {-(B * B), 1000000007}]],
    io:format("~p~n", [[X bsr 3 || X <- [80, -80, -1, -(1 bsl 80), 1 bsl 80]]]),
    io:format("~p~n", [[1 bsl N || N <- [0, 58, 59, 60, 64, 128]]]),
    io:format("~p~n", [[-1 band 16#FF, 5 bor 10, 5 bxor 1, bnot 0, bnot -5, (1 bsl 70) band ((1 bsl 70) - 1)]]),
    io:format("~p~n", [[(-(1 bsl 65)) band 16#FFFF0000, (-(1 bsl 65)) bor 5, (-(1 bsl 65)) bxor -1, bnot (1 bsl 65)]]),
    io:format("~p~n", [fact(50)]),
    io:format("~p~n", [fact(50) div fact(48)]),
    io:format("~p~n", [abs(-(1 bsl 59))]),
    io:format("~s ~s~n", [integer_to_list(255, 16), integer_to_list(-(1 bsl 100), 36)]),
    io:format("~p~n", [list_to_integer("-1234567890123456789012345")]),
    io:format("~p~n", [binary_to_integer(<<"zz">>, 36)]),
    io:format("~p~n", [[X || X <- [1, 2.0, 1 bsl 70, -1, 1.5], X > 1]]),
    io:format("~p~n", [lists:sort([3, 1 bsl 64, -(1 bsl 64), 2.5, 1.0e30, 0])]),
    io:format("~p~n", [catch 1 div 0]),
    io:format("~p~n", [gcd(fact(30), 3 bsl 40)]),
    io:format("~p~n", [pow(3, 200)]),
    io:format("~p~n", [pow(7, 77) rem 1000000007]),
    io:format("~p~n", [(1 bsl 64) == 18446744073709551616.0]),
    io:format("~p ~p~n", [9007199254740993 == 9007199254740992.0, 9007199254740992 == 9007199254740992.0]),
    io:format("~p~n", [[trunc(1.0e20), round(2.5), round(-2.5), ceil(1.1), floor(-1.1), trunc(-0.9)]]).

fact(0) -> 1;
fact(N) -> N * fact(N - 1).
gcd(A, 0) -> A;
gcd(A, B) -> gcd(B, A rem B).
pow(_, 0) -> 1;
pow(B, N) when N rem 2 =:= 0 -> H = pow(B, N div 2), H * H;
pow(B, N) -> B * pow(B, N - 1).

%! expect: 576460752303423487
%! expect: 576460752303423488
%! expect: -576460752303423488
%! expect: -576460752303423489
%! expect: 332306998946228968225951765070086144
%! expect: -332306998946228968225951765070086144
%! expect: 576460752303423488
%! expect: 7
%! expect: 3 1
%! expect: -3 -1
%! expect: -3 1
%! expect: 3 -1
%! expect: 33230699894622896822595176507008614 4
%! expect: -332306996620079991885391821 -872343397
%! expect: [10,-10,-1,-151115727451828646838272,151115727451828646838272]
%! expect: [1,288230376151711744,576460752303423488,1152921504606846976,
%! expect:  18446744073709551616,340282366920938463463374607431768211456]
%! expect: [255,15,4,-1,4,0]
%! expect: [0,-36893488147419103227,36893488147419103231,-36893488147419103233]
%! expect: 30414093201713378043612608166064768844377641568960512000000000000
%! expect: 2450
%! expect: 576460752303423488
%! expect: FF -3EWFDNCA0N6LD1GGVFGG
%! expect: -1234567890123456789012345
%! expect: 1295
%! expect: [2.0,1180591620717411303424,1.5]
%! expect: [-18446744073709551616,0,2.5,3,18446744073709551616,1.0e30]
%! expect: {'EXIT',{badarith,[{erlang,'div',
%! expect:                            [1,0],
%! expect:                            [{error_info,#{module => erl_erts_errors}}]},
%! expect:                    {integers,main,0,
%! expect:                              [{file,"tests/programs/language/integers.erl"},
%! expect:                               {line,21}]},
%! expect:                    {init,start_it,1,[]},
%! expect:                    {init,start_em,1,[]},
%! expect:                    {init,do_boot,3,[]}]}}
%! expect: 201326592
%! expect: 265613988875874769338781322035779626829233452653394495974574961739092490901302182994384699044001
%! expect: 73152087
%! expect: true
%! expect: false true
%! expect: [100000000000000000000,3,-3,2,-2,0]
