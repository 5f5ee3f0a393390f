% prim_socket with datagrams: addresses, control messages, flags, local sockets with and without a path, files sent through sockets.
-module(native_udp).
-export([main/0]).

p(Format, Arguments) -> io:format(Format ++ "~n", Arguments).

main() ->
    datagrams(),
    control(),
    local(),
    packets(),
    files(),
    given(),
    connected().

bound(Domain) ->
    {ok, Socket} = socket:open(Domain, dgram, udp),
    ok = socket:bind(Socket, #{family => Domain, addr => loopback, port => 0}),
    {ok, Address} = socket:sockname(Socket),
    {Socket, Address}.

datagrams() ->
    {A, AddressA} = bound(inet),
    {B, AddressB} = bound(inet),
    ok = socket:sendto(A, <<"one">>, AddressB),
    {ok, {From, Data}} = socket:recvfrom(B),
    p("~0kp ~0kp", [From =:= AddressA, Data]),
    ok = socket:sendto(A, <<"longer than that">>, AddressB),
    {ok, Message} = socket:recvmsg(B, 6, 0),
    p("~0kp", [maps:remove(addr, Message)]),
    ok = socket:sendto(A, <<>>, AddressB),
    p("~0kp", [socket:recv(B)]),
    p("~0kp", [socket:recvfrom(B, 0, 20)]),
    p("~0kp", [socket:recvfrom(B, 0, [], 0)]),
    p("~0kp", [socket:sendto(A, binary:copy(<<0>>, 70000), AddressB)]),
    {select, {select_info, recvfrom, Reference} = Info} = socket:recvfrom(B, 0, [], nowait),
    ok = socket:sendto(A, <<"two">>, AddressB),
    receive {'$socket', B, select, Reference} -> ok end,
    {error, {invalid, _}} = socket:cancel(B, {select_info, recvfrom, make_ref()}),
    p("~0kp", [element(1, Info)]),
    {ok, {AddressA, <<"two">>}} = socket:recvfrom(B),
    [ok = socket:close(Socket) || Socket <- [A, B]].

control() ->
    {A, _} = bound(inet),
    {B, AddressB} = bound(inet),
    ok = socket:setopt(B, {ip, recvttl}, true),
    ok = socket:setopt(B, {ip, recvtos}, true),
    ok = socket:setopt(A, {ip, ttl}, 33),
    ok = socket:sendmsg(A, #{addr => AddressB, iov => [<<"with ">>, <<"control">>]}),
    {ok, #{iov := Data, ctrl := Control}} = socket:recvmsg(B),
    Known = lists:sort([{Level, Type, Value} || #{level := Level, type := Type, value := Value} <- Control]),
    p("~0kp ~0kp", [Data, Known]),
    p("~0kp", [lists:sort([{Level, Type, byte_size(Bytes)} || #{level := Level, type := Type, data := Bytes} <- Control])]),
    p("~0kp", [catch socket:sendmsg(A, #{addr => AddressB, iov => [<<>>], ctrl => [#{level => ip, type => tos, value => no_such}]})]),
    p("~0kp", [catch socket:sendmsg(A, #{addr => AddressB, iov => [<<>>], ctrl => [#{level => nope, type => tos, value => 1}]})]),
    [ok = socket:close(Socket) || Socket <- [A, B]].

local() ->
    Path = "/tmp/native_udp_" ++ os:getpid(),
    file:delete(Path),
    {ok, A} = socket:open(local, dgram),
    {ok, B} = socket:open(local, dgram),
    ok = socket:bind(A, #{family => local, path => Path}),
    Name = <<0, "lingen_", (list_to_binary(os:getpid()))/binary>>,
    ok = socket:bind(B, #{family => local, path => Name}),
    ok = socket:sendto(B, <<"to a path">>, #{family => local, path => Path}),
    {ok, {From, Data}} = socket:recvfrom(A),
    p("~0kp ~0kp", [From =:= #{family => local, path => Name}, Data]),
    ok = socket:sendto(A, <<"to a name">>, From),
    {ok, {#{path := Back}, _}} = socket:recvfrom(B),
    p("~0kp", [Back =:= list_to_binary(Path)]),
    p("~0kp", [socket:bind(A, #{family => local, path => lists:duplicate(200, $x)}) =/= ok]),
    [ok = socket:close(Socket) || Socket <- [A, B]],
    ok = file:delete(Path).

packets() ->
    Path = "/tmp/native_seqpacket_" ++ os:getpid(),
    file:delete(Path),
    {ok, Listener} = socket:open(local, seqpacket),
    ok = socket:bind(Listener, #{family => local, path => Path}),
    ok = socket:listen(Listener),
    {ok, Client} = socket:open(local, seqpacket),
    ok = socket:connect(Client, #{family => local, path => Path}),
    {ok, Server} = socket:accept(Listener),
    ok = socket:send(Client, <<"first">>),
    ok = socket:send(Client, <<"second">>),
    p("~0kp", [[socket:recv(Server), socket:recv(Server, 100)]]),
    {ok, Type} = socket:getopt(Server, {socket, type}),
    p("~0kp", [Type]),
    [ok = socket:close(Socket) || Socket <- [Listener, Client, Server]],
    ok = file:delete(Path).

files() ->
    Path = "/tmp/native_file_" ++ os:getpid(),
    Content = binary:copy(<<"0123456789abcdef">>, 100000),
    ok = file:write_file(Path, Content),
    {ok, Listener} = socket:open(inet, stream),
    ok = socket:bind(Listener, #{family => inet, addr => loopback, port => 0}),
    ok = socket:listen(Listener),
    {ok, Address} = socket:sockname(Listener),
    {ok, Client} = socket:open(inet, stream),
    ok = socket:connect(Client, Address),
    {ok, Server} = socket:accept(Listener),
    {ok, File} = file:open(Path, [read, raw, binary]),
    {Reader, Monitor} = spawn_monitor(fun() -> exit(socket:recv(Server, byte_size(Content))) end),
    p("~0kp", [socket:sendfile(Client, File)]),
    receive {'DOWN', Monitor, process, Reader, {ok, Got}} -> p("~0kp", [Got =:= Content]) end,
    p("~0kp", [socket:sendfile(Client, File, 10, 6)]),
    p("~0kp", [socket:recv(Server, 6)]),
    ok = file:close(File),
    #{counters := #{sendfile_byte := Bytes}} = socket:info(Client),
    p("~0kp", [Bytes]),
    [ok = socket:close(Socket) || Socket <- [Listener, Client, Server]],
    ok = file:delete(Path).

% A socket over the descriptor of another.
given() ->
    {A, AddressA} = bound(inet),
    {ok, Descriptor} = socket:getopt(A, {otp, fd}),
    {ok, Copy} = socket:open(Descriptor),
    {ok, Lent} = socket:open(Descriptor, #{dup => false}),
    p("~0kp", [[socket:sockname(S) =:= {ok, AddressA} || S <- [A, Copy, Lent]]]),
    p("~0kp", [[case maps:get(ctype, socket:info(S)) of {fromfd, _} -> {fromfd, copy}; Other -> Other end || S <- [A, Copy, Lent]]]),
    ok = socket:close(Lent),
    ok = socket:close(A),
    {B, _} = bound(inet),
    ok = socket:sendto(B, <<"still there">>, AddressA),
    {ok, {_, Data}} = socket:recvfrom(Copy, 0, 5000),
    p("~0kp", [Data]),
    p("~0kp", [socket:open(100000)]),
    [ok = socket:close(S) || S <- [B, Copy]].

% A connected datagram socket hears of the port that is not there; unspec takes the connection back.
connected() ->
    {A, AddressA} = bound(inet),
    {B, _} = bound(inet),
    ok = socket:connect(B, AddressA),
    {ok, Peer} = socket:peername(B),
    p("~0kp", [Peer =:= AddressA]),
    ok = socket:send(B, <<"connected">>),
    {ok, <<"connected">>} = socket:recv(A),
    ok = socket:connect(B, #{family => unspec, addr => <<>>}),
    p("~0kp", [socket:peername(B)]),
    [ok = socket:close(S) || S <- [A, B]].

%! expect: true <<"one">>
%! expect: #{ctrl => [],flags => [trunc],iov => [<<"longer">>]}
%! expect: {ok,<<>>}
%! expect: {error,timeout}
%! expect: {error,timeout}
%! expect: {error,emsgsize}
%! expect: select_info
%! expect: [<<"with control">>] [{ip,tos,0},{ip,ttl,33}]
%! expect: [{ip,tos,1},{ip,ttl,4}]
%! expect: {error,{invalid,{msg,ctrl,#{ctrl => [#{level => ip,type => tos,value => no_such}]}}}}
%! expect: {error,{invalid,{protocol,nope}}}
%! expect: true <<"to a path">>
%! expect: true
%! expect: true
%! expect: [{ok,<<"first">>},{ok,<<"second">>}]
%! expect: seqpacket
%! expect: {ok,1600000}
%! expect: true
%! expect: {ok,6}
%! expect: {ok,<<"abcdef">>}
%! expect: 1600006
%! expect: [true,true,true]
%! expect: [normal,{fromfd,copy},fromfd]
%! expect: <<"still there">>
%! expect: {error,{invalid,{options,domain,#{}}}}
%! expect: true
%! expect: {error,enotconn}
