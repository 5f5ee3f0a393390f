%% A crash in the function that -s calls ends the system with status 1; what was printed before is not lost.
%% The logger is off: whether it gets to report the crash before the end is a matter of luck.
%! status: 1
%! flags: -kernel logger_level none
-module(crash_exit_status).
-export([main/0]).

main() ->
    io:format("before~n"),
    error(deliberate).

%! expect: before
%! expect: {error,deliberate,[{crash_exit_status,main,0,[{file,"tests/programs/errors/crash_exit_status.erl"},{line,10}]},{init,start_it,1,[]},{init,start_em,1,[]},{init,do_boot,3,[]}]}
