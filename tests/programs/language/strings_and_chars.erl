%% Character and string literals, escapes, triple-quoted strings, sigils, number bases and underscores.
-module(strings_and_chars).
-export([main/0]).

main() ->
    io:format("~w~n", [[$a, $\n, $\s, $\t, $\\, $\x41, $\x{1F600}, $\101, $\^A]]),
    io:format("~w~n", ["a\tb\"c\\ \e"]),
    io:format("~ts~n", ["åäö €"]),
    io:format("~tp~n", ["日本"]),
    io:format("~p ~p ~p ~p~n", [16#FF, 2#1010, 36#Z, 1_000_000]),
    io:format("~w~n", [~"sigil é"]),
    io:format("~w~n", [~S(raw \n)]),
    io:format("~s~n", ["""
        indented
          text "quoted"
        """]),
    io:format("~p~n", [1.5e3]),
    io:format("~p ~p~n", ['hello world', 'Atom']),
    io:format("~p~n", [[a, 'B', 'c d', [], '', 'åä', '日本']]),
    io:format("~tp~n", [['åä', '日本']]),
    io:format("~w~n", ['\n\x41']).

%! expect: [97,10,32,9,92,65,128512,65,1]
%! expect: [97,9,98,34,99,92,32,27]
%! expect: åäö €
%! expect: [26085,26412]
%! expect: 255 10 35 1000000
%! expect: <<115,105,103,105,108,32,195,169>>
%! expect: [114,97,119,32,92,110]
%! expect: indented
%! expect:   text "quoted"
%! expect: 1.5e3
%! expect: 'hello world' 'Atom'
%! expect: [a,'B','c d',[],'',åä,'\x{65E5}\x{672C}']
%! expect: [åä,'日本']
%! expect: '\nA'
