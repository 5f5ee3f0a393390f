%% filename: join, split, extension, dirname, absname, rootname, flatten.
-module(filenames).
-export([main/0]).

main() ->
    io:format("~p ~p~n", [filename:join(["/usr", "lib", "x"]), filename:join("a/", "/b")]),
    io:format("~p~n", [filename:split("/usr/local//bin/")]),
    io:format("~p ~p ~p~n", [filename:extension("a/b.tar.gz"), filename:rootname("b.erl"), filename:rootname("b.erl", ".beam")]),
    io:format("~p ~p ~p~n", [filename:dirname("/a/b/c"), filename:dirname("c"), filename:dirname("/")]),
    io:format("~p ~p~n", [filename:basename("/a/b.c"), filename:basename("/a/b.c", ".c")]),
    io:format("~p ~p~n", [filename:absname("x", "/base"), filename:absname("/x", "/base")]),
    io:format("~p ~p~n", [filename:pathtype("/a"), filename:pathtype("a")]),
    io:format("~p~n", [filename:nativename("a/b")]),
    io:format("~p~n", [filename:join(<<"bin">>, "ary")]),
    io:format("~p~n", [filename:flatten(["a", b, ["c"]])]).

%! expect: "/usr/lib/x" "/b"
%! expect: ["/","usr","local","bin"]
%! expect: ".gz" "b" "b.erl"
%! expect: "/a/b" "." "/"
%! expect: "b.c" "b"
%! expect: "/base/x" "/x"
%! expect: absolute relative
%! expect: "a/b"
%! expect: <<"bin/ary">>
%! expect: "abc"
