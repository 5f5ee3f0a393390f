% Many atoms made by four processes at once: the same name is the same atom whoever made it first.
-module(atoms_many).
-export([main/0]).

main() ->
    Self = self(),
    Names = ["many_" ++ integer_to_list(N) || N <- lists:seq(1, 20000)],
    Makers = [spawn_link(fun() -> Self ! {self(), [list_to_atom(Name) || Name <- Names]} end) || _ <- lists:seq(1, 4)],
    Lists = [receive {Maker, Atoms} -> Atoms end || Maker <- Makers],
    [First | Others] = Lists,
    %! expect: true
    io:format("~p~n", [lists:all(fun(Atoms) -> Atoms =:= First end, Others)]),
    %! expect: true
    io:format("~p~n", [[atom_to_list(Atom) || Atom <- First] =:= Names]),
    %! expect: true
    io:format("~p~n", [First =:= [binary_to_existing_atom(list_to_binary(Name), latin1) || Name <- Names]]),
    Wide = list_to_atom(lists:duplicate(255, 16#1F600)),
    %! expect: 255
    io:format("~p~n", [length(atom_to_list(Wide))]),
    %! expect: {system_limit,badarg}
    io:format("~p~n", [{reason(fun() -> list_to_atom(lists:duplicate(256, $a)) end),
                        reason(fun() -> list_to_existing_atom(lists:duplicate(256, $a)) end)}]),
    %! expect: badarg
    io:format("~p~n", [reason(fun() -> binary_to_existing_atom(<<"many_0">>) end)]).

reason(Fun) ->
    try Fun() of Value -> Value catch error:Reason -> Reason end.
%! collect: no makes a hundred thousand atoms, for minutes
