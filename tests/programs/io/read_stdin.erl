%% Reading from standard input that has ended.
-module(read_stdin).
-export([main/0]).

main() ->
    io:format("~p~n", [io:get_line("")]),
    io:format("~p~n", [io:get_chars("", 3)]),
    io:format("~p~n", [io:read("")]),
    io:format("~p~n", [file:read_line(standard_io)]).

%! expect: eof
%! expect: eof
%! expect: eof
%! expect: eof
