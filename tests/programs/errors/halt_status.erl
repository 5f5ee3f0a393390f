%% halt with a number gives that exit status, and waits for output that is still on its way.
%! status: 3
-module(halt_status).
-export([main/0]).

main() ->
    [io:format("line ~p~n", [N]) || N <- lists:seq(1, 20)],
    halt(3).

%! expect: line 1
%! expect: line 2
%! expect: line 3
%! expect: line 4
%! expect: line 5
%! expect: line 6
%! expect: line 7
%! expect: line 8
%! expect: line 9
%! expect: line 10
%! expect: line 11
%! expect: line 12
%! expect: line 13
%! expect: line 14
%! expect: line 15
%! expect: line 16
%! expect: line 17
%! expect: line 18
%! expect: line 19
%! expect: line 20
