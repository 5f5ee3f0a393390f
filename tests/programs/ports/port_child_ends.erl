% What a child program cannot do, and its end: a directory or file that the system refuses shows in the exit status; the end of input is
% told once; a writer to a busy port is suspended.
-module(port_child_ends).
-export([main/0]).

main() ->
    %! expect: {cd,{exit_status,2}}
    Cd = open_port({spawn, "exit 0"}, [{cd, "/there/is/no/such"}, exit_status, {env, [{"PATH", ""}]}]),
    io:format("~p~n", [{cd, receive {Cd, CdStatus} -> CdStatus end}]),
    %! expect: {env,{exit_status,7}}
    Huge = open_port({spawn, "true"}, [{env, [{"V" ++ integer_to_list(I), lists:duplicate(100000, $v)} || I <- lists:seq(1, 40)]}, exit_status]),
    io:format("~p~n", [{env, receive {Huge, HugeStatus} -> HugeStatus end}]),
    %! expect: {lines,[{data,{eol,"one"}},{data,{noeol,"two"}},eof]}
    Lines = open_port({spawn, "printf 'one\\ntwo'"}, [{line, 10}, eof]),
    io:format("~p~n", [{lines, [receive {Lines, What} -> What end || _ <- [1, 2, 3]]}]),
    timer:sleep(50),
    port_close(Lines),
    %! expect: none
    io:format("~p~n", [receive {Lines, eof} -> eof after 0 -> none end]),
    %! expect: suspended
    Deaf = open_port({spawn, "sleep 1000"}, [{busy_limits_port, {1, 1}}]),
    true = is_port(Deaf),
    Self = self(),
    {os_pid, Child} = erlang:port_info(Deaf, os_pid),
    Writer = spawn(fun() -> port_connect(Deaf, self()), Self ! connected, flood(Deaf) end),
    port_connect(Deaf, Writer),
    io:format("~p~n", [suspended(Writer)]),
    exit(Writer, kill),
    os:cmd("kill " ++ integer_to_list(Child)).

flood(Port) -> port_command(Port, binary:copy(<<0>>, 10000)), flood(Port).

suspended(Pid) ->
    case process_info(Pid, status) of
        {status, suspended} -> suspended;
        _ -> timer:sleep(1), suspended(Pid)
    end.
%! collect: no makes an environment of megabytes, for minutes
