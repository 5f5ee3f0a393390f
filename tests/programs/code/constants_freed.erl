%% Large integers that stand in the code itself, and the keys of maps, leave with the version of the module: a process that
%% keeps one has a copy of its own afterwards, and a module that is loaded again and again does not cost more each time.
-module(constants_freed).
-export([main/0]).
%! collect: no where everything is collected at every reservation the constants are not given back while it waits; not understood yet
%! expect: 18446744073709551616000000
%! expect: #{340282366920938463463374607431768211456 => 2,a => 1}
%! expect: 18446744073709551616000000
%! expect: #{340282366920938463463374607431768211456 => 2,a => 1}
%! expect: bounded

main() ->
    {ok, constants, Code} = compile:forms(forms(), [no_copt, no_postopt]),
    load(Code),
    Kept = {constants:number(1), constants:map(1, 2)},
    show(Kept),
    [load(Code) || _ <- lists:seq(1, 20)],
    erlang:garbage_collect(),
    show(Kept),
    Before = used(),
    [begin load(Code), constants:number(1), constants:map(1, 2) end || _ <- lists:seq(1, 400)],
    settle(Before, 200).

load(Code) ->
    code:purge(constants),
    {module, constants} = code:load_binary(constants, "constants", Code),
    constants:number(1),
    constants:map(1, 2).

show({Number, Map}) ->
    io:format("~p~n~p~n", [Number, Map]).

used() -> erlang:memory(code).

%% What is purged is freed by a process of the system, somewhat later.
settle(_, 0) -> io:format("grown~n");
settle(Before, N) ->
    case used() - Before < 1000000 of
        true -> io:format("bounded~n");
        false -> timer:sleep(100), settle(Before, N - 1)
    end.

forms() ->
    Big = 1 bsl 128,
    [{attribute, 1, module, constants},
     {attribute, 1, export, [{number, 1}, {map, 2}]},
     {function, 1, number, 1,
      [{clause, 1, [{integer, 1, N}], [], [{integer, 1, 18446744073709551615999999 + N}]} || N <- lists:seq(1, 300)]},
     {function, 1, map, 2,
      [{clause, 1, [{var, 1, 'A'}, {var, 1, 'B'}], [],
        [{map, 1, [{map_field_assoc, 1, {atom, 1, a}, {var, 1, 'A'}},
                   {map_field_assoc, 1, {integer, 1, Big}, {var, 1, 'B'}}]}]}]}].
