#!/usr/bin/env escript
%% Writes golden.txt: terms as stock OTP encodes them. Run with the OTP to compare with; the output replaces the file.
%% A line is: options, the default encoding, the encoding under the options (= if it is the same).
main([]) ->
    io:format("# Written by golden.escript on OTP ~s: options, default encoding, encoding under the options.~n",
              [erlang:system_info(otp_release)]),
    Ref = make_ref(),
    Terms = [0, 1, 255, 256, -1, 2147483647, 2147483648, -2147483648, -2147483649, 1 bsl 59 - 1, 1 bsl 59, -(1 bsl 59),
             -(1 bsl 59) - 1, 1 bsl 64, -(1 bsl 64), 1 bsl 2039, 1 bsl 2040, -(1 bsl 2048),
             0.0, -0.0, 1.0, -1.5, 1.0e300, 5.0e-324, 3.141592653589793, 1.7976931348623157e308, 1.0e-100, 123456789.123,
             a, '', 'A b', 'åäö', 'λ', list_to_atom(lists:duplicate(255, $x)), list_to_atom(lists:duplicate(255, $å)),
             list_to_atom(lists:duplicate(255, 16#1D11E)), true, undefined,
             [], [a], [1], "abc", [255], [256], [1|2], [a|b], [[]], [[], [[]]], [1.0], lists:seq(1, 300),
             [1, 2|a],
             {}, {a}, {1, 2.0, "x"}, list_to_tuple(lists:seq(1, 255)), list_to_tuple(lists:seq(1, 256)),
             <<>>, <<1>>, <<"hello">>, binary:copy(<<"x">>, 64), binary:copy(<<"x">>, 65), binary:copy(<<"xyz">>, 1000),
             <<1:1>>, <<255, 3:2>>, <<0:7>>, <<(binary:copy(<<"y">>, 100))/binary, 5:3>>,
             {<<1, 2>>, binary:copy(<<"q">>, 200), "tail", <<(binary:copy(<<"z">>, 80))/binary, 1:1>>, x},
             #{}, #{a => 1}, #{1 => a, 2 => b}, #{1.0 => x, 1 => y, "s" => z}, #{#{1 => 2} => #{3 => 4}},
             maps:from_list([{I, I * I} || I <- lists:seq(1, 32)]), maps:from_list([{{I, x}, I} || I <- lists:seq(1, 20)]),
             maps:from_list([{I, a} || I <- lists:seq(1, 40)]), maps:from_list([{{I, "k"}, [I]} || I <- lists:seq(1, 500)]),
             self(), Ref, hd(erlang:ports()),
             binary_to_term(<<131, 88, 119, 5, "n@h.x", 1:32, 2:32, 77:32>>),
             binary_to_term(<<131, 90, 3:16, 119, 5, "n@h.x", 77:32, 1:32, 2:32, 3:32>>),
             binary_to_term(<<131, 90, 5:16, 119, 5, "n@h.x", 77:32, 1:32, 2:32, 3:32, 4:32, 5:32>>),
             binary_to_term(<<131, 120, 119, 5, "n@h.x", (1 bsl 40 + 7):64, 77:32>>),
             fun lists:map/2, fun erlang:'+'/2, fun() -> Ref end, fun(X) -> {X, Ref, <<"free">>, [1, 2]} end,
             {nested, [{deep, #{1 => [#{2 => {<<3>>, 4.0, "five"}}]}}]}],
    Large = [lists:duplicate(65535, $a), lists:duplicate(65536, $a), 1 bsl 10000],
    [line("default", T, []) || T <- Terms ++ Large],
    [line("m1", T, [{minor_version, 1}]) || T <- Terms],
    [line("m0", T, [{minor_version, 0}]) || T <- Terms],
    [line("deterministic", T, [deterministic]) || T <- Terms, not is_list(T)],
    Compressible = [lists:duplicate(1000, abc), binary:copy(<<"abcd">>, 500), lists:seq(1, 100), a, "short", {},
                    binary:copy(<<0>>, 20), [rand_free(I) || I <- lists:seq(1, 200)]],
    [line("compressed", T, [compressed]) || T <- Compressible],
    [line("c" ++ integer_to_list(L), T, [{compressed, L}]) || T <- Compressible, L <- [0, 1, 6, 9]].

rand_free(I) -> (I * 7919) rem 1009.

line(Name, Term, Options) ->
    Default = term_to_binary(Term),
    case term_to_binary(Term, Options) of
        Default -> io:format("~s ~s =~n", [Name, binary:encode_hex(Default)]);
        Other -> io:format("~s ~s ~s~n", [Name, binary:encode_hex(Default), binary:encode_hex(Other)])
    end.
