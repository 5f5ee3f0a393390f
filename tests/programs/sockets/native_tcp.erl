% prim_socket under the module socket: streams over inet, inet6 and local sockets; waiting, partial reads, time-outs, nowait, closing.
-module(native_tcp).
-export([main/0]).

p(Format, Arguments) -> io:format(Format ++ "~n", Arguments).

main() ->
    [pair(Domain) || Domain <- [inet, inet6, local]],
    partial(),
    nowait(),
    closing(),
    owners(),
    vectors(),
    arguments(),
    erase_path().

address(inet) -> #{family => inet, port => 0, addr => loopback};
address(inet6) -> #{family => inet6, port => 0, addr => loopback};
address(local) -> #{family => local, path => path()}.

path() -> "/tmp/native_tcp_" ++ os:getpid().

erase_path() -> file:delete(path()).

connected(Domain) ->
    erase_path(),
    {ok, Listener} = socket:open(Domain, stream, default),
    ok = socket:bind(Listener, address(Domain)),
    ok = socket:listen(Listener),
    {ok, Address} = socket:sockname(Listener),
    Self = self(),
    {Pid, Monitor} = spawn_monitor(fun() ->
        {ok, Client} = socket:open(Domain, stream),
        ok = socket:connect(Client, Address),
        ok = socket:setopt(Client, {otp, controlling_process}, Self),
        exit({client, Client})
    end),
    {ok, Server} = socket:accept(Listener),
    receive {'DOWN', Monitor, process, Pid, {client, Client}} -> ok end,
    ok = socket:close(Listener),
    {Server, Client}.

pair(Domain) ->
    {Server, Client} = connected(Domain),
    ok = socket:send(Client, <<"request">>),
    p("~0kp ~0kp", [Domain, socket:recv(Server)]),
    Big = binary:copy(<<"0123456789">>, 200000),
    {Sender, Monitor} = spawn_monitor(fun() -> exit(socket:send(Server, Big)) end),
    {ok, Got} = socket:recv(Client, byte_size(Big)),
    true = Got =:= Big,
    receive {'DOWN', Monitor, process, Sender, ok} -> ok end,
    ok = socket:shutdown(Server, write),
    {error, closed} = socket:recv(Client),
    ok = socket:close(Client),
    ok = socket:close(Server).

partial() ->
    {Server, Client} = connected(inet),
    ok = socket:send(Client, <<"abcdef">>),
    p("~0kp", [socket:recv(Server, 2)]),
    p("~0kp", [socket:recv(Server, 10, 50)]),
    p("~0kp", [socket:recv(Server, 0, 10)]),
    ok = socket:send(Client, <<"123">>),
    p("~0kp", [socket:recv(Server, 1, [peek], 1000)]),
    p("~0kp", [socket:recv(Server, 0, 0)]),
    ok = socket:send(Client, <<"last">>),
    ok = socket:close(Client),
    p("~0kp", [socket:recv(Server, 100)]),
    p("~0kp", [socket:recv(Server)]),
    socket:close(Server).

nowait() ->
    {Server, Client} = connected(inet),
    {select, {select_info, recv, Reference}} = socket:recv(Server, 0, nowait),
    ok = socket:send(Client, <<"x">>),
    receive {'$socket', Server, select, Reference} -> p("~0kp", [socket:recv(Server, 0, nowait)]) end,
    {select, Information} = socket:recv(Server, 0, nowait),
    p("~0kp", [socket:cancel(Server, Information)]),
    p("~0kp", [case socket:cancel(Server, Information) of {error, {invalid, {select_info, _, _}}} -> {error, {invalid, {select_info, recv}}}; Other -> Other end]),
    Handle = make_ref(),
    {select, {select_info, recv, Handle}} = socket:recv(Server, 4, [], Handle),
    ok = socket:send(Client, <<"ab">>),
    receive {'$socket', Server, select, Handle} -> ok end,
    case socket:recv(Server, 4, nowait) of
        {select, {{select_info, recv, Next}, Data}} ->
            p("~0kp", [{select_info, Data}]),
            ok = socket:send(Client, <<"cd">>),
            receive {'$socket', Server, select, Next} -> ok end,
            {ok, _} = socket:recv(Server, 2, 1000);
        {select, {select_info, recv, Next}} ->
            p("~0kp", [{select_info, <<"ab">>}]),
            ok = socket:send(Client, <<"cd">>),
            receive {'$socket', Server, select, Next} -> ok end,
            {ok, _} = socket:recv(Server, 4, 1000)
    end,
    socket:close(Client),
    socket:close(Server).

% Those who wait hear that the socket is closed, the first and those behind it.
closing() ->
    {Server, Client} = connected(inet),
    Readers = [spawn_monitor(fun() -> exit(socket:recv(Server)) end) || _ <- lists:seq(1, 3)],
    wait_for(fun() -> maps:get(num_readers, socket:info(Server)) =:= 3 end),
    ok = socket:close(Server),
    p("~0kp", [[receive {'DOWN', Monitor, process, Pid, Reason} -> Reason end || {Pid, Monitor} <- Readers]]),
    p("~0kp", [socket:recv(Server)]),
    p("~0kp", [socket:close(Server)]),
    {error, closed} = socket:recv(Client),
    ok = socket:close(Client),
    {ok, Listener} = socket:open(inet, stream),
    ok = socket:bind(Listener, address(inet)),
    ok = socket:listen(Listener),
    Acceptors = [spawn_monitor(fun() -> exit(socket:accept(Listener)) end) || _ <- [1, 2]],
    wait_for(fun() -> maps:get(num_acceptors, socket:info(Listener)) =:= 2 end),
    ok = socket:close(Listener),
    p("~0kp", [[receive {'DOWN', Monitor, process, Pid, Reason} -> Reason end || {Pid, Monitor} <- Acceptors]]).

