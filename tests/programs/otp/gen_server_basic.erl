%% gen_server: call, cast, info, timeout, continue, stop, errors in callbacks, names, late replies, multi-call of state.
-module(gen_server_basic).
-behaviour(gen_server).
-export([main/0, init/1, handle_call/3, handle_cast/2, handle_info/2, handle_continue/2, terminate/2, code_change/3]).

main() ->
    logger:set_primary_config(level, none),
    process_flag(trap_exit, true),
    {ok, P} = gen_server:start_link({local, srv}, ?MODULE, [0], []),
    io:format("~p~n", [gen_server:call(srv, get)]),
    gen_server:cast(P, {add, 5}),
    P ! {add, 7},
    io:format("~p~n", [gen_server:call(P, get)]),
    io:format("~p~n", [gen_server:call(P, later)]),
    io:format("~p~n", [gen_server:call(P, continue)]),
    io:format("~p~n", [element(1, element(2, catch gen_server:call(P, never, 20)))]),
    io:format("~p~n", [gen_server:start_link({local, srv}, ?MODULE, [0], []) =:= {error, {already_started, P}}]),
    io:format("~p~n", [element(1, element(1, element(2, catch gen_server:call(P, crash))))]),
    io:format("~p~n", [receive {'EXIT', P, {{badmatch, V}, _}} -> {down, V} end]),
    io:format("~p~n", [catch gen_server:call(srv, get)]),
    io:format("~p~n", [gen_server:start(?MODULE, [fail], [])]),
    io:format("~p~n", [gen_server:start(?MODULE, [ignore], [])]),
    {ok, Q} = gen_server:start_link(?MODULE, [1], []),
    io:format("~p~n", [sys:get_state(Q)]),
    sys:replace_state(Q, fun(S) -> S + 100 end),
    io:format("~p~n", [gen_server:call(Q, get)]),
    R = gen_server:send_request(Q, get),
    io:format("~p~n", [gen_server:receive_response(R, 1000)]),
    io:format("~p~n", [gen_server:stop(Q)]),
    io:format("~p~n", [receive {'EXIT', Q, Why} -> Why end]),
    {ok, T} = gen_server:start_link(?MODULE, [timeout], []),
    io:format("~p~n", [receive {'EXIT', T, W} -> W end]),
    io:format("~p~n", [calls(10000)]).

calls(N) ->
    {ok, P} = gen_server:start_link(?MODULE, [0], []),
    [gen_server:call(P, {add, 1}) || _ <- lists:seq(1, N)],
    gen_server:call(P, get).

init([fail]) -> {stop, no_good};
init([ignore]) -> ignore;
init([timeout]) -> {ok, 0, 10};
init([N]) -> {ok, N}.

handle_call(get, _, S) -> {reply, S, S};
handle_call({add, N}, _, S) -> {reply, ok, S + N};
handle_call(later, From, S) -> self() ! {reply, From}, {noreply, S};
handle_call(continue, From, S) -> {noreply, S, {continue, From}};
handle_call(never, _, S) -> {noreply, S};
handle_call(crash, _, S) -> x = S, {reply, ok, S}.
handle_cast({add, N}, S) -> {noreply, S + N}.
handle_info({add, N}, S) -> {noreply, S + N};
handle_info({reply, From}, S) -> gen_server:reply(From, {late, S}), {noreply, S};
handle_info(timeout, S) -> {stop, {shutdown, timed_out}, S}.
handle_continue(From, S) -> gen_server:reply(From, continued), {noreply, S}.
terminate(Why, S) -> is_tuple(Why) andalso element(1, Why) =:= shutdown andalso io:format("terminate ~p ~p~n", [Why, S]).
code_change(_, S, _) -> {ok, S}.

%! expect: 0
%! expect: 12
%! expect: {late,12}
%! expect: continued
%! expect: timeout
%! expect: true
%! expect: {badmatch,12}
%! expect: {down,12}
%! expect: {'EXIT',{noproc,{gen_server,call,[srv,get]}}}
%! expect: {error,no_good}
%! expect: ignore
%! expect: 1
%! expect: 101
%! expect: {reply,101}
%! expect: ok
%! expect: normal
%! expect: terminate {shutdown,timed_out} 0
%! expect: {shutdown,timed_out}
%! expect: 10000
