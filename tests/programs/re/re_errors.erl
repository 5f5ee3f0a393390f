%% Texts and places of errors in patterns.
-module(re_errors).
-export([main/0]).

main() ->
    [io:format("~0p~n", [{P, shown(re:compile(P))}]) ||
        P <- ["a(b", "a)", "[a", "(?P<a", "(?P<n>a)(?P<n>b)", "*a", "a**", "a{2,1}", "\\", "\\c", "(?", "(?z", "[[:foo:]]", "[z-a]",
              "(?<=a+)b", "\\p{Foo}", "(?1)", "[[.a.]]", "\\x{ffff}", "(?C256)", "(*FOO)", "\\8", "(?P", "(?Px", "\\L", "\\u", "(?#a",
              "\\o{9}", "(?<1a>b)", "a{65536}", "[a-\\d]", "[\\d-z]", "ab\\idef", "\\777", "\\1", "(?&n)", "\\k<n>", "\\x{", "\\o{", "\\g{",
              "(?|a", "[[:alpha:]", "(?(1)a|b|c)", "()(?(1)a|b|c)", "(?<n", "(?<>a)", "[b-a]x", "\\N{U+41}", "(?i", "x{,3}", "(*)", "[]",
              "[]a", "[^]", "(?<!a*)", "\\E\\Q", "\\", "(?:(a)"]],
    io:format("~0p~n", [shown(re:compile(<<255>>, [unicode]))]),
    io:format("~0p~n", [shown(re:compile("a", [unicode, never_utf]))]),
    io:format("~0p~n", [re:run("a", "(b", [report_errors])]),
    io:format("~0p~n", [re:version()]).

shown({ok, {re_pattern, Groups, Unicode, CrLf, Code}}) -> {ok, Groups, Unicode, CrLf, is_binary(Code)};
shown(Error) -> Error.

%! expect: {"a(b",{error,{"missing )",3}}}
%! expect: {"a)",{error,{"unmatched parentheses",1}}}
%! expect: {"[a",{error,{"missing terminating ] for character class",2}}}
%! expect: {"(?P<a",{error,{"syntax error in subpattern name (missing terminator)",5}}}
%! expect: {"(?P<n>a)(?P<n>b)",{error,{"two named subpatterns have the same name",13}}}
%! expect: {"*a",{error,{"nothing to repeat",0}}}
%! expect: {"a**",{error,{"nothing to repeat",2}}}
%! expect: {"a{2,1}",{error,{"numbers out of order in {} quantifier",5}}}
%! expect: {"\\",{error,{"\\ at end of pattern",1}}}
%! expect: {"\\c",{error,{"\\c at end of pattern",2}}}
%! expect: {"(?",{error,{"unrecognized character after (? or (?-",2}}}
%! expect: {"(?z",{error,{"unrecognized character after (? or (?-",2}}}
%! expect: {"[[:foo:]]",{error,{"unknown POSIX class name",3}}}
%! expect: {"[z-a]",{error,{"range out of order in character class",3}}}
%! expect: {"(?<=a+)b",{error,{"lookbehind assertion is not fixed length",6}}}
%! expect: {"\\p{Foo}",{error,{"unknown property name after \\P or \\p",6}}}
%! expect: {"(?1)",{error,{"reference to non-existent subpattern",3}}}
%! expect: {"[[.a.]]",{error,{"POSIX collating elements are not supported",1}}}
%! expect: {"\\x{ffff}",{error,{"character value in \\x{} or \\o{} is too large",7}}}
%! expect: {"(?C256)",{error,{"number after (?C is > 255",6}}}
%! expect: {"(*FOO)",{error,{"(*VERB) not recognized or malformed",5}}}
%! expect: {"\\8",{ok,0,0,0,true}}
%! expect: {"(?P",{error,{"unrecognized character after (?P",3}}}
%! expect: {"(?Px",{error,{"unrecognized character after (?P",3}}}
%! expect: {"\\L",{error,{"PCRE does not support \\L, \\l, \\N{name}, \\U, or \\u",1}}}
%! expect: {"\\u",{error,{"PCRE does not support \\L, \\l, \\N{name}, \\U, or \\u",1}}}
%! expect: {"(?#a",{error,{"missing ) after comment",4}}}
%! expect: {"\\o{9}",{error,{"non-octal character in \\o{} (closing brace missing?)",3}}}
%! expect: {"(?<1a>b)",{error,{"group name must start with a non-digit",3}}}
%! expect: {"a{65536}",{error,{"number too big in {} quantifier",7}}}
%! expect: {"[a-\\d]",{error,{"invalid range in character class",4}}}
%! expect: {"[\\d-z]",{ok,0,0,0,true}}
%! expect: {"ab\\idef",{ok,0,0,0,true}}
%! expect: {"\\777",{error,{"octal value is greater than \\377 in 8-bit non-UTF-8 mode",3}}}
%! expect: {"\\1",{error,{"reference to non-existent subpattern",2}}}
%! expect: {"(?&n)",{error,{"reference to non-existent subpattern",4}}}
%! expect: {"\\k<n>",{error,{"reference to non-existent subpattern",4}}}
%! expect: {"\\x{",{error,{"non-hex character in \\x{} (closing brace missing?)",3}}}
%! expect: {"\\o{",{error,{"non-octal character in \\o{} (closing brace missing?)",3}}}
%! expect: {"\\g{",{error,{"\\g is not followed by a braced, angle-bracketed, or quoted name/number or by a plain number",3}}}
%! expect: {"(?|a",{error,{"missing )",4}}}
%! expect: {"[[:alpha:]",{error,{"missing terminating ] for character class",10}}}
%! expect: {"(?(1)a|b|c)",{error,{"reference to non-existent subpattern",5}}}
%! expect: {"()(?(1)a|b|c)",{error,{"conditional group contains more than two branches",12}}}
%! expect: {"(?<n",{error,{"syntax error in subpattern name (missing terminator)",4}}}
%! expect: {"(?<>a)",{error,{"unrecognized character after (?<",3}}}
%! expect: {"[b-a]x",{error,{"range out of order in character class",3}}}
%! expect: {"\\N{U+41}",{error,{"PCRE does not support \\L, \\l, \\N{name}, \\U, or \\u",1}}}
%! expect: {"(?i",{error,{"unrecognized character after (? or (?-",3}}}
%! expect: {"x{,3}",{ok,0,0,0,true}}
%! expect: {"(*)",{error,{"nothing to repeat",1}}}
%! expect: {"[]",{error,{"missing terminating ] for character class",2}}}
%! expect: {"[]a",{error,{"missing terminating ] for character class",3}}}
%! expect: {"[^]",{error,{"missing terminating ] for character class",3}}}
%! expect: {"(?<!a*)",{error,{"lookbehind assertion is not fixed length",6}}}
%! expect: {"\\E\\Q",{ok,0,0,0,true}}
%! expect: {"\\",{error,{"\\ at end of pattern",1}}}
%! expect: {"(?:(a)",{error,{"missing )",6}}}
%! expect: {error,{"invalid UTF-8 string",0}}
%! expect: {error,{"setting UTF is disabled by the application",0}}
%! expect: {error,{compile,{"missing )",2}}}
%! expect: <<"8.45 2021-06-15">>
