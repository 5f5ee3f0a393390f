%% prim_buffer by itself.
-module(prim_buffers).
-export([main/0]).

main() ->
    B = prim_buffer:new(),
    io:format("~p ~p~n", [is_reference(B), prim_buffer:size(B)]),
    ok = prim_buffer:write(B, [<<"abc">>, <<>>, <<"defg\nhij">>]),
    io:format("~p~n", [prim_buffer:find_byte_index(B, $\n)]),
    io:format("~p~n", [prim_buffer:find_byte_index(B, $Q)]),
    io:format("~p~n", [prim_buffer:read(B, 4)]),
    io:format("~p~n", [prim_buffer:read_iovec(B, 3)]),
    ok = prim_buffer:skip(B, 1),
    io:format("~p~n", [prim_buffer:size(B)]),
    ok = prim_buffer:write(B, [binary:copy(<<"x">>, 5000), binary:copy(<<"y">>, 3000)]),
    R = prim_buffer:read(B, 5003),
    io:format("~p ~p~n", [byte_size(R), binary:part(R, 0, 5)]),
    io:format("~p~n", [[byte_size(Part) || Part <- prim_buffer:read_iovec(B, 600)]]),
    ok = prim_buffer:wipe(B),
    io:format("~p~n", [prim_buffer:size(B)]),
    io:format("~p ~p ~p~n", [prim_buffer:try_lock(B), prim_buffer:try_lock(B), prim_buffer:unlock(B)]),
    [io:format("~p~n", [try F() catch C:E -> {C, E} end]) || F <- [
        fun() -> prim_buffer:unlock(B) end,
        fun() -> prim_buffer:read(B, 1) end,
        fun() -> prim_buffer:skip(B, 1) end,
        fun() -> prim_buffer:size(x) end,
        fun() -> prim_buffer:write(B, [a]) end,
        fun() -> prim_buffer:find_byte_index(B, 256) end
    ]].

%! expect: true 0
%! expect: {ok,7}
%! expect: not_found
%! expect: <<"abcd">>
%! expect: [<<"efg">>]
%! expect: 3
%! expect: 5003 <<"hijxx">>
%! expect: [600]
%! expect: 0
%! expect: acquired busy ok
%! expect: {error,lock_order_violation}
%! expect: {error,badarg}
%! expect: {error,badarg}
%! expect: {error,badarg}
%! expect: {error,badarg}
%! expect: {error,badarg}
