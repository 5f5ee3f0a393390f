%% Match specifications in the trace dialect, by match_spec_test: heads, messages, flags.
-module(ms_trace).
-export([main/0]).

main() ->
    t([1, 2], [{['$1', '$2'], [], [{message, {{'$1', '$2'}}}, {return_trace}, {silent, true}]}]),
    t([1, 2], [{['$1', '$1'], [], [{return_trace}]}]),
    t([1, 1], [{['$1', '$1'], [], [{return_trace}]}]),
    t([1, 2], [{['$1', '$3'], [], [{message, {{'$1', '$2'}}}, {foo, 2}, {return_trace, 3}]}]),
    t([1, 2], [{'$1', [], [{message, '$1'}, {exception_trace}]}]),
    t([1, 2], [{'_', [], []}]),
    t([], [{[], [], []}]),
    t([1, 2], [{'_', [], [{message, '$_'}]}]),
    t([1, 2], [{['$1', '_'], [], [{message, '$$'}]}]),
    t([1, 2], [{['$1', '_'], [{'>', '$1', 1}], []}, {['_', '$1'], [{'>', '$1', 1}], [{message, {const, second}}]}]),
    t([1, 2], [{foo, [], []}]),
    t([1, 2], [{['_'], [], []}]),
    t([1, 2], [{'_', [], [{message, false}]}]),
    t([1, 2], [{'_', [], [{set_tcw, 17}, {message, {get_tcw}}]}]),
    t([1, 2], [{'_', [{get_tcw}], []}]),
    t([1, 2], [{'_', [{message, a}], []}]),
    t([1, 2], [{'_', [{set_tcw, 1}], []}]),
    t([1, 2], [{'_', [{is_seq_trace}], []}]),
    t([1, 2], [{'_', [{'not', {is_seq_trace}}], [{message, seq}]}]),
    t([#{a => 1}], [{[#{a => '$1'}], [], [{message, '$1'}]}]),
    t(foo, [{'_', [], []}]),
    t([1, 2], foo).

t(Args, Ms) ->
    io:format("~p~n", [try erlang:match_spec_test(Args, Ms, trace) catch C:R -> {C, R} end]).

%! expect: {ok,{1,2},[return_trace],[]}
%! expect: {ok,false,[],[]}
%! expect: {ok,true,[return_trace],[]}
%! expect: {error,[{error,"Variable $2 is unbound."},
%! expect:         {error,"Function foo/1 does_not_exist."},
%! expect:         {error,"Special form 'return_trace' called with arguments in {return_trace,3}."}]}
%! expect: {ok,[1,2],[exception_trace],[]}
%! expect: {ok,true,[],[]}
%! expect: {ok,true,[],[]}
%! expect: {ok,[1,2],[],[]}
%! expect: {ok,[1],[],[]}
%! expect: {ok,second,[],[]}
%! expect: {error,[{error,"Match head is invalid in this context."}]}
%! expect: {ok,false,[],[]}
%! expect: {ok,false,[],[]}
%! expect: {ok,0,[],[]}
%! expect: {ok,false,[],[]}
%! expect: {error,[{error,"Special form 'message' called in guard context."}]}
%! expect: {error,[{error,"Function set_tcw/1 cannot be called in this context."}]}
%! expect: {ok,false,[],[]}
%! expect: {ok,seq,[],[]}
%! expect: {ok,1,[],[]}
%! expect: {error,badarg}
%! expect: {error,[{error,"Match programs are not in a list."}]}
