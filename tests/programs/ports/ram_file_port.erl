%% A built-in driver spoken to directly: commands, answers with a list head and a binary tail, a port that counts bytes.
-module(ram_file_port).
-export([main/0]).

main() ->
    P = open_port({spawn, "ram_file_drv"}, [binary]),
    io:format("~p~n", [erlang:port_info(P, name)]),
    io:format("~p~n", [call(P, <<1, 3:32, "abc">>)]),
    io:format("~p~n", [call(P, <<2, 10:32>>)]),
    io:format("~p~n", [call(P, <<4, "defg">>)]),
    io:format("~p~n", [call(P, [30])]),
    io:format("~p~n", [call(P, <<3, (-5):32, 0:32>>)]),
    io:format("~p~n", [element(1, erlang:port_info(P, input))]),
    io:format("~p~n", [erlang:port_info(P, output)]),
    true = port_close(P),
    L = open_port({spawn_driver, ram_file_drv}, []),
    io:format("~p~n", [call(L, <<1, 1:32, "xyz">>)]),
    io:format("~p~n", [call(L, <<17, 1:32, 5:32>>)]),
    io:format("~p~n", [call(L, <<18, 1:32, 5:32>>)]),
    true = port_close(L).

call(P, Command) ->
    true = port_command(P, Command),
    receive {P, {data, Data}} -> Data after 1000 -> none end.

%! expect: {name,"ram_file_drv"}
%! expect: [3,0,0,0,0]
%! expect: [2,0,0,0,3|<<"abc">>]
%! expect: [3,0,0,0,4]
%! expect: [2,0,0,0,7|<<"abcdefg">>]
%! expect: [1,101,105,110,118,97,108]
%! expect: input
%! expect: {output,28}
%! expect: [3,0,0,0,0]
%! expect: [2,0,0,0,2,121,122]
%! expect: [1,101,98,97,100,102]
