%% gen_event: handlers, notify, call, swap, crash of a handler, delete.
-module(gen_event_log).
-behaviour(gen_event).
-export([main/0, init/1, handle_event/2, handle_call/2, handle_info/2, terminate/2]).

main() ->
    logger:set_primary_config(level, none),
    {ok, M} = gen_event:start_link(),
    ok = gen_event:add_handler(M, ?MODULE, one),
    ok = gen_event:add_handler(M, {?MODULE, second}, two),
    gen_event:sync_notify(M, {log, a}),
    gen_event:notify(M, {log, b}),
    io:format("~p~n", [gen_event:call(M, ?MODULE, get)]),
    io:format("~p~n", [lists:sort(gen_event:which_handlers(M))]),
    io:format("~p~n", [gen_event:call(M, {?MODULE, none}, get)]),
    gen_event:notify(M, {crash, two}),
    io:format("~p~n", [lists:sort(gen_event:which_handlers(M))]),
    io:format("~p~n", [gen_event:swap_handler(M, {?MODULE, bye}, {{?MODULE, third}, three})]),
    io:format("~p~n", [gen_event:call(M, {?MODULE, third}, get)]),
    io:format("~p~n", [gen_event:delete_handler(M, {?MODULE, third}, done)]),
    io:format("~p~n", [gen_event:which_handlers(M)]),
    io:format("~p~n", [gen_event:stop(M)]).

init({New, Old}) -> {ok, {New, [{from, Old}]}};
init(Name) -> {ok, {Name, []}}.
handle_event({log, X}, {N, L}) -> {ok, {N, [X | L]}};
handle_event({crash, N}, {N, _}) -> error(crashed);
handle_event({crash, _}, S) -> {ok, S}.
handle_call(get, {N, L} = S) -> {ok, {N, lists:reverse(L)}, S}.
handle_info(_, S) -> {ok, S}.
terminate(_, {_, L}) -> {terminated, length(L)};
terminate(_, _) -> ok.

%! expect: {one,[a,b]}
%! expect: [gen_event_log,{gen_event_log,second}]
%! expect: {error,bad_module}
%! expect: [gen_event_log]
%! expect: ok
%! expect: {three,[{from,{terminated,2}}]}
%! expect: {terminated,1}
%! expect: []
%! expect: ok
