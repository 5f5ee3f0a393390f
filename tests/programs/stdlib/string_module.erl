%% The string module on lists and binaries, with Unicode: graphemes, case, trim, split, find, pad, compare.
-module(string_module).
-export([main/0]).

main() ->
    io:format("~ts ~ts ~ts~n", [string:uppercase("straße"), string:lowercase("ÅÄÖ"), string:titlecase("hello")]),
    io:format("~p~n", [string:length("e\x{301}a")]),
    io:format("~w~n", [string:to_graphemes("e\x{301}x👨‍👩‍👧")]),
    io:format("~p~n", [string:trim("  spaces \n")]),
    io:format("~p ~p~n", [string:trim("xxhixx", leading, "x"), string:trim(<<"xxhixx">>, trailing, "x")]),
    io:format("~p~n", [string:split("a,b,c", ",")]),
    io:format("~p~n", [string:split("a,b,c", ",", all)]),
    io:format("~p~n", [string:split(<<"a--b--c">>, "--", trailing)]),
    io:format("~p~n", [string:lexemes("foo bar  baz\tqux", " \t")]),
    io:format("~p ~p~n", [string:find("hello world", "o w"), string:find("abcabc", "bc", trailing)]),
    io:format("~p~n", [string:replace("a.b.c", ".", "-", all)]),
    io:format("~ts|~ts|~ts~n", [string:pad("ab", 5), string:pad("ab", 5, leading), string:pad("ab", 6, both, $*)]),
    io:format("~p~n", [string:slice("hello", 1, 3)]),
    io:format("~p~n", [string:reverse("abc")]),
    io:format("~p~n", [string:equal("ÅB", "åb", true)]),
    io:format("~p ~p~n", [string:prefix("prefix", "pre"), string:prefix("other", "pre")]),
    io:format("~p ~p~n", [string:to_integer("42abc"), string:to_float("1.5e3x")]),
    io:format("~p~n", [string:is_empty("")]),
    io:format("~p~n", [string:jaro_similarity("martha", "marhta") > 0.94]),
    io:format("~p ~p~n", [string:tokens("a b c", " "), string:join(["a", "b"], "-")]),
    io:format("~p ~p~n", [string:str("hello", "l"), string:substr("hello", 2, 3)]),
    io:format("~w~n", [unicode:characters_to_nfd_list("é")]),
    io:format("~w~n", [unicode:characters_to_nfc_binary("e\x{301}")]),
    io:format("~w~n", [unicode:characters_to_list(<<"€uro"/utf8>>)]),
    io:format("~w~n", [unicode:characters_to_binary([<<"a">>, 8364, "b"])]),
    io:format("~w~n", [unicode:characters_to_binary("é", unicode, latin1)]),
    io:format("~w~n", [unicode:characters_to_list(<<97, 255, 98>>)]),
    io:format("~w~n", [unicode:characters_to_list(<<97, 226, 130>>)]),
    io:format("~w~n", [unicode:characters_to_binary("aé", utf8, {utf16, little})]),
    io:format("~p~n", [string:casefold("HeLLo")]),
    io:format("~p~n", [string:next_codepoint(<<"é"/utf8>>)]),
    io:format("~p~n", [string:take("abc123", "abc")]),
    io:format("~p~n", [string:chomp("line\r\n")]).

%! expect: STRASSE åäö Hello
%! expect: 2
%! expect: [[101,769],120,[128104,8205,128105,8205,128103]]
%! expect: "spaces"
%! expect: "hixx" <<"xxhi">>
%! expect: ["a","b,c"]
%! expect: ["a","b","c"]
%! expect: [<<"a--b">>,<<"c">>]
%! expect: ["foo","bar","baz","qux"]
%! expect: "o world" "bc"
%! expect: ["a","-","b","-","c"]
%! expect: ab   |   ab|**ab**
%! expect: "ell"
%! expect: "cba"
%! expect: true
%! expect: "fix" nomatch
%! expect: {42,"abc"} {1.5e3,"x"}
%! expect: true
%! expect: true
%! expect: ["a","b","c"] "a-b"
%! expect: 3 "ell"
%! expect: [101,769]
%! expect: <<195,169>>
%! expect: [8364,117,114,111]
%! expect: <<97,226,130,172,98>>
%! expect: <<233>>
%! expect: {error,[97],<<255,98>>}
%! expect: {incomplete,[97],<<226,130>>}
%! expect: <<97,0,233,0>>
%! expect: "hello"
%! expect: [233|<<>>]
%! expect: {"abc","123"}
%! expect: "line"
