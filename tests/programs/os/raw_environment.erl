% Environment variables are bytes; values that are no UTF-8 are read as their bytes, and children get them unharmed.
%! skip: stock its erl is a script that cannot be found from the emulator
-module(raw_environment).
-export([main/0]).

main() ->
    %! expect: [233,9731]
    true = os:putenv("RAW_WIDE", [233, 9731]),
    io:format("~w~n", [os:getenv("RAW_WIDE")]),
    %! expect: "[97,255,98,195,169]"
    io:format("~p~n", [inner("io:format(\"~w\",[os:getenv(\"X\")])")]),
    %! expect: "97 255 98 195 169"
    Bytes = inner("io:put_chars(os:cmd(\"printf %s \\\"$X\\\" | od -An -tu1\"))"),
    io:format("~p~n", [lists:flatten(lists:join(" ", string:lexemes(Bytes, " \n")))]),
    %! expect: false
    true = os:unsetenv("RAW_WIDE"),
    io:format("~w~n", [os:getenv("RAW_WIDE")]).

inner(Expression) ->
    os:cmd("X=$(printf 'a\\377b\\303\\251'); export X; exec " ++ program()
           ++ " -noshell -eval '" ++ Expression ++ ",halt().'").

%% The program that runs this: stock's erl is a script beside the emulator, ours the executable itself.
program() ->
    case file:read_link("/proc/" ++ os:getpid() ++ "/exe") of
        {ok, Path} ->
            case filename:basename(Path) of
                "beam" ++ _ -> filename:join([code:root_dir(), "bin", "erl"]);
                _ -> Path ++ " erl"
            end
    end.
