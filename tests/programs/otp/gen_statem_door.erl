%% gen_statem: state functions, events of all kinds, timeouts, postpone, next_event, enter calls.
-module(gen_statem_door).
-behaviour(gen_statem).
-export([main/0, init/1, callback_mode/0, locked/3, open/3, terminate/3]).

main() ->
    {ok, P} = gen_statem:start_link(?MODULE, "42", []),
    io:format("~p~n", [gen_statem:call(P, state)]),
    [gen_statem:cast(P, {button, B}) || B <- "17"],
    io:format("~p~n", [gen_statem:call(P, state)]),
    gen_statem:cast(P, {postponed, "later"}),
    [gen_statem:cast(P, {button, B}) || B <- "42"],
    io:format("~p~n", [gen_statem:call(P, state)]),
    timer:sleep(80),
    io:format("~p~n", [gen_statem:call(P, state)]),
    io:format("~p~n", [gen_statem:stop(P)]).

callback_mode() -> [state_functions, state_enter].
init(Code) -> {ok, locked, #{code => Code, typed => []}}.

locked(enter, Old, D) -> io:format("enter locked from ~p~n", [Old]), {keep_state, D#{typed := []}};
locked(cast, {button, B}, #{typed := T, code := C} = D) ->
    case T ++ [B] of
        C -> {next_state, open, D, [{state_timeout, 40, relock}, {next_event, internal, greet}]};
        Long when length(Long) >= length(C) -> {keep_state, D#{typed := []}};
        More -> {keep_state, D#{typed := More}}
    end;
locked(cast, {postponed, _}, _) -> {keep_state_and_data, [postpone]};
locked({call, F}, state, _) -> {keep_state_and_data, [{reply, F, locked}]}.

open(enter, Old, _) -> io:format("enter open from ~p~n", [Old]), keep_state_and_data;
open(internal, greet, _) -> io:format("hello~n"), keep_state_and_data;
open(cast, {postponed, M}, _) -> io:format("now ~s~n", [M]), keep_state_and_data;
open(state_timeout, relock, D) -> {next_state, locked, D};
open({call, F}, state, _) -> {keep_state_and_data, {reply, F, open}}.

terminate(Why, State, _) -> io:format("~p in ~p~n", [Why, State]).

%! expect: enter locked from locked
%! expect: locked
%! expect: locked
%! expect: enter open from locked
%! expect: hello
%! expect: now later
%! expect: open
%! expect: enter locked from open
%! expect: locked
%! expect: normal in locked
%! expect: ok
