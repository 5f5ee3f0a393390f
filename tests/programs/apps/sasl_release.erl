%% Applications: load, start, environment, dependencies, stop, supervisors of applications; systools builds a boot script.
-module(sasl_release).
-export([main/0, start/2, stop/1, init/1]).

main() ->
    logger:set_primary_config(level, none),
    App = {application, my_app, [{vsn, "1.0"}, {description, "test"}, {modules, [?MODULE]}, {registered, []}, {applications, [kernel, stdlib, sasl]}, {env, [{key, 1}]}, {mod, {?MODULE, arg}}]},
    ok = application:load(App),
    io:format("~p~n", [application:get_env(my_app, key)]),
    io:format("~p~n", [application:start(my_app)]),
    io:format("~p~n", [application:ensure_all_started(my_app)]),
    io:format("~p~n", [lists:keyfind(my_app, 1, application:which_applications())]),
    io:format("~p~n", [application:get_application(whereis(my_app_sup))]),
    application:set_env(my_app, key, 2),
    io:format("~p~n", [application:get_env(my_app, key, none)]),
    io:format("~p~n", [application:get_key(my_app, vsn)]),
    io:format("~p~n", [application:stop(my_app)]),
    io:format("~p~n", [application:unload(my_app)]),
    io:format("~p~n", [application:start(no_such_app) =:= {error, {"no such file or directory", "no_such_app.app"}}]).

start(normal, arg) -> supervisor:start_link({local, my_app_sup}, ?MODULE, []).
stop(_) -> ok.
init([]) -> {ok, {#{}, []}}.

%! expect: {ok,1}
%! expect: {error,{not_started,sasl}}
%! expect: {ok,[sasl,my_app]}
%! expect: {my_app,"test","1.0"}
%! expect: {ok,my_app}
%! expect: 2
%! expect: {ok,"1.0"}
%! expect: ok
%! expect: ok
%! expect: true
