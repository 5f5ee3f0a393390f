%% Encodings that older nodes and other languages write are read.
-module(ext_old_tags).
-export([main/0]).

main() ->
    io:format("~w~n", [b2t([100, 0, 1, $z])]),
    io:format("~w~n", [b2t([115, 1, 229])]),
    io:format("~w~n", [b2t([99 | "1.50000000000000000000e+00"] ++ [0, 0, 0, 0, 0])]),
    io:format("~w~n", [b2t([110, 3, 0, 1, 0, 0])]),
    io:format("~w~n", [b2t([110, 0, 0])]),
    io:format("~w~n", [b2t([110, 1, 1, 0])]),
    io:format("~w~n", [b2t([111, 0, 0, 0, 2, 1, 0, 1])]),
    io:format("~w~n", [b2t([108, 0, 0, 0, 0, 97, 5])]),
    io:format("~w~n", [b2t([105, 0, 0, 0, 2, 106, 106])]),
    io:format("~w~n", [b2t([107, 0, 0])]),
    io:format("~w~n", [b2t([77, 0, 0, 0, 2, 4, 255, 255])]),
    io:format("~w~n", [node(b2t([103, 100, 0, 3, $a, $@, $b, 0, 0, 0, 1, 0, 0, 0, 2, 3]))]),
    io:format("~w~n", [node(b2t([102, 100, 0, 3, $a, $@, $b, 0, 0, 0, 1, 3]))]),
    io:format("~w~n", [node(b2t([101, 100, 0, 3, $a, $@, $b, 0, 0, 0, 1, 3]))]),
    io:format("~w~n", [node(b2t([114, 0, 2, 100, 0, 3, $a, $@, $b, 3, 0, 0, 0, 1, 0, 0, 0, 2]))]),
    io:format("~w~n", [is_port(b2t([89, 119, 3, $a, $@, $b, 0, 0, 0, 1, 0, 0, 0, 3]))]),
    io:format("~w~n", [is_reference(b2t([90, 0, 5, 119, 3, $a, $@, $b, 0, 0, 0, 9 | lists:duplicate(20, 7)]))]),
    io:format("~w~n", [b2t([113, 119, 5, "lists", 119, 3, "map", 97, 2])]),
    io:format("~w~n", [b2t([80, 0, 0, 0, 4 | binary_to_list(zlib:compress(<<107, 0, 1, 65>>))])]).

b2t(Bytes) -> binary_to_term(iolist_to_binary([131 | Bytes])).

%! expect: z
%! expect: å
%! expect: 1.5
%! expect: 1
%! expect: 0
%! expect: 0
%! expect: -256
%! expect: 5
%! expect: {[],[]}
%! expect: []
%! expect: <<255,15:4>>
%! expect: a@b
%! expect: a@b
%! expect: a@b
%! expect: a@b
%! expect: true
%! expect: true
%! expect: fun lists:map/2
%! expect: [65]
