%% Every option of re:compile/2 and re:run/3.
-module(re_options).
-export([main/0]).

main() ->
    [io:format("~0p~n", [{P, O, try re:run(S, P, O) catch error:R -> R end}]) || {S, P, O} <- cases()],
    {ok, M} = re:compile("^b$", [multiline]),
    io:format("~0p~n", [re:run("a\rb\rc", M, [{newline, cr}])]),
    io:format("~0p~n", [re:run("a\nb\nc", M, [])]),
    io:format("~0p~n", [try re:run("a", M, [caseless]) catch error:R1 -> R1 end]),
    io:format("~0p~n", [try re:compile("a", [global]) catch error:R2 -> R2 end]),
    io:format("~0p~n", [try re:compile("a", [{newline, x}]) catch error:R3 -> R3 end]),
    io:format("~0p~n", [try re:compile(["a", foo]) catch error:R4 -> R4 end]).

cases() ->
    [{"xABC", "abc", [caseless]}, {"xabc", "abc", [anchored]}, {"abc\n", "abc$", [dollar_endonly]}, {"abc\n", "abc$", []},
     {"a\nc", "a.c", []}, {"a\nc", "a.c", [dotall]}, {"abc", "a b # comment\n c", [extended]}, {"x\nabc", "abc", [firstline]},
     {"x\nabc\ny", "^abc$", [multiline]}, {"x\nabc\ny", "^abc$", []}, {"abc", "(a)(?:b)(c)", [no_auto_capture]},
     {"aaa", "a+", [ungreedy]}, {"aaa", "a+?", [ungreedy]}, {"a\rb", "^b", [multiline, {newline, cr}]},
     {"a\r\nb", "^b", [multiline, {newline, crlf}]}, {"a\nb", "^b", [multiline, {newline, crlf}]},
     {"a\rb", "^b", [multiline, {newline, anycrlf}]}, {[$a, 16#85, $b], "^b", [multiline, {newline, any}]},
     {"a\x0bb", "a\\Rb", [bsr_unicode]}, {"a\x0bb", "a\\Rb", [bsr_anycrlf]}, {"a\r\nb", "a\\Rb", [bsr_anycrlf]},
     {"abc", "^a", [notbol]}, {"abc", "c$", [noteol]}, {"abc", "x*", [notempty]}, {"xbc", "x*", [notempty]},
     {"abc", "x*", [notempty_atstart]}, {"abcabc", "abc", [{offset, 1}]}, {"abcabc", "^abc", [{offset, 3}]}, {"abc", "b", [{offset, 3}]},
     {"aaaaaaaaaaaaaz", "(a+)*zz", [{match_limit, 1000}, report_errors]}, {"aaaaaaaaaaaaaz", "(a+)*zz", [{match_limit, 1000}]},
     {"aaaaaaaaaaaaaz", "(a+)*z", [{match_limit_recursion, 5}, report_errors]}, {"a", "(", [report_errors]}, {"a", "(", []},
     {"abc", "b", [foo]}, {"abc", "b", [{offset, -1}]}, {"abc", "b", [{offset, a}]}, {"abc", "b", [{match_limit, -1}]},
     {[256], "b", []}, {"abc", b, []}, {"abc", "b", x}, {<<1:3>>, "b", []}, {"", "", []}, {<<>>, <<>>, [global]},
     {"cat", "(|at)", [global]}, {"abcabc", "b", [global, {capture, first, list}]}, {"a\r\nb", "x*", [global, {newline, crlf}]}].

%! expect: {"abc",[caseless],{match,[{1,3}]}}
%! expect: {"abc",[anchored],nomatch}
%! expect: {"abc$",[dollar_endonly],nomatch}
%! expect: {"abc$",[],{match,[{0,3}]}}
%! expect: {"a.c",[],nomatch}
%! expect: {"a.c",[dotall],{match,[{0,3}]}}
%! expect: {"a b # comment\n c",[extended],{match,[{0,3}]}}
%! expect: {"abc",[firstline],nomatch}
%! expect: {"^abc$",[multiline],{match,[{2,3}]}}
%! expect: {"^abc$",[],nomatch}
%! expect: {"(a)(?:b)(c)",[no_auto_capture],{match,[{0,3}]}}
%! expect: {"a+",[ungreedy],{match,[{0,1}]}}
%! expect: {"a+?",[ungreedy],{match,[{0,3}]}}
%! expect: {"^b",[multiline,{newline,cr}],{match,[{2,1}]}}
%! expect: {"^b",[multiline,{newline,crlf}],{match,[{3,1}]}}
%! expect: {"^b",[multiline,{newline,crlf}],nomatch}
%! expect: {"^b",[multiline,{newline,anycrlf}],{match,[{2,1}]}}
%! expect: {"^b",[multiline,{newline,any}],{match,[{2,1}]}}
%! expect: {"a\\Rb",[bsr_unicode],{match,[{0,3}]}}
%! expect: {"a\\Rb",[bsr_anycrlf],nomatch}
%! expect: {"a\\Rb",[bsr_anycrlf],{match,[{0,4}]}}
%! expect: {"^a",[notbol],nomatch}
%! expect: {"c$",[noteol],nomatch}
%! expect: {"x*",[notempty],nomatch}
%! expect: {"x*",[notempty],{match,[{0,1}]}}
%! expect: {"x*",[notempty_atstart],{match,[{1,0}]}}
%! expect: {"abc",[{offset,1}],{match,[{3,3}]}}
%! expect: {"^abc",[{offset,3}],nomatch}
%! expect: {"b",[{offset,3}],nomatch}
%! expect: {"(a+)*zz",[{match_limit,1000},report_errors],{error,match_limit}}
%! expect: {"(a+)*zz",[{match_limit,1000}],nomatch}
%! expect: {"(a+)*z",[{match_limit_recursion,5},report_errors],{error,match_limit_recursion}}
%! expect: {"(",[report_errors],{error,{compile,{"missing )",1}}}}
%! expect: {"(",[],badarg}
%! expect: {"b",[foo],badarg}
%! expect: {"b",[{offset,-1}],badarg}
%! expect: {"b",[{offset,a}],badarg}
%! expect: {"b",[{match_limit,-1}],badarg}
%! expect: {"b",[],badarg}
%! expect: {b,[],badarg}
%! expect: {"b",x,badarg}
%! expect: {"b",[],badarg}
%! expect: {[],[],{match,[{0,0}]}}
%! expect: {<<>>,[global],{match,[[{0,0}]]}}
%! expect: {"(|at)",[global],{match,[[{0,0},{0,0}],[{1,0},{1,0}],[{1,2},{1,2}],[{3,0},{3,0}]]}}
%! expect: {"b",[global,{capture,first,list}],{match,[["b"],["b"]]}}
%! expect: {"x*",[global,{newline,crlf}],{match,[[{0,0}],[{1,0}],[{3,0}],[{4,0}]]}}
%! expect: {match,[{2,1}]}
%! expect: {match,[{2,1}]}
%! expect: badarg
%! expect: badarg
%! expect: badarg
%! expect: badarg
