%% Identifiers of other nodes are counted where they are: heaps, tables, timers, links, match specifications, literals. With the last one the
%% node is forgotten.
-module(node_references).
-export([main/0]).

%! expect: known true
%! expect: heap true
%! expect: table [0,2,3,2,0]
%! expect: timer [3,0]
%! expect: program [3,3]
%! expect: persistent [2,0]
%! expect: message true
%! expect: sound true
%! expect: forgotten false

main() ->
    logger:set_primary_config(level, none),
    erts_debug:set_internal_state(available_internal_state, true),
    erts_debug:set_internal_state(node_tab_delayed_delete, 0),
    Node = {'other@somewhere', 7},
    run(fun() ->
        Pid = identifier(Node, pid),
        io:format("known ~p~n", [lists:member(element(1, Node), nodes(known))]),
        io:format("heap ~p~n", [count(heap, Node) >= 1]),
        erlang:phash2(Pid)
    end),
    run(fun() -> table(Node) end),
    run(fun() -> timer(Node) end),
    run(fun() -> program(Node) end),
    run(fun() -> persistent(Node) end),
    run(fun() -> message(Node) end),
    io:format("sound ~p~n", [sound()]),
    io:format("forgotten ~p~n", [known_later(element(1, Node), 100)]).

%% In a process of its own, so that nothing is left on a heap.
run(Fun) ->
    {Pid, Ref} = spawn_monitor(Fun),
    receive {'DOWN', Ref, process, Pid, normal} -> ok end.

table(Node) ->
    Table = ets:new(references, []),
    None = count(ets, Node),
    ets:insert(Table, [{a, identifier(Node, pid)}, {b, self()}, {c, identifier(Node, port)}]),
    Two = count(ets, Node),
    ets:insert(Table, {d, {in, [identifier(Node, reference)]}}),
    Three = count(ets, Node),
    ets:delete(Table, a),
    Less = count(ets, Node),
    ets:delete(Table),
    io:format("table ~w~n", [[None, Two, Three, Less, count(ets, Node)]]).

timer(Node) ->
    Message = {identifier(Node, pid), identifier(Node, port), identifier(Node, reference)},
    Timer = erlang:start_timer(100000, self(), Message),
    Running = count(timer, Node),
    erlang:cancel_timer(Timer),
    io:format("timer ~w~n", [[Running, count(timer, Node)]]).

program(Node) ->
    Ids = [identifier(Node, pid), identifier(Node, port), identifier(Node, reference)],
    Compiled = ets:match_spec_compile([{list_to_tuple(Ids), [], ['$_']}]),
    One = count(binary, Node),
    Other = binary_to_term(term_to_binary(Compiled)),
    io:format("program ~w~n", [[One, count(binary, Node)]]),
    {Compiled, Other}.

persistent(Node) ->
    persistent_term:put(references, {identifier(Node, pid), identifier(Node, reference)}),
    Held = count(system, Node),
    persistent_term:erase(references),
    io:format("persistent ~w~n", [[Held, later(fun() -> count(system, Node) end, 0, 100)]]).

message(Node) ->
    Waiting = spawn_link(fun() -> receive never -> ok end end),
    Before = count(any, Node),
    Waiting ! {some, identifier(Node, pid)},
    io:format("message ~p~n", [count(any, Node) >= Before + 1]),
    unlink(Waiting),
    exit(Waiting, kill).

later(Fun, Wanted, Times) ->
    case Fun() of
        Wanted -> Wanted;
        Other when Times =:= 0 -> Other;
        _ -> timer:sleep(20), later(Fun, Wanted, Times - 1)
    end.

known_later(Name, Times) ->
    [garbage_collect(P) || P <- processes()],
    case lists:member(Name, nodes(known)) of
        true when Times > 0 -> timer:sleep(20), known_later(Name, Times - 1);
        Known -> Known
    end.

count(Part, Node) ->
    {{node_references, Nodes}, {dist_references, _}} = erts_debug:get_internal_state(node_and_dist_references),
    case lists:keyfind(Node, 1, Nodes) of
        false -> 0;
        {_, _, Holders} -> lists:sum([N || {_, Parts} <- Holders, {P, N} <- Parts, Part =:= any orelse P =:= Part])
    end.

%% What is found is what is counted.
sound() ->
    {{node_references, Nodes}, _} = erts_debug:get_internal_state(node_and_dist_references),
    lists:all(fun({_, Count, Holders}) -> Count =:= lists:sum([N || {_, Parts} <- Holders, {_, N} <- Parts]) end, Nodes).

identifier({Name, Creation}, Kind) ->
    Text = atom_to_binary(Name),
    Atom = [119, byte_size(Text), Text],
    Bytes = case Kind of
        pid -> [88, Atom, <<4711:32, 3:32, Creation:32>>];
        port -> [89, Atom, <<4711:32, Creation:32>>];
        reference -> [90, <<3:16>>, Atom, <<Creation:32, 47:32, 11:32, 12:32>>]
    end,
    binary_to_term(iolist_to_binary([131 | Bytes])).
