%% Options that some kinds of socket do not have, cannot show, or keep within bounds.
%! expect: {tcp,[{error,einval},{error,einval},{ok,[{low_watermark,0}]},{ok,[]},{error,einval},{error,einval}]}
%! expect: {udp,[{error,einval},{error,einval},{ok,[]},{error,einval}]}
%! expect: {udp,[{ok,[]},{ok,[]},{ok,[]},{ok,[]},{ok,[]},{ok,[]}]}
%! expect: {local,[{error,einval},{error,einval}]}
-module(rare_options).
-export([main/0]).

main() ->
    {ok, Tcp} = gen_tcp:listen(0, [{ip, {127, 0, 0, 1}}]),
    io:format("~0p~n", [{tcp, [
        inet:setopts(Tcp, [{high_msgq_watermark, 0}]),
        then(inet:setopts(Tcp, [{line_delimiter, $x}]), fun() -> inet:getopts(Tcp, [line_delimiter]) end),
        then(inet:setopts(Tcp, [{low_watermark, -1}]), fun() -> inet:getopts(Tcp, [low_watermark]) end),
        then(inet:setopts(Tcp, [{read_packets, 0}]), fun() -> inet:getopts(Tcp, [read_packets]) end),
        inet:getopts(Tcp, [add_membership]),
        inet:getopts(Tcp, [sctp_nodelay])
    ]}]),
    {ok, Udp} = gen_udp:open(0, [{ip, {127, 0, 0, 1}}]),
    {ok, Udp6} = gen_udp:open(0, [inet6]),
    io:format("~0p~n", [{udp, [
        inet:setopts(Udp, [{read_packets, 0}]),
        inet:setopts(Udp6, [{add_membership, {{224, 0, 0, 251}, {127, 0, 0, 1}}}]),
        then(inet:setopts(Udp, [{high_watermark, 0}]), fun() -> inet:getopts(Udp, [high_watermark]) end),
        inet:getopts(Udp, [drop_membership])
    ]}]),
    OfStreams = [high_watermark, low_watermark, send_timeout, send_timeout_close, delay_send, show_econnreset],
    io:format("~0p~n", [{udp, [inet:getopts(Udp, [Option]) || Option <- OfStreams]}]),
    Name = filename:join(os:getenv("TMPDIR", "/tmp"), "rare_options." ++ os:getpid()),
    {ok, Local} = gen_udp:open(0, [{ifaddr, {local, Name}}]),
    io:format("~0p~n", [{local, [inet:setopts(Local, [{multicast_if, {127, 0, 0, 1}}]), inet:getopts(Local, [multicast_if])]}]),
    ok = file:delete(Name).

then(ok, Fun) -> Fun();
then(Error, _) -> Error.
