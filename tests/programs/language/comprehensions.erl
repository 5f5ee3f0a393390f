%% List, binary and map comprehensions with several generators, filters and patterns that skip.
-module(comprehensions).
-export([main/0]).

main() ->
    io:format("~p~n", [[X * Y || X <- [1, 2, 3], Y <- [10, 100]]]),
    io:format("~p~n", [[{A, B, C} || A <- lists:seq(1, 20), B <- lists:seq(A, 20), C <- lists:seq(B, 20), A * A + B * B =:= C * C]]),
    io:format("~p~n", [[V || {ok, V} <- [{ok, 1}, error, {ok, 2}, {error, 3}]]]),
    io:format("~p~n", [<< <<(X + 1)>> || <<X>> <= <<1, 2, 3>> >>]),
    io:format("~p~n", [[X || <<X:4>> <= <<16#AB, 16#CD>>]]),
    io:format("~p~n", [<< <<B:1>> || B <- [1, 0, 1, 1] >>]),
    io:format("~p~n", [[{K, V} || K := V <- #{a => 1}]]),
    io:format("~p~n", [#{K => V * V || K := V <- #{1 => 2, 2 => 3}}]),
    io:format("~p~n", [#{X => [X] || X <- [1, 2, 1]}]),
    io:format("~p~n", [[X || X <- "hello world", X =/= $o]]),
    io:format("~p~n", [[[Y * X || Y <- lists:seq(1, X)] || X <- lists:seq(1, 4)]]),
    io:format("~p~n", [length([ok || _ <- lists:seq(1, 1000), true])]),
    io:format("~p~n", [catch [X || X <- not_a_list]]),
    io:format("~p~n", [lists:sort([N || N <- lists:seq(2, 60), [] =:= [D || D <- lists:seq(2, N - 1), N rem D =:= 0]])]),
    io:format("~p~n", [<< <<X:16/little>> || X <- [1, 256] >>]),
    io:format("~p~n", [[X || X <- [1, 2, 3, 4], begin Y = X * X, Y > 4 end]]).

%! expect: [10,100,20,200,30,300]
%! expect: [{3,4,5},{5,12,13},{6,8,10},{8,15,17},{9,12,15},{12,16,20}]
%! expect: [1,2]
%! expect: <<2,3,4>>
%! expect: "\n\v\f\r"
%! expect: <<11:4>>
%! expect: [{a,1}]
%! expect: #{1 => 4,2 => 9}
%! expect: #{1 => [1],2 => [2]}
%! expect: "hell wrld"
%! expect: [[1],[2,4],[3,6,9],[4,8,12,16]]
%! expect: 1000
%! expect: {'EXIT',{{bad_generator,not_a_list},
%! expect:          [{comprehensions,'-main/0-lc$^16/1-16-',1,
%! expect:                           [{file,"tests/programs/language/comprehensions.erl"},
%! expect:                            {line,18}]},
%! expect:           {comprehensions,main,0,
%! expect:                           [{file,"tests/programs/language/comprehensions.erl"},
%! expect:                            {line,18}]},
%! expect:           {init,start_it,1,[]},
%! expect:           {init,start_em,1,[]},
%! expect:           {init,do_boot,3,[]}]}}
%! expect: [2,3,5,7,11,13,17,19,23,29,31,37,41,43,47,53,59]
%! expect: <<1,0,0,1>>
%! expect: [3,4]
