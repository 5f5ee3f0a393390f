% A node that gets its name: ets:info, node/0,1 of match specifications, and the order of own pids among those of other nodes.
%! expect: {nonode@nohost,nonode@nohost}
%! expect: [{1,nonode@nohost,nonode@nohost}]
%! expect: [aaa@localhost,nonode@nohost,zzz@localhost]
%! expect: {middle@localhost,middle@localhost}
%! expect: [{1,middle@localhost,middle@localhost}]
%! expect: [aaa@localhost,middle@localhost,zzz@localhost]
%! expect: {nonode@nohost,nonode@nohost}
%! expect: [{1,nonode@nohost,nonode@nohost}]
%! expect: [aaa@localhost,nonode@nohost,zzz@localhost]
-module(node_names).
-export([main/0]).

main() ->
    shown(nonode@nohost),
    %% No name server is asked: the process that is registered as net_kernel makes the node.
    Self = self(),
    Kernel = whereis(net_kernel),
    Kernel =:= undefined orelse unregister(net_kernel),
    {Owner, Ref} = spawn_monitor(fun() ->
        register(net_kernel, self()),
        true = erlang:setnode(middle@localhost, 17),
        Self ! named,
        receive stop -> ok end
    end),
    receive named -> ok end,
    shown(middle@localhost),
    Owner ! stop,
    receive {'DOWN', Ref, _, _, _} -> ok end,
    shown(nonode@nohost),
    Kernel =:= undefined orelse register(net_kernel, Kernel).

shown(Name) ->
    Name = node(),
    Table = ets:new(table, []),
    ets:insert(Table, [{1, node(), self()}, {2, other, self()}]),
    io:format("~p~n", [{node(), ets:info(Table, node)}]),
    io:format("~p~n", [ets:select(Table, [{{'$1', '$2', '$3'}, [{'=:=', '$2', {node}}], [{{'$1', {node}, {node, '$3'}}}]}])]),
    Others = [pid(N) || N <- [aaa@localhost, zzz@localhost]],
    io:format("~p~n", [[node(P) || P <- lists:sort([self() | Others])]]),
    ets:delete(Table).

%% A pid of another node with the number of ours, from bytes.
pid(Node) ->
    [_, Number, _] = string:lexemes(pid_to_list(self()), "<.>"),
    binary_to_term(<<131, 88, (binary:part(term_to_binary(Node), 1, byte_size(term_to_binary(Node)) - 1))/binary, (list_to_integer(Number)):32, 0:32, 3:32>>).