wait_for(Condition) ->
    case Condition() of
        true -> ok;
        false -> receive after 5 -> wait_for(Condition) end
    end.

% A socket closes with its owner; the next reader has its turn when the first one dies.
owners() ->
    {Server, Client} = connected(inet),
    First = spawn(fun() -> socket:recv(Server) end),
    wait_for(fun() -> maps:get(num_readers, socket:info(Server)) =:= 1 end),
    {Second, Monitor} = spawn_monitor(fun() -> exit(socket:recv(Server)) end),
    wait_for(fun() -> maps:get(num_readers, socket:info(Server)) =:= 2 end),
    exit(First, kill),
    wait_for(fun() -> maps:get(num_readers, socket:info(Server)) =:= 1 end),
    ok = socket:send(Client, <<"for the second">>),
    receive {'DOWN', Monitor, process, Second, Reason} -> p("~0kp", [Reason]) end,
    Watch = socket:monitor(Server),
    Owner = spawn(fun() -> receive stop -> ok end end),
    ok = socket:setopt(Server, {otp, controlling_process}, Owner),
    p("~0kp", [socket:setopt(Server, {otp, controlling_process}, self())]),
    Owner ! stop,
    receive {'DOWN', Watch, socket, Server, _} -> p("down", []) end,
    {error, closed} = socket:recv(Client),
    socket:close(Client).

vectors() ->
    {Server, Client} = connected(inet),
    ok = socket:sendv(Client, [<<"one">>, <<>>, <<"two">>]),
    {ok, <<"onetwo">>} = socket:recv(Server, 6),
    Many = [<<(integer_to_binary(I))/binary, $,>> || I <- lists:seq(1, 3000)],
    ok = socket:sendv(Client, Many),
    {ok, All} = socket:recv(Server, iolist_size(Many)),
    true = All =:= iolist_to_binary(Many),
    ok = socket:sendmsg(Client, #{iov => Many}),
    {ok, All} = socket:recv(Server, iolist_size(Many)),
    <<_:3, Shifted:16/bitstring, _:5>> = <<"xyz">>,
    ok = socket:send(Client, Shifted),
    {ok, Shifted} = socket:recv(Server, 2),
    p("~0kp", [socket:sendmsg(Client, #{iov => [<<"a">>, b]})]),
    #{counters := #{write_byte := Written}} = socket:info(Client),
    #{counters := #{read_byte := Read}} = socket:info(Server),
    p("~0kp", [Written =:= Read orelse {Written, Read}]),
    socket:close(Server),
    socket:close(Client).

arguments() ->
    {ok, Socket} = socket:open(inet, stream, tcp),
    p("~0kp", [catch prim_socket:open(no, stream, 0, #{})]),
    p("~0kp", [socket:peername(Socket)]),
    p("~0kp", [case socket:setopt(Socket, {socket, domain}, inet) of {error, {invalid, {socket_option, O}}} -> {error, {invalid, {socket_option, O, inet}}}; E -> E end]),
    p("~0kp", [socket:setopt(Socket, {socket, reuseaddr}, 'maybe')]),
    p("~0kp", [case socket:bind(Socket, #{family => inet, addr => any, port => x}) of
        {error, {invalid, {sockaddr, #{port := x}}}} -> {error, {invalid, {sockaddr, #{port => x, family => inet, addr => any}}}};
        Else -> Else
    end]),
    p("~0kp", [case catch prim_socket:close(make_ref()) of {'EXIT', {badarg, _}} -> {'EXIT', badarg}; Strange -> Strange end]),
    {ok, Free} = socket:open(inet, stream, tcp),
    ok = socket:bind(Free, address(inet)),
    {ok, Address} = socket:sockname(Free),
    ok = socket:close(Free),
    p("~0kp", [socket:connect(Socket, Address)]),
    ok = socket:close(Socket).

%! expect: inet {ok,<<"request">>}
%! expect: inet6 {ok,<<"request">>}
%! expect: local {ok,<<"request">>}
%! expect: {ok,<<"ab">>}
%! expect: {error,timeout}
%! expect: {ok,<<"cdef">>}
%! expect: {ok,<<"1">>}
%! expect: {ok,<<"123">>}
%! expect: {error,{closed,<<"last">>}}
%! expect: {error,closed}
%! expect: {ok,<<"x">>}
%! expect: ok
%! expect: {error,{invalid,{select_info,recv}}}
%! expect: {select_info,<<"ab">>}
%! expect: [{error,closed},{error,closed},{error,closed}]
%! expect: {error,closed}
%! expect: {error,closed}
%! expect: [{error,closed},{error,closed}]
%! expect: {ok,<<"for the second">>}
%! expect: {error,{invalid,not_owner}}
%! expect: down
%! expect: {error,{invalid,{iov,{element_not_binary,2}}}}
%! expect: {9528,27794}
%! expect: {error,{invalid,{domain,no}}}
%! expect: {error,enotconn}
%! expect: {error,{invalid,{socket_option,{socket,domain},inet}}}
%! expect: {error,{invalid,{socket_option,{socket,reuseaddr},'maybe'}}}
%! expect: {error,{invalid,{sockaddr,#{addr => any,family => inet,port => x}}}}
%! expect: {'EXIT',badarg}
%! expect: {error,econnrefused}
