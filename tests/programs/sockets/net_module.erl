% The module net over prim_net, and inet's lists of interfaces.
-module(net_module).
-export([main/0]).

p(Term) -> io:format("~0kp~n", [Term]).

main() ->
    p(net:getaddrinfo("127.0.0.1", "80")),
    p(net:getaddrinfo("::1", "80")),
    p(net:getaddrinfo(undefined, "17")),
    p(net:getaddrinfo("127.0.0.1", "no such service")),
    p(net:getaddrinfo("no.such.host.invalid")),
    p(net:getnameinfo(#{family => inet, addr => loopback, port => 22222}, [numerichost, numericserv])),
    p(net:getnameinfo(#{family => inet6, addr => {8193, 3512, 0, 0, 0, 0, 0, 1}, port => 1}, [numerichost, numericserv])),
    p(element(1, catch net:getnameinfo(#{family => inet, addr => loopback, port => 1}, [nothing]))),
    {ok, Index} = net:if_name2index("lo"),
    p([net:if_index2name(Index), net:if_index2name(999999), net:if_name2index("no_such")]),
    {ok, Names} = net:if_names(),
    p(lists:keyfind("lo", 2, Names) =:= {Index, "lo"}),
    {ok, Addresses} = net:getifaddrs(fun(#{name := Name, addr := #{family := Family}}) -> Name =:= "lo" andalso Family =:= inet; (_) -> false end),
    p(Addresses),
    {ok, Interfaces} = inet:getifaddrs(),
    {"lo", Options} = lists:keyfind("lo", 1, Interfaces),
    p([lists:member(Option, Options) || Option <- [{flags, [up, loopback, running]}, {addr, {127, 0, 0, 1}}, {netmask, {255, 0, 0, 0}}]]),
    {ok, List} = inet:getiflist(),
    p(lists:member("lo", List)),
    p(inet:ifget("lo", [addr, netmask, flags])),
    p(inet:ifget("no_such", [addr, mtu])),
    p(inet:gethostbyname("127.0.0.1")),
    p(inet:gethostbyname("::1", inet6)),
    p(inet:gethostbyname("no.such.host.invalid")),
    p(net:info()).

%! expect: {ok,[#{addr => #{addr => {127,0,0,1},family => inet,port => 80},family => inet,protocol => tcp,socktype => stream},#{addr => #{addr => {127,0,0,1},family => inet,port => 80},family => inet,protocol => udp,socktype => dgram},#{addr => #{addr => {127,0,0,1},family => inet,port => 80},family => inet,protocol => ip,socktype => raw}]}
%! expect: {ok,[#{addr => #{addr => {0,0,0,0,0,0,0,1},family => inet6,flowinfo => 0,port => 80,scope_id => 0},family => inet6,protocol => tcp,socktype => stream},#{addr => #{addr => {0,0,0,0,0,0,0,1},family => inet6,flowinfo => 0,port => 80,scope_id => 0},family => inet6,protocol => udp,socktype => dgram},#{addr => #{addr => {0,0,0,0,0,0,0,1},family => inet6,flowinfo => 0,port => 80,scope_id => 0},family => inet6,protocol => ip,socktype => raw}]}
%! expect: {ok,[#{addr => #{addr => {0,0,0,0,0,0,0,1},family => inet6,flowinfo => 0,port => 17,scope_id => 0},family => inet6,protocol => tcp,socktype => stream},#{addr => #{addr => {0,0,0,0,0,0,0,1},family => inet6,flowinfo => 0,port => 17,scope_id => 0},family => inet6,protocol => udp,socktype => dgram},#{addr => #{addr => {0,0,0,0,0,0,0,1},family => inet6,flowinfo => 0,port => 17,scope_id => 0},family => inet6,protocol => ip,socktype => raw},#{addr => #{addr => {127,0,0,1},family => inet,port => 17},family => inet,protocol => tcp,socktype => stream},#{addr => #{addr => {127,0,0,1},family => inet,port => 17},family => inet,protocol => udp,socktype => dgram},#{addr => #{addr => {127,0,0,1},family => inet,port => 17},family => inet,protocol => ip,socktype => raw}]}
%! expect: {error,eservice}
%! expect: {error,enoname}
%! expect: {ok,#{host => "127.0.0.1",service => "22222"}}
%! expect: {ok,#{host => "2001:db8::1",service => "1"}}
%! expect: 'EXIT'
%! expect: [{ok,"lo"},{error,enxio},{error,enodev}]
%! expect: true
%! expect: [#{addr => #{addr => {127,0,0,1},family => inet,port => 0},flags => [up,loopback,running],name => "lo",netmask => #{addr => {255,0,0,0},family => inet,port => 0}}]
%! expect: [true,true,true]
%! expect: true
%! expect: {ok,[{addr,{127,0,0,1}},{netmask,{255,0,0,0}},{flags,[up,loopback,running]}]}
%! expect: {ok,[]}
%! expect: {ok,{hostent,"127.0.0.1",[],inet,4,[{127,0,0,1}]}}
%! expect: {ok,{hostent,"::1",[],inet6,16,[{0,0,0,0,0,0,0,1}]}}
%! expect: {error,nxdomain}
%! expect: #{debug => false}
