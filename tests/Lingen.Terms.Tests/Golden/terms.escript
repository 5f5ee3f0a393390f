#!/usr/bin/env escript
%% Writes terms.txt: hashes, orders, arithmetic, map orders and number texts as stock OTP has them. Run with the OTP to compare
%% with; the output replaces the file. Terms are written as their external encoding in hexadecimal.
main([]) ->
    rand:seed(exsss, {1, 2, 3}),
    io:format("# Written by terms.escript on OTP ~s.~n", [erlang:system_info(otp_release)]),
    texts([T || T <- fixed() ++ [term(3) || _ <- lists:seq(1, 30)], small(T)]),
    Terms = fixed() ++ [term(3) || _ <- lists:seq(1, 60)],
    [io:format("hash ~s ~w ~w~n", [hex(T), erlang:phash2(T, 1 bsl 32), erlang:phash(T, 1 bsl 32)]) || T <- Terms],
    [compare(pick(Terms), pick(Terms)) || _ <- lists:seq(1, 150)],
    [compare(A, B) || A <- numbers(), B <- numbers()],
    [compare(T, tweak(T)) || T <- Terms],
    [arith(Op, integer(), integer()) || Op <- ops2(), _ <- lists:seq(1, 12)],
    [arith(Op, A, B) || Op <- ops2(), A <- edges(), B <- edges(), shiftable(Op, B)],
    [arith(Op, A, B) || Op <- ['+', '-', '*', '/'], A <- numbers(), B <- numbers(), is_float(A) orelse is_float(B)],
    [arith1(Op, A) || Op <- ['+', '-', 'bnot', abs, round, trunc, floor, ceil, float], A <- edges() ++ numbers() ++ [atom, 1 bsl 1024]],
    [map_order(N, Kind) || Kind <- [integer, negative, float, binary, string, tuple, bignum, mixed], N <- [2, 32, 33, 40, 200]],
    map_order(2000, integer),
    [float_text(F) || F <- floats() ++ [random_float() || _ <- lists:seq(1, 300)]],
    [integer_text(I, B) || I <- edges() ++ [integer() || _ <- lists:seq(1, 30)] ++ [rand:uniform(1 bsl 9000)], B <- [2, 7, 10, 16, 36]].

hex(T) -> binary:encode_hex(term_to_binary(T)).

pick(L) -> lists:nth(rand:uniform(length(L)), L).

