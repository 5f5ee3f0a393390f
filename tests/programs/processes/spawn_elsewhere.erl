%% Spawns on a node that there is no connection to: what comes of them says so, and options of the caller's side are heeded.
%! expect: {spawn_reply,ref,error,noconnection}
%! expect: {tag,ref,error,noconnection}
%! expect: none
%! expect: none
%! expect: {spawn_reply,ref,error,badopt}
%! expect: {spawn_reply,ref,error,noconnection}
%! expect: badarg
%! expect: badarg
%! expect: badarg
%! expect: {down,noconnection}
%! expect: {exit,noconnection}
%! expect: {erpc,noconnection}
%! expect: [{error,{erpc,noconnection}},{ok,here}]
-module(spawn_elsewhere).
-export([main/0]).

main() ->
    logger:set_primary_config(level, none),
    Try = fun(Arguments, Options) -> io:format("~p~n", [request(Arguments, Options)]) end,
    Try([], []),
    Try([], [{reply_tag, tag}]),
    Try([], [{reply, no}]),
    Try([], [{reply, success_only}]),
    Try([], [{reply, perhaps}]),
    Try([], [link, monitor, {priority, of_the_other_node}]),
    Try(improper, []),
    Try([1 | 2], []),
    Try([], [monitor | more]),
    {Pid, Reference} = spawn_monitor('nobody@nowhere', erlang, now, []),
    receive {'DOWN', Reference, process, Pid, Reason} -> io:format("~p~n", [{down, Reason}]) end,
    process_flag(trap_exit, true),
    Linked = spawn_link('nobody@nowhere', fun() -> ok end),
    receive {'EXIT', Linked, Why} -> io:format("~p~n", [{exit, Why}]) end,
    io:format("~p~n", [try erpc:call('nobody@nowhere', erlang, now, []) catch error:Cause -> Cause end]),
    io:format("~p~n", [erpc:multicall(['nobody@nowhere', node()], fun() -> here end)]).

request(Arguments, Options) ->
    try spawn_request('nobody@nowhere', erlang, now, Arguments, Options) of
        Request ->
            receive
                {Tag, Request, error, Reason} -> {Tag, ref, error, Reason}
            after 0 -> none
            end
    catch
        error:Reason -> Reason
    end.
