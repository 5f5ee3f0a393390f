%% prim_tty's functions that need no terminal.
-module(terminal_widths).
-export([main/0]).

main() ->
    io:format("~p~n", [[prim_tty:npwcwidth(C) || C <- [$a, $å, 16#3042, 16#1F600, 16#301, 16#AC00, 16#FF21]]]),
    io:format("~p ~p ~p~n", [prim_tty:isatty(stdin) =:= true, prim_tty:isatty(stdout), try prim_tty:isatty(other) catch error:E -> E end]),
    io:format("~p~n", [prim_tty:sizeof_wchar()]),
    io:format("~p~n", [prim_tty:wcswidth(<<$a:32/native, 16#3042:32/native>>)]),
    io:format("~p~n", [io_lib:format("~ts", ["åπ"])]).

%! expect: [1,1,2,2,0,2,2]
%! expect: false false badarg
%! expect: 4
%! expect: {ok,3}
%! expect: [[229,960]]
