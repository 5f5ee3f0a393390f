%% Broken and hostile data is badarg, quickly and without memory.
-module(ext_refused).
-export([main/0]).

main() ->
    Cases = [<<>>, <<131>>, <<130, 106>>, <<131, 0>>, <<131, 97>>, <<131, 98, 0, 0>>, <<131, 119, 5, "abc">>, <<131, 119, 2, 16#C3, 40>>,
             <<131, 100, 1, 0, (binary:copy(<<"x">>, 256))/binary>>, <<131, 118, 1, 0, (binary:copy(<<"x">>, 256))/binary>>,
             <<131, 104, 2, 106>>, <<131, 105, 255, 255, 255, 255, 106>>, <<131, 108, 255, 255, 255, 255, 106>>,
             <<131, 109, 255, 255, 255, 255, 1>>, <<131, 116, 255, 255, 255, 255, 106>>, <<131, 111, 127, 255, 255, 255, 0, 1>>,
             <<131, 116, 0, 0, 0, 2, 97, 1, 106, 97, 1, 106>>, <<131, 70, 16#7FF0:16, 0:48>>, <<131, 70, -1:64>>,
             <<131, 99, "1.5x", 0:(27 * 8)>>, <<131, 99, "15", 0:(29 * 8)>>, <<131, 77, 0, 0, 0, 1, 9, 255>>, <<131, 77, 0, 0, 0, 0, 1>>,
             <<131, 103, 106>>, <<131, 113, 97, 1, 97, 1, 97, 1>>, <<131, 117, 0, 0>>, <<131, 80, 0, 0, 0, 9, 1, 2, 3>>,
             <<131, 80, 255, 255, 255, 255, (zlib:compress(<<106>>))/binary>>, <<131, 121, 0, 0, 0, 0, 106>>],
    [io:format("~w~n", [try {accepted, binary_to_term(C)} catch error:R -> R end]) || C <- Cases],
    Deep = <<131, (binary:copy(<<104, 1>>, 100000))/binary>>,
    io:format("~w~n", [catch_it(fun() -> binary_to_term(Deep) end)]),
    io:format("~w~n", [catch_it(fun() -> binary_to_term(<<131, 106>>, [foo]) end)]),
    io:format("~w~n", [catch_it(fun() -> binary_to_term(<<131, 106>>, [safe | x]) end)]),
    io:format("~w~n", [catch_it(fun() -> binary_to_term(nope, [safe]) end)]),
    io:format("~w~n", [catch_it(fun() -> binary_to_term(<<131, 106, 5:3>>) end)]).

catch_it(F) -> try F() catch C:R -> {C, R} end.

%! expect: badarg
%! expect: badarg
%! expect: badarg
%! expect: badarg
%! expect: badarg
%! expect: badarg
%! expect: badarg
%! expect: badarg
%! expect: badarg
%! expect: badarg
%! expect: badarg
%! expect: badarg
%! expect: badarg
%! expect: badarg
%! expect: badarg
%! expect: badarg
%! expect: badarg
%! expect: badarg
%! expect: badarg
%! expect: badarg
%! expect: badarg
%! expect: badarg
%! expect: badarg
%! expect: badarg
%! expect: badarg
%! expect: badarg
%! expect: badarg
%! expect: badarg
%! expect: badarg
%! expect: {error,badarg}
%! expect: {error,badarg}
%! expect: {error,badarg}
%! expect: {error,badarg}
%! expect: {error,badarg}
