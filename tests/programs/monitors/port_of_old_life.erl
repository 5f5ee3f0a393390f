%% erlang:monitor(port, P) of a port of an earlier life of this node, with tag and alias.
-module(port_of_old_life).
-export([main/0]).

main() ->
    P = binary_to_term(<<131, 89, 119, 13, "nonode@nohost", 4711:32, 16#ffffffff:32>>),
    [one(P, Options) || Options <- [[], [{tag, gone}], [{alias, explicit_unalias}], [{tag, {a, "tag"}}]]],
    Other = binary_to_term(<<131, 89, 119, 11, "other@other", 4711:32, 1:32>>),
    io:format("~p~n", [try erlang:monitor(port, Other) catch error:badarg -> badarg end]).

one(P, Options) ->
    M = erlang:monitor(port, P, Options),
    receive {Tag, M, port, P, Why} -> io:format("~p ~p~n", [Tag, Why]) end.

%! expect: 'DOWN' noproc
%! expect: gone noproc
%! expect: 'DOWN' noproc
%! expect: {a,"tag"} noproc
%! expect: badarg
