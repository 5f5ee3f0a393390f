%% Thousands of persistent terms put, replaced and erased in turn; getters of all of them are killed meanwhile.
%! expect: {3000,true,2000}
%! expect: {3000,true,2000}
%! expect: {3000,true,2000}
%! expect: 0
-module(pt_many).
-export([main/0]).

main() ->
    N0 = maps:get(count, persistent_term:info()),
    [round(R, N0) || R <- lists:seq(1, 3)],
    [persistent_term:erase({?MODULE, X}) || X <- lists:seq(1, 3000)],
    io:format("~p~n", [maps:get(count, persistent_term:info()) - N0]).

round(R, N0) ->
    [persistent_term:put({?MODULE, X}, {R, X}) || X <- lists:seq(1, 3000)],
    Count = maps:get(count, persistent_term:info()) - N0,
    Getters = [spawn(fun Get() -> persistent_term:get(), Get() end) || _ <- lists:seq(1, 5)],
    erlang:yield(),
    [exit(P, kill) || P <- Getters],
    All = lists:all(fun(X) -> persistent_term:get({?MODULE, X}) =:= {R, X} end, lists:seq(1, 3000)),
    true = lists:all(fun(X) -> persistent_term:erase({?MODULE, X}) end, lists:seq(1, 3000, 3)),
    false = persistent_term:erase({?MODULE, 1}),
    none = persistent_term:get({?MODULE, 4}, none),
    Left = length([K || {{?MODULE, _} = K, _} <- persistent_term:get()]),
    io:format("~p~n", [{Count, All, Left}]).
