% Child programs leave nothing behind: no zombie, no descriptor, here or in the child; and the ways of passing data.
-module(child_leaks).
-export([main/0]).
main() ->
    Fds0 = fds(),
    [run(N) || N <- lists:seq(1, 300)],
    timer:sleep(100),
    Zombies = [P || P <- children(), state(P) =:= "Z"],
    io:format("fds grown ~p zombies ~p~n", [fds() - Fds0 =< 2, Zombies]),
    %% close a port whose child lives: reaped?
    P = open_port({spawn_executable, "/bin/sleep"}, [{args, ["0.3"]}]),
    {os_pid, Pid} = erlang:port_info(P, os_pid),
    port_close(P), timer:sleep(800),
    io:format("~p~n", [state(integer_to_list(Pid))]),
    io:format("~p~n", [os:cmd("echo out; echo err 1>&2; exit 3")]),
    io:format("~p~n", [os:cmd("cat", #{max_size => 5})]),
    io:format("~p~n", [os:cmd("yes | head -c 100000", #{max_size => 5})]),
    io:format("~p~n", [try open_port({spawn_executable, "/no/such"}, []) catch error:Reason1 -> Reason1 end]),
    io:format("~p~n", [try open_port({spawn_executable, "/etc/passwd"}, []) catch error:Reason2 -> Reason2 end]),
    io:format("~p~n", [try open_port({spawn_driver, "nodrv"}, []) catch error:Reason3 -> Reason3 end]),
    io:format("~p~n", [try open_port({spawn, ""}, []) catch error:Reason4 -> Reason4 end]),
    Q = open_port({spawn, "exit 7"}, [exit_status, in, stream, stderr_to_stdout]),
    io:format("~p~n", [lists:last(drain(Q))]),
    Q2 = open_port({spawn, "nosuchprogram_x"}, [exit_status, stderr_to_stdout, {line, 200}]),
    io:format("~p~n", [drain(Q2)]),
    Q3 = open_port({spawn, "cat"}, [eof, binary, {packet, 2}]),
    port_command(Q3, "abc"),
    io:format("~p~n", [receive {Q3, X3} -> X3 after 2000 -> timeout end]),
    port_close(Q3),
    Q4 = open_port({spawn_executable, "/bin/sh"}, [{args, ["-c", "echo $0 $FOO $(pwd)"]}, {arg0, "zero"}, {env, [{"FOO", "bar"}, {"PATH", false}]}, {cd, "/tmp"}, exit_status, {line, 80}]),
    io:format("~p~n", [drain(Q4)]),
    Q5 = open_port({spawn, "kill -9 $$"}, [exit_status]),
    io:format("~p~n", [drain(Q5)]),
    Q6 = open_port({spawn, "printf one; sleep 0.1; printf two"}, [eof, use_stdio, in]),
    io:format("~p~n", [drain(Q6)]),
    Q7 = open_port({spawn, "cat <&3 >&4"}, [nouse_stdio, {packet, 4}, binary]),
    port_command(Q7, "via 3 and 4"),
    io:format("~p~n", [receive {Q7, X7} -> X7 after 2000 -> timeout end]),
    Q8 = open_port({spawn, "ls /proc/self/fd | wc -l"}, [stream]),
    io:format("~p~n", [drain(Q8)]).
drain(P) -> receive {P, {exit_status, _} = S} -> [S]; {P, eof} -> [eof]; {P, D} -> [D | drain(P)] after 2000 -> [timeout] end.
run(N) -> P = open_port({spawn, "true"}, [exit_status | [eof || N rem 2 =:= 0]]), receive {P, {exit_status, 0}} -> ok after 5000 -> io:format("lost~n") end, catch port_close(P).
fds() -> {ok, L} = file:list_dir("/proc/" ++ os:getpid() ++ "/fd"), length(L).
state(P) -> case file:read_file("/proc/" ++ P ++ "/stat") of {ok, B} -> [_, R] = string:split(binary_to_list(B), ") "), [hd(R)]; _ -> gone end.
children() -> {ok, L} = file:list_dir("/proc"), Me = os:getpid(), [P || P <- L, hd(P) >= $0, hd(P) =< $9, parent(P) =:= Me].
parent(P) -> case file:read_file("/proc/" ++ P ++ "/stat") of {ok, B} -> [_, R] = string:split(binary_to_list(B), ") "), lists:nth(2, string:lexemes(R, " ")); _ -> none end.

%! expect: fds grown true zombies []
%! expect: gone
%! expect: "out\nerr\n"
%! expect: []
%! expect: "y\ny\ny"
%! expect: enoent
%! expect: eacces
%! expect: badarg
%! expect: badarg
%! expect: {exit_status,127}
%! expect: [{data,{eol,"sh: 1: exec: nosuchprogram_x: not found"}},{exit_status,127}]
%! expect: {data,<<"abc">>}
%! expect: [{data,{eol,"zero bar /tmp"}},{exit_status,0}]
%! expect: [{exit_status,137}]
%! expect: [{data,"one"},eof]
%! expect: {data,<<"via 3 and 4">>}
%! expect: [{data,"4\n"},timeout]
