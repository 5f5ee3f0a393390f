%% Ports over descriptors: output, information, links, names, data, closing.
-module(fd_ports).
-export([main/0]).

main() ->
    P = open_port({fd, 1, 1}, [out, binary]),
    io:format("~p~n", [is_port(P)]),
    io:format("~p~n", [erlang:port_info(P, name)]),
    io:format("~p~n", [erlang:port_info(P, connected) =:= {connected, self()}]),
    io:format("~p~n", [erlang:port_info(P, links) =:= {links, [self()]}]),
    io:format("~p~n", [lists:member(P, erlang:ports())]),
    io:format("~p~n", [register(my_port, P)]),
    io:format("~p ~p~n", [whereis(my_port) =:= P, erlang:port_info(my_port, registered_name)]),
    io:format("~p~n", [erlang:port_info(P, registered_name)]),
    io:format("~p ~p~n", [erlang:port_set_data(P, {some, "data"}), erlang:port_get_data(my_port)]),
    io:format("~p~n", [[K || {K, _} <- erlang:port_info(P)]]),
    io:format("~p~n", [element(1, erlang:port_info(P, os_pid))]),
    io:format("~p~n", [catch_error(fun() -> erlang:port_control(P, 1, "x") end)]),
    io:format("~p~n", [catch_error(fun() -> erlang:port_call(P, 1, x) end)]),
    io:format("~p~n", [catch_error(fun() -> erlang:port_command(P, "x", [force]) end)]),
    io:format("~p~n", [catch_error(fun() -> erlang:port_command(P, "x", [bad]) end)]),
    io:format("~p~n", [erlang:port_command(P, [])]),
    io:format("~p~n", [erlang:port_info(P, output)]),
    process_flag(trap_exit, true),
    io:format("~p~n", [port_close(P)]),
    receive M -> io:format("~p~n", [setelement(2, M, port)]) end,
    io:format("~p~n", [whereis(my_port)]),
    io:format("~p~n", [erlang:port_info(P)]),
    io:format("~p~n", [catch_error(fun() -> port_close(P) end)]),
    io:format("~p~n", [catch_error(fun() -> port_command(P, "x") end)]).

catch_error(F) ->
    try F() catch Class:Reason -> {Class, Reason} end.

%! expect: true
%! expect: {name,"1/1"}
%! expect: true
%! expect: true
%! expect: true
%! expect: true
%! expect: true {registered_name,my_port}
%! expect: {registered_name,my_port}
%! expect: true {some,"data"}
%! expect: [registered_name,name,links,id,connected,input,output,os_pid]
%! expect: os_pid
%! expect: {error,badarg}
%! expect: {error,badarg}
%! expect: {error,notsup}
%! expect: {error,badarg}
%! expect: true
%! expect: {output,0}
%! expect: true
%! expect: {'EXIT',port,normal}
%! expect: undefined
%! expect: undefined
%! expect: {error,badarg}
%! expect: {error,badarg}
