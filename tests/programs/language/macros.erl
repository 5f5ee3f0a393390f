%% Preprocessor: macros with arguments, stringify, predefined ones, conditionals, attributes at run time.
-module(macros).
-export([main/0]).
-define(DOUBLE(X), (X) * 2).
-define(SHOW(X), io:format("~s = ~p~n", [??X, X])).
-define(DEBUG, 1).
-author("somebody").
-vsn("1.2").

main() ->
    ?SHOW(?DOUBLE(3 + 4)),
    ?SHOW(lists:seq(1, 3)),
    io:format("~p ~p ~p~n", [?MODULE, ?FUNCTION_NAME, ?FUNCTION_ARITY]),
    io:format("~p~n", [?LINE]),
    io:format("~p~n", [filename:basename(?FILE)]),
    io:format("~p~n", [debug()]),
    io:format("~p~n", [?OTP_RELEASE >= 25]),
    io:format("~p~n", [proplists:get_value(author, module_info(attributes))]),
    io:format("~p~n", [proplists:get_value(vsn, module_info(attributes))]),
    io:format("~p~n", [lists:sort(module_info(exports))]),
    io:format("~p~n", ["abc" "def"]).

-ifdef(DEBUG).
debug() -> on.
-else.
debug() -> off.
-endif.

%! expect: ? DOUBLE ( 3 + 4 ) = 14
%! expect: lists : seq ( 1 , 3 ) = [1,2,3]
%! expect: macros main 0
%! expect: 14
%! expect: "macros.erl"
%! expect: on
%! expect: true
%! expect: "somebody"
%! expect: "1.2"
%! expect: [{main,0},{module_info,0},{module_info,1}]
%! expect: "abcdef"
