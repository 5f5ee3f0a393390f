%% Clocks and unique integers.
-module(clocks).
-export([main/0]).

main() ->
    A = erlang:monotonic_time(), B = erlang:monotonic_time(),
    io:format("~p~n", [B >= A]),
    io:format("~p~n", [abs(erlang:system_time(second) - os:system_time(second)) =< 1]),
    io:format("~p~n", [abs(erlang:monotonic_time() + erlang:time_offset() - erlang:system_time()) < 1000000000]),
    io:format("~p~n", [[erlang:convert_time_unit(1, second, U) || U <- [second, millisecond, microsecond, nanosecond, native, 5]]]),
    io:format("~p~n", [erlang:convert_time_unit(-1, millisecond, second)]),
    {Me, S, Mi} = erlang:timestamp(),
    io:format("~p~n", [abs(Me * 1000000 + S - os:system_time(second)) =< 1 andalso Mi < 1000000]),
    Ns = [erlang:now() || _ <- lists:seq(1, 1000)],
    io:format("~p~n", [Ns =:= lists:usort(Ns)]),
    io:format("~p~n", [length(lists:usort([erlang:unique_integer() || _ <- lists:seq(1, 1000)]))]),
    io:format("~p~n", [lists:all(fun(X) -> X > 0 end, [erlang:unique_integer([positive]) || _ <- lists:seq(1, 1000)])]),
    Mo = [erlang:unique_integer([monotonic]) || _ <- lists:seq(1, 1000)],
    io:format("~p~n", [Mo =:= lists:usort(Mo)]),
    P = self(),
    [spawn(fun() -> P ! {u, [erlang:unique_integer([monotonic, positive]) || _ <- lists:seq(1, 1000)]} end) || _ <- lists:seq(1, 4)],
    Us = lists:append([receive {u, L} -> L end || _ <- lists:seq(1, 4)]),
    io:format("~p~n", [length(lists:usort(Us))]),
    [spawn(fun() -> P ! {r, [make_ref() || _ <- lists:seq(1, 1000)]} end) || _ <- lists:seq(1, 4)],
    Rs = lists:append([receive {r, L} -> L end || _ <- lists:seq(1, 4)]),
    io:format("~p~n", [length(lists:usort(Rs))]),
    io:format("~p~n", [try erlang:monotonic_time(fortnight) catch error:badarg -> badarg end]),
    io:format("~p~n", [try erlang:unique_integer([odd]) catch error:badarg -> badarg end]).

%! expect: true
%! expect: true
%! expect: true
%! expect: [1,1000,1000000,1000000000,1000000000,5]
%! expect: -1
%! expect: true
%! expect: true
%! expect: 1000
%! expect: true
%! expect: true
%! expect: 4000
%! expect: 4000
%! expect: badarg
%! expect: badarg
