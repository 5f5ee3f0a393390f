%% Child programs: commands, arguments, environment, directories, exit status, lines, packets, os:cmd.
-module(child_programs).
-export([main/0]).

main() ->
    io:format("~p~n", [os:cmd("echo one; echo two >&2")]),
    io:format("~p~n", [os:cmd("printf '%s' åπ")]),
    io:format("~p~n", [os:cmd("exit 3")]),
    io:format("~p~n", [run({spawn, "sh -c 'echo hi; exit 7'"}, [exit_status])]),
    io:format("~p~n", [run({spawn, "sh -c 'kill -9 $$'"}, [exit_status])]),
    io:format("~p~n", [run({spawn, "no_such_program_at_all"}, [exit_status, stderr_to_stdout]) =/= []]),
    io:format("~p~n", [run({spawn_executable, "/bin/sh"}, [exit_status, {args, ["-c", "echo \"$0-$1-$X-$(pwd)\"", "zero", "a b"]}, {env, [{"X", "val"}]}, {cd, "/usr"}])]),
    io:format("~p~n", [run({spawn_executable, "/bin/sh"}, [exit_status, {arg0, "name"}, {args, ["-c", "echo $0"]}])]),
    io:format("~p~n", [run({spawn, "printf 'l1\\nlonger line\\nend'"}, [exit_status, {line, 6}])]),
    io:format("~p~n", [run({spawn, "echo eof"}, [eof])]),
    P = open_port({spawn, "cat"}, [{packet, 2}, binary]),
    true = port_command(P, <<"round">>),
    true = port_command(P, [<<"tr">>, "ip"]),
    [receive {P, {data, D}} -> io:format("~p~n", [D]) end || _ <- [1, 2]],
    {os_pid, Os} = erlang:port_info(P, os_pid),
    io:format("~p~n", [is_integer(Os)]),
    true = port_close(P),
    Q = open_port({spawn, "cat"}, [binary]),
    Big = binary:copy(<<"0123456789">>, 30000),
    spawn_link(fun() -> port_command(Q, Big) end),
    io:format("~p~n", [collect(Q, 0, byte_size(Big))]),
    port_close(Q),
    os:putenv("LINGEN_TEST", "here"),
    io:format("~p~n", [os:cmd("echo $LINGEN_TEST")]),
    [io:format("~p~n", [try open_port({spawn_executable, F}, []) catch error:E -> E end]) || F <- ["/no/such", "/etc/passwd"]].

run(Name, Options) ->
    P = open_port(Name, Options),
    receive_all(P).

receive_all(P) ->
    receive
        {P, {exit_status, S}} -> [{status, S}];
        {P, eof} -> [eof];
        {P, {data, D}} -> [D | receive_all(P)]
    after 5000 -> [timeout]
    end.

collect(_, N, N) -> N;
collect(P, N, Want) ->
    receive {P, {data, D}} -> collect(P, N + byte_size(D), Want) after 5000 -> {only, N} end.

%! expect: "one\ntwo\n"
%! expect: [229,960]
%! expect: []
%! expect: ["hi\n",{status,7}]
%! expect: [{status,137}]
%! expect: true
%! expect: ["zero-a b-val-/usr\n",{status,0}]
%! expect: ["name\n",{status,0}]
%! expect: [{eol,"l1"},{noeol,"longer"},{eol," line"},{status,0}]
%! expect: ["eof\n",eof]
%! expect: <<"round">>
%! expect: <<"trip">>
%! expect: true
%! expect: 300000
%! expect: "here\n"
%! expect: enoent
%! expect: eacces
