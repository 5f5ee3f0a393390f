%% The CPU topology: what the system says, what is defined instead, and what cannot be.
-module(cpu_topology).
-export([main/0]).

main() ->
    %% BEAM warns that the flag will go away in OTP 18.
    logger:set_primary_config(level, none),
    Detected = erlang:system_info({cpu_topology, detected}),
    io:format("~p~n", [Detected =:= undefined orelse length(logical(Detected)) >= erlang:system_info(logical_processors_online)]),
    io:format("~p~n", [erlang:system_info({cpu_topology, defined})]),
    io:format("~p~n", [erlang:system_info(cpu_topology) =:= Detected]),
    [defined(Topology) || Topology <- topologies()],
    io:format("~p~n", [erlang:system_flag(cpu_topology, undefined) =/= Detected]),
    io:format("~p~n", [erlang:system_info(cpu_topology) =:= Detected]),
    [io:format("~p ~p~n", [Item, kind(Item)]) || Item <- [{cpu_topology, other}, {cpu_topology, 1}, {cpu_topology}, {cpu_topology, used, x}]].

logical(Levels) when is_list(Levels) -> lists:sort(lists:append([logical(Level) || Level <- Levels]));
logical({logical, Id}) -> [Id];
logical({_, Levels}) -> logical(Levels).

topologies() ->
    [
        {logical, 0},
        [{processor, [{core, [{thread, {logical, 0}}, {thread, {logical, 2}}]}, {core, {logical, 1}}]}],
        [{node, [{processor, {logical, 4}}, {processor, {logical, 3}}]}, {node, [{processor, [{core, {logical, 1}}, {core, {logical, 0}}]}]}],
        [{processor, [{node, [{core, {logical, 0}}]}, {node, [{core, {logical, 1}}]}]}],
        [{processor, [{node, {logical, 0}}]}, {node, [{processor, {logical, 1}}, {processor, {logical, 2}}]}],
        [{node, [], [{processor, [], {logical, 7}}]}],
        [{processor, [{core, {logical, 0}}, {core, {logical, 0}}]}],
        [{processor, {logical, 65536}}],
        [{processor, {logical, -1}}],
        [{core, [{processor, {logical, 0}}]}],
        [{processor, []}],
        [],
        other,
        [{processor, [{core, {logical, 0}} | tail]}]
    ].

defined(Topology) ->
    Old = erlang:system_info({cpu_topology, used}),
    case catch erlang:system_flag(cpu_topology, Topology) of
        {'EXIT', {Reason, _}} -> io:format("~p~n", [Reason]);
        Old -> io:format("~p ~p~n", [erlang:system_info(cpu_topology), erlang:system_info({cpu_topology, defined}) =:= erlang:system_info(cpu_topology)])
    end.

kind(Item) ->
    try erlang:system_info(Item) catch error:Reason -> Reason end.

%! expect: true
%! expect: undefined
%! expect: true
%! expect: [{processor,{logical,0}}] true
%! expect: [{processor,[{core,[{thread,{logical,0}},{thread,{logical,2}}]},
%! expect:              {core,{logical,1}}]}] true
%! expect: [{node,[{processor,{logical,4}},{processor,{logical,3}}]},
%! expect:  {node,[{processor,[{core,{logical,1}},{core,{logical,0}}]}]}] true
%! expect: [{processor,[{node,{logical,0}},{node,{logical,1}}]}] true
%! expect: [{processor,[{node,{logical,0}}]},
%! expect:  {node,[{processor,{logical,1}},{processor,{logical,2}}]}] true
%! expect: [{processor,{logical,7}}] true
%! expect: badarg
%! expect: badarg
%! expect: badarg
%! expect: badarg
%! expect: badarg
%! expect: badarg
%! expect: badarg
%! expect: badarg
%! expect: true
%! expect: true
%! expect: {cpu_topology,other} badarg
%! expect: {cpu_topology,1} badarg
%! expect: {cpu_topology} badarg
%! expect: {cpu_topology,used,x} badarg
