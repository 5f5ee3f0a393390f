%% Names that a file system took apart are put together again, as prim_file does it on every system.
%! expect: [[228],[7853],[233,120],[480]]
%! expect: [[196],[832],[64285]]
%! expect: [[4352,4449],[65,807,778],[101,120,769]]
%! expect: [97,98,99]
%! expect: badarg
%! expect: badarg
-module(composed_names).
-export([main/0]).

main() ->
    io:format("~w~n", [[composed(Name) || Name <- [[$a, 16#308], [$a, 16#323, 16#302], [$e, 16#301, $x], [$A, 16#307, 16#304]]]]),
    io:format("~w~n", [[composed(Name) || Name <- [[16#c4], [16#340], [16#fb1d]]]]),
    io:format("~w~n", [[composed(Name) || Name <- [[16#1100, 16#1161], [$A, 16#327, 16#30a], [$e, $x, 16#301]]]]),
    io:format("~w~n", [composed("abc")]),
    [io:format("~p~n", [try prim_file:internal_normalize_utf8(Bytes) catch error:Reason -> Reason end]) || Bytes <- [<<255>>, <<"a", 204>>]],
    ok.

composed(Name) -> prim_file:internal_normalize_utf8(unicode:characters_to_binary(Name)).
