% prim_socket's options: of every form, by name and as bytes; the tables of what is supported; requests of ioctl.
-module(native_options).
-export([main/0]).

p(Format, Arguments) -> io:format(Format ++ "~n", Arguments).

main() ->
    {ok, Tcp} = socket:open(inet, stream, tcp),
    {ok, Udp} = socket:open(inet, dgram, udp),
    {ok, Udp6} = socket:open(inet6, dgram, udp),
    {ok, Local} = socket:open(local, dgram),
    tables(),
    [
        p("~0kp ~0kp ~0kp", [Option, socket:setopt(Socket, Option, Value), socket:getopt(Socket, Option)])
     || {Socket, Option, Value} <- settings(Tcp, Udp, Udp6)
    ],
    [p("~0kp ~0kp", [Option, socket:getopt(Socket, Option)]) || {Socket, Option} <- readings(Tcp, Udp, Udp6, Local)],
    native(Tcp),
    otp(Tcp),
    interfaces(Tcp),
    [ok = socket:close(Socket) || Socket <- [Tcp, Udp, Udp6, Local]].

tables() ->
    Levels = lists:usort([Level || {{Level, _}, _} <- socket:supports(options), lists:member(Level, [socket, ip, ipv6, tcp, udp])]),
    p("~0kp", [counts(Levels)]),
    io:format("~w~n", [lists:sort(socket:supports(msg_flags))]),
    io:format("~w~n", [lists:sort([Name || {Name, true} <- socket:supports(ioctl_requests)])]),
    p("~0kp", [[{Name, socket:is_supported(protocols, Name)} || Name <- [tcp, udp, ip, ipv6]]]),
    p("~0kp", [{socket:is_supported(ipv6), socket:is_supported(local), socket:is_supported(sendfile), socket:is_supported(nothing)}]).

counts(Levels) ->
    [{Level, length(socket:supports(options, Level)), length([1 || {_, true} <- socket:supports(options, Level)])} || Level <- Levels].