fixed() ->
    [a, true, [], {}, "", "abc", "abcd", "abcde", [1, 2, 300], [a | b], [[]], [1 | 2], {[]}, <<>>, <<"abc">>, <<"abcdefghijkl">>, <<"abcdefghijklmnopqrstuvwxyz">>,
     <<1:1>>, <<255, 5:3>>, <<"abcdefghijkl", 9:4>>, 0, 1, -1, 134217727, 134217728, -134217728, -134217729, 1 bsl 31, 1 bsl 32, 1 bsl 59, -(1 bsl 59) - 1, 1 bsl 64, -(1 bsl 64),
     1 bsl 200 + 17, 0.0, -0.0, 1.0, -1.5, 1.0e300, #{}, #{a => 1}, #{1 => 2, 1.0 => 3}, {a, b}, {1, 2.0, "x", <<"y">>}, fun lists:map/2, 'a b', '\x{e5}\x{e4}\x{f6}', '\x{4e2d}\x{6587}',
     maps:from_list([{I, I} || I <- lists:seq(1, 50)]), maps:from_list([{{I}, [I]} || I <- lists:seq(1, 100)]),
     #{#{a => 1} => #{b => 2}}, [#{}, #{x => [1, 2, 3]}]].

numbers() ->
    [0, 0.0, -0.0, 1, 1.0, -1, -1.0, 1.5, -1.5, 1 bsl 53, float(1 bsl 53), (1 bsl 53) + 1, (1 bsl 59) - 1, 1 bsl 59, float(1 bsl 59), -(1 bsl 59), -float(1 bsl 59), (1 bsl 59) + 1,
     1 bsl 60, float(1 bsl 60), 1 bsl 64, float(1 bsl 64), (1 bsl 64) + 1, -(1 bsl 64), -float(1 bsl 64), 1 bsl 1023, float(1 bsl 1023), 1.0e308, -1.0e308, 1 bsl 1100, -(1 bsl 1100), 4.9e-324, 1.0e18, 1000000000000000000,
     999999999999999999, 1.0e19, 576460752303423487.0].

term(0) -> leaf();
term(D) ->
    case rand:uniform(8) of
        1 -> [term(D - 1) || _ <- lists:seq(1, rand:uniform(4))];
        2 -> list_to_tuple([term(D - 1) || _ <- lists:seq(1, rand:uniform(4))]);
        3 -> maps:from_list([{term(D - 1), term(D - 1)} || _ <- lists:seq(1, rand:uniform(5))]);
        4 -> maps:from_list([{leaf(), leaf()} || _ <- lists:seq(1, 20 + rand:uniform(25))]);
        5 -> [term(D - 1) | leaf()];
        _ -> leaf()
    end.

leaf() ->
    case rand:uniform(9) of
        1 -> rand:uniform(10);
        2 -> integer();
        3 -> random_float();
        4 -> pick([a, b, c, abc, xyz, '', hello_world_this_is_long, hello_world_this_is_longer]);
        5 -> rand:bytes(rand:uniform(40));
        6 -> <<B:13/bitstring, _/bitstring>> = rand:bytes(3), B;
        7 -> binary_to_list(rand:bytes(rand:uniform(10)));
        8 -> pick([[], {}, #{}, "", <<>>]);
        9 -> float(rand:uniform(10))
    end.

tweak(T) when is_integer(T) -> pick([T + 1, T - 1, catch_float(T)]);
tweak(T) when is_float(T) -> pick([T * 2, trunc(T)]);
tweak([H | T]) -> pick([[tweak(H) | T], [H | tweak(T)]]);
tweak(T) when is_tuple(T), tuple_size(T) > 0 -> I = rand:uniform(tuple_size(T)), setelement(I, T, tweak(element(I, T)));
tweak(T) when is_map(T), map_size(T) > 0 ->
    K = pick(maps:keys(T)),
    case rand:uniform(3) of
        1 -> T#{K := tweak(maps:get(K, T))};
        2 -> M = maps:remove(K, T), M#{tweak(K) => maps:get(K, T)};
        3 -> T#{K := maps:get(K, T)}
    end;
tweak(T) when is_binary(T) -> <<T/binary, 0>>;
tweak(_) -> leaf().

catch_float(T) -> try float(T) catch _:_ -> T end.

sign(X) when X < 0 -> -1;
sign(0) -> 0;
sign(_) -> 1.

compare(A, B) ->
    C = if A < B -> -1; A > B -> 1; true -> 0 end,
    io:format("compare ~s ~s ~w ~w ~w ~w~n", [hex(A), hex(B), C, sign(erts_internal:cmp_term(A, B)), A == B, A =:= B]).

integer() ->
    Bits = pick([4, 30, 58, 59, 60, 63, 64, 65, 100, 128, 200, 1000]),
    I = rand:uniform(1 bsl Bits),
    pick([I, -I]).

edges() ->
    [0, 1, -1, 2, 7, (1 bsl 59) - 1, 1 bsl 59, -(1 bsl 59), -(1 bsl 59) - 1, (1 bsl 63) - 1, 1 bsl 63, -(1 bsl 63), (1 bsl 64) - 1, 1 bsl 64, -(1 bsl 64), (1 bsl 64) + 1, (1 bsl 128) - 1, -(1 bsl 128)].

ops2() -> ['+', '-', '*', 'div', 'rem', 'band', 'bor', 'bxor', 'bsl', 'bsr'].

shiftable('bsl', B) -> abs(B) < 100;
shiftable(_, _) -> true.

arith('bsl', A, B) -> arith_('bsl', A, B rem 300);
arith('bsr', A, B) -> arith_('bsr', A, B rem 300);
arith(Op, A, B) -> arith_(Op, A, B).

arith_(Op, A, B) ->
    R = try hex(erlang:Op(A, B)) catch error:Reason -> atom_to_list(Reason) end,
    io:format("arith2 ~w ~s ~s ~s~n", [Op, hex(A), hex(B), R]).

arith1(Op, A) ->
    R = try hex(erlang:Op(A)) catch error:Reason -> atom_to_list(Reason) end,
    io:format("arith1 ~w ~s ~s~n", [Op, hex(A), R]).

key(integer, I) -> I;
key(negative, I) -> -I;
key(float, I) -> I / 3;
key(binary, I) -> integer_to_binary(I * I);
key(string, I) -> integer_to_list(I * 7919);
key(tuple, I) -> {I, [I * 300], <<I:32>>};
key(bignum, I) -> (1 bsl 70) * I - I;
key(mixed, I) -> key(element(1 + I rem 7, {integer, negative, float, binary, string, tuple, bignum}), I).

map_order(N, Kind) ->
    M = maps:from_list([{key(Kind, I), I} || I <- lists:seq(1, N)]),
    Next = iterate(maps:next(maps:iterator(M))),
    io:format("maporder ~w ~w ~s ~s ~s~n", [Kind, N, hex([K || {K, _} <- maps:to_list(M)]), hex(maps:keys(M)), hex(Next)]).

iterate({K, _, I}) -> [K | iterate(maps:next(I))];
iterate(none) -> [].

random_float() ->
    <<F:64/float>> = case rand:bytes(8) of <<_:1, 2047:11, R:52>> -> <<0:1, 1023:11, R:52>>; B -> B end,
    pick([F, rand:uniform(), float(rand:uniform(1 bsl 60)), rand:uniform(1000000) / 100, math:pow(10, rand:uniform(40) - 20) * rand:uniform(9)]).

floats() ->
    [0.0, -0.0, 1.0, -1.0, 0.1, 0.5, 1.5, 2.5, 100.0, 1000.0, 100000.0, 123456.0, 1234567.0, 0.001, 0.0001, 0.00001, 1.0e-7, 1.0e15, 1.0e16, 1.0e22, 1.0e23, 9007199254740991.0, 9007199254740992.0,
     9007199254740993.0, 123456789012345678.0, 5.0e-324, 2.2250738585072014e-308, 1.7976931348623157e308, 0.3, 2.0e-3, 12.0e5, 3.14159, 4503599627370497.5, 1234567890.0, 12345678900.0, 123456789000.0, 1.0e10,
     0.045, 1.005, 99.995, 999999.5, 0.125, 0.375].

float_text(F) ->
    <<Bits:64>> = <<F/float>>,
    Texts = [text(F, O) || O <- [[], [short], [{decimals, 0}], [{decimals, 2}], [{decimals, 4}, compact], [{decimals, 15}], [{decimals, 25}], [{decimals, 0}, compact], [{scientific, 0}], [{scientific, 3}], [{scientific, 15}], [{scientific, 40}]]],
    io:format("float ~w ~s~n", [Bits, lists:join(" ", Texts)]).

text(F, O) -> try float_to_list(F, O) catch error:badarg -> "badarg" end.

integer_text(I, B) -> io:format("integer ~s ~w ~s~n", [hex(I), B, integer_to_list(I, B)]).

texts(Terms) ->
    [io:format("text ~s ~w ~s~n", [hex(T), L, hex(erts_internal:term_to_string(T, L))]) || T <- Terms, L <- [undefined, 2, 5, 17]].

%% Without maps of several atoms: their order hangs on the atoms' indexes, which differ.
small(T) when is_map(T), map_size(T) > 32 -> lists:all(fun erlang:is_integer/1, maps:keys(T));
small(T) when is_map(T) -> length([K || K <- maps:keys(T), is_atom(K)]) < 2 andalso small(maps:to_list(T));
small(T) when is_tuple(T) -> small(tuple_to_list(T));
small([H | T]) -> small(H) andalso small(T);
small(_) -> true.
