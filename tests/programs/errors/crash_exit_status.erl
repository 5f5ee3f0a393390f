%% A crash in the function that -s calls ends the system with status 1; what was printed before is not lost.
%! status: 1
-module(crash_exit_status).
-export([main/0]).

main() ->
    io:format("before~n"),
    error(deliberate).

%! expect: before
%! expect: {error,deliberate,[{crash_exit_status,main,0,[{file,"tests/programs/errors/crash_exit_status.erl"},{line,8}]},{init,start_it,1,[]},{init,start_em,1,[]},{init,do_boot,3,[]}]}
