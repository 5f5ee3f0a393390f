%% Dictionaries, safe inflation, resets, ends of streams, owners and wrong states.
-module(zlib_states).
-export([main/0]).

main() ->
    Dictionary = <<"the quick brown fox jumps">>,
    Z = zlib:open(),
    ok = zlib:deflateInit(Z),
    Checksum = zlib:deflateSetDictionary(Z, Dictionary),
    Packed = iolist_to_binary(zlib:deflate(Z, <<"the quick brown dog">>, finish)),
    ok = zlib:deflateEnd(Z),
    io:format("~w~n", [Checksum]),
    ok = zlib:inflateInit(Z),
    io:format("~w~n", [try zlib:inflate(Z, Packed) catch error:R1 -> R1 end]),
    ok = zlib:inflateSetDictionary(Z, Dictionary),
    io:format("~s~n", [zlib:inflate(Z, [])]),
    io:format("~w~n", [iolist_to_binary(zlib:inflateGetDictionary(Z)) =:= <<Dictionary/binary, "the quick brown dog">>]),
    ok = zlib:inflateEnd(Z),
    ok = zlib:inflateInit(Z),
    io:format("~0p~n", [zlib:inflate(Z, Packed, [{exception_on_need_dict, false}])]),
    ok = zlib:inflateReset(Z),
    io:format("~w~n", [try zlib:inflate(Z, <<"garbage">>) catch error:R2 -> R2 end]),
    io:format("~w~n", [try zlib:inflateEnd(Z) catch error:R3 -> R3 end]),
    ok = zlib:inflateInit(Z),
    Zeros = zlib:compress(binary:copy(<<0>>, 1000000)),
    io:format("~w~n", [safe(Z, zlib:safeInflate(Z, Zeros), 0)]),
    ok = zlib:inflateEnd(Z),
    [begin
         ok = zlib:inflateInit(Z, 15, Behaviour),
         Two = [zlib:compress("one"), zlib:compress("two")],
         io:format("~w ~0p~n", [Behaviour, try iolist_to_binary([zlib:inflate(Z, hd(Two)), zlib:inflate(Z, tl(Two))]) catch error:R4 -> R4 end]),
         _ = (catch zlib:inflateEnd(Z))
     end || Behaviour <- [cut, reset, error]],
    Wrong = [fun() -> zlib:deflate(Z, <<"x">>) end, fun() -> zlib:inflate(Z, <<"x">>) end, fun() -> zlib:inflateEnd(Z) end, fun() -> zlib:deflateReset(Z) end,
             fun() -> zlib:deflateInit(Z, 10) end, fun() -> zlib:inflateInit(Z, 100) end, fun() -> zlib:deflate(make_ref(), <<"x">>) end],
    [io:format("~w~n", [try F() catch error:R5 -> R5 end]) || F <- Wrong],
    Self = self(),
    spawn(fun() -> Self ! {answer, try zlib:deflateInit(Z) catch error:R6 -> R6 end} end),
    receive {answer, A} -> io:format("~w~n", [A]) end,
    ok = zlib:deflateInit(Z),
    io:format("~w~n", [try zlib:deflateInit(Z) catch error:R7 -> R7 end]),
    Child = spawn(fun() -> receive go -> Self ! {answer, zlib:deflate(Z, <<"x">>, finish) =/= []} end end),
    ok = zlib:set_controlling_process(Z, Child),
    Child ! go,
    receive {answer, B} -> io:format("~w~n", [B]) end.

safe(Z, {continue, Output}, Size) -> safe(Z, zlib:safeInflate(Z, []), Size + iolist_size(Output));
safe(_, {finished, Output}, Size) -> Size + iolist_size(Output).

%! expect: 2047216003
%! expect: {need_dictionary,2047216003}
%! expect: the quick brown dog
%! expect: false
%! expect: {need_dictionary,2047216003,[]}
%! expect: data_error
%! expect: data_error
%! expect: 1000000
%! expect: cut <<"one">>
%! expect: reset <<"onetwo">>
%! expect: error data_error
%! expect: not_initialized
%! expect: not_initialized
%! expect: not_initialized
%! expect: not_initialized
%! expect: bad_compression_level
%! expect: bad_windowbits
%! expect: badarg
%! expect: not_on_controlling_process
%! expect: already_initialized
%! expect: true