settings(Tcp, Udp, Udp6) ->
    [
        {Tcp, {socket, reuseaddr}, true},
        {Tcp, {socket, keepalive}, true},
        {Tcp, {socket, linger}, #{onoff => true, linger => 5}},
        {Tcp, {socket, linger}, abort},
        {Tcp, {socket, linger}, #{onoff => true}},
        {Tcp, {socket, priority}, 3},
        {Tcp, {ip, tos}, lowdelay},
        {Tcp, {socket, priority}, 4},
        {Tcp, {ip, tos}, 3},
        {Tcp, {ip, ttl}, 63},
        {Tcp, {ip, mtu_discover}, do},
        {Tcp, {ip, mtu_discover}, never},
        {Tcp, {tcp, nodelay}, true},
        {Tcp, {tcp, cork}, true},
        {Tcp, {tcp, keepcnt}, 4},
        {Tcp, {tcp, maxseg}, 1000000},
        {Udp, {ip, recvtos}, true},
        {Udp, {ip, recvttl}, true},
        {Udp, {ip, pktinfo}, true},
        {Udp, {ip, recverr}, true},
        {Udp, {ip, multicast_ttl}, 7},
        {Udp, {ip, multicast_loop}, false},
        {Udp, {ip, multicast_if}, {127, 0, 0, 1}},
        {Udp, {ip, multicast_if}, {127, 0, 0}},
        {Udp, {ip, minttl}, 1},
        {Udp, {socket, broadcast}, true},
        {Udp, {socket, timestamp}, true},
        {Udp, {udp, cork}, false},
        {Udp, {socket, no_such}, 1},
        {Udp6, {ipv6, v6only}, true},
        {Udp6, {ipv6, unicast_hops}, 12},
        {Udp6, {ipv6, unicast_hops}, default},
        {Udp6, {ipv6, multicast_hops}, 256},
        {Udp6, {ipv6, recvpktinfo}, true},
        {Udp6, {ipv6, recvtclass}, true},
        {Udp6, {ipv6, tclass}, 8},
        {Udp6, {ipv6, mtu_discover}, want}
    ].

readings(Tcp, Udp, Udp6, Local) ->
    [
        {Tcp, {socket, domain}},
        {Tcp, {socket, type}},
        {Tcp, {socket, protocol}},
        {Tcp, {socket, acceptconn}},
        {Udp, {socket, type}},
        {Udp, {socket, protocol}},
        {Udp6, {socket, domain}},
        {Local, {socket, domain}},
        {Local, {socket, protocol}},
        {Local, {socket, passcred}},
        {Tcp, {ip, add_membership}},
        {Tcp, {tcp, info}},
        {Tcp, {ip, pktoptions}}
    ].

native(Tcp) ->
    p("~0kp", [{
        socket:setopt_native(Tcp, {socket, keepalive}, <<0:32/native>>),
        socket:setopt_native(Tcp, {6, 1}, 1),
        socket:setopt_native(Tcp, {socket, 9}, true)
    }]),
    p("~0kp", [{
        socket:getopt_native(Tcp, {socket, keepalive}, integer),
        socket:getopt_native(Tcp, {socket, 9}, boolean),
        socket:getopt_native(Tcp, {1, 9}, 8),
        socket:getopt_native(Tcp, {socket, keepalive}, <<0:32>>)
    }]),
    p("~0kp", [socket:getopt_native(Tcp, {1, 9999}, integer)]).

otp(Tcp) ->
    ok = socket:setopt(Tcp, {otp, rcvbuf}, {3, 2000}),
    ok = socket:setopt(Tcp, {otp, rcvctrlbuf}, 500),
    ok = socket:setopt(Tcp, {otp, meta}, {my, [meta, "data"]}),
    p("~0kp", [[socket:getopt(Tcp, {otp, Option}) || Option <- [rcvbuf, rcvctrlbuf, sndctrlbuf, meta, debug, domain, iow]]]),
    ok = socket:setopt(Tcp, {otp, rcvbuf}, default),
    p("~0kp", [[socket:getopt(Tcp, {otp, rcvbuf}), socket:setopt(Tcp, {otp, rcvbuf}, 0), socket:getopt(Tcp, {otp, nothing})]]),
    {ok, Owner} = socket:getopt(Tcp, {otp, controlling_process}),
    {ok, Descriptor} = socket:getopt(Tcp, {otp, fd}),
    p("~0kp", [{Owner =:= self(), is_integer(Descriptor)}]).

interfaces(Tcp) ->
    {ok, Index} = socket:ioctl(Tcp, gifindex, "lo"),
    p("~0kp", [{socket:ioctl(Tcp, gifname, Index), socket:ioctl(Tcp, gifflags, "lo"), socket:ioctl(Tcp, gifaddr, "lo")}]),
    p("~0kp", [socket:ioctl(Tcp, gifnetmask, "lo")]),
    {ok, #{family := Kind}} = socket:ioctl(Tcp, gifhwaddr, "lo"),
    p("~0kp", [Kind]),
    p("~0kp", [socket:ioctl(Tcp, gifmtu, "no_such_name_at_all")]),
    {ok, All} = socket:ioctl(Tcp, gifconf),
    p("~0kp", [lists:member(#{name => "lo", addr => #{addr => {127, 0, 0, 1}, family => inet, port => 0}}, All)]).

%! expect: [{ip,34,29},{ipv6,33,22},{socket,36,20},{tcp,13,7},{udp,1,1}]
%! expect: [{cmsg_cloexec,true},{confirm,true},{ctrunc,true},{dontroute,true},{eor,true},{errqueue,true},{more,true},{nosignal,true},{oob,true},{peek,true},{trunc,true}]
%! expect: [atmark,gifaddr,gifbrdaddr,gifconf,gifdstaddr,gifflags,gifhwaddr,gifindex,gifmap,gifmtu,gifname,gifnetmask,giftxqlen,nread,sifaddr,sifbrdaddr,sifdstaddr,sifflags,sifmtu,siftxqlen]
%! expect: [{tcp,true},{udp,true},{ip,true},{ipv6,true}]
%! expect: {true,true,true,false}
%! expect: {socket,reuseaddr} ok {ok,true}
%! expect: {socket,keepalive} ok {ok,true}
%! expect: {socket,linger} ok {ok,#{linger => 5,onoff => true}}
%! expect: {socket,linger} ok {ok,#{linger => 0,onoff => true}}
%! expect: {socket,linger} {error,{invalid,{socket_option,{socket,linger},#{onoff => true}}}} {ok,#{linger => 0,onoff => true}}
%! expect: {socket,priority} ok {ok,3}
%! expect: {ip,tos} ok {ok,lowdelay}
%! expect: {socket,priority} ok {ok,4}
%! expect: {ip,tos} ok {ok,0}
%! expect: {ip,ttl} ok {ok,63}
%! expect: {ip,mtu_discover} ok {ok,do}
%! expect: {ip,mtu_discover} {error,{invalid,{socket_option,{ip,mtu_discover},never}}} {ok,do}
%! expect: {tcp,nodelay} ok {ok,true}
%! expect: {tcp,cork} ok {ok,true}
%! expect: {tcp,keepcnt} ok {ok,4}
%! expect: {tcp,maxseg} {error,einval} {ok,536}
%! expect: {ip,recvtos} ok {ok,true}
%! expect: {ip,recvttl} ok {ok,true}
%! expect: {ip,pktinfo} ok {ok,true}
%! expect: {ip,recverr} ok {ok,true}
%! expect: {ip,multicast_ttl} ok {ok,7}
%! expect: {ip,multicast_loop} ok {ok,false}
%! expect: {ip,multicast_if} ok {ok,{127,0,0,1}}
%! expect: {ip,multicast_if} {error,{invalid,{socket_option,{ip,multicast_if},{127,0,0}}}} {ok,{127,0,0,1}}
%! expect: {ip,minttl} ok {ok,1}
%! expect: {socket,broadcast} ok {ok,true}
%! expect: {socket,timestamp} ok {ok,true}
%! expect: {udp,cork} ok {ok,false}
%! expect: {socket,no_such} {error,{invalid,{socket_option,{socket,no_such}}}} {error,{invalid,{socket_option,{socket,no_such}}}}
%! expect: {ipv6,v6only} ok {ok,true}
%! expect: {ipv6,unicast_hops} ok {ok,12}
%! expect: {ipv6,unicast_hops} ok {ok,64}
%! expect: {ipv6,multicast_hops} {error,{invalid,{socket_option,{ipv6,multicast_hops},256}}} {ok,1}
%! expect: {ipv6,recvpktinfo} ok {ok,true}
%! expect: {ipv6,recvtclass} ok {ok,true}
%! expect: {ipv6,tclass} ok {ok,8}
%! expect: {ipv6,mtu_discover} ok {ok,want}
%! expect: {socket,domain} {ok,inet}
%! expect: {socket,type} {ok,stream}
%! expect: {socket,protocol} {ok,tcp}
%! expect: {socket,acceptconn} {ok,false}
%! expect: {socket,type} {ok,dgram}
%! expect: {socket,protocol} {ok,udp}
%! expect: {socket,domain} {ok,inet6}
%! expect: {socket,domain} {ok,local}
%! expect: {socket,protocol} {ok,default}
%! expect: {socket,passcred} {ok,false}
%! expect: {ip,add_membership} {error,{invalid,{socket_option,{ip,add_membership}}}}
%! expect: {tcp,info} {error,{invalid,{socket_option,{tcp,info}}}}
%! expect: {ip,pktoptions} {ok,[]}
%! expect: {ok,ok,ok}
%! expect: {{ok,1},{ok,true},{ok,<<1,0,0,0>>},{ok,<<1,0,0,0>>}}
%! expect: {error,enoprotoopt}
%! expect: [{ok,{3,2000}},{ok,500},{ok,1024},{ok,{my,[meta,"data"]}},{ok,false},{ok,inet},{ok,false}]
%! expect: [{ok,8192},{error,{invalid,{socket_option,{otp,rcvbuf},0}}},{error,{invalid,{socket_option,{otp,nothing}}}}]
%! expect: {true,true}
%! expect: {{ok,"lo"},{ok,[up,loopback,running]},{ok,#{addr => {127,0,0,1},family => inet,port => 0}}}
%! expect: {ok,#{addr => {255,0,0,0},family => inet,port => 0}}
%! expect: loopback
%! expect: {error,enodev}
%! expect: true
