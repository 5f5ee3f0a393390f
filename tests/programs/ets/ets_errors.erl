%% Reasons of failure, with the cause that error_info gives.
-module(ets_errors).
-export([main/0]).

main() ->
    S = ets:new(s, []),
    B = ets:new(b, [bag]),
    O = ets:new(o, [ordered_set]),
    ets:insert(S, {a, 1, x}),
    ets:insert(O, {a, 1, x}),
    t(lookup, [nosuch, a]),
    t(lookup, [17, a]),
    t(lookup, [make_ref(), a]),
    t(insert, [S, []]),
    t(insert, [S, {}]),
    t(insert, [S, [{a}, b]]),
    t(insert, [S, [{a} | b]]),
    t(insert, [ets:new(k, [{keypos, 3}]), {a, b}]),
    t(insert_new, [S, foo]),
    t(lookup_element, [S, a, 4]),
    t(lookup_element, [S, b, 1]),
    t(lookup_element, [S, b, 1, default]),
    t(lookup_element, [S, a, 0]),
    t(lookup_element, [S, a, foo]),
    t(update_counter, [S, a, {1, 1}]),
    t(update_counter, [S, a, {4, 1}]),
    t(update_counter, [S, a, {3, 1}]),
    t(update_counter, [S, a, foo]),
    t(update_counter, [S, b, 1]),
    t(update_counter, [B, a, 1]),
    t(update_counter, [S, b, {1, 1}, {b, 1}]),
    t(update_counter, [S, b, {2, 1}, {}]),
    t(update_counter, [S, a, [{2, 1}, {3, 1}]]),
    t(lookup, [S, a]),
    t(update_element, [S, a, {1, y}]),
    t(update_element, [S, a, {4, y}]),
    t(update_element, [S, a, [{2, y}, {4, z}]]),
    t(lookup, [S, a]),
    t(update_element, [S, b, {2, y}]),
    t(update_element, [S, a, foo]),
    t(update_element, [S, b, foo]),
    t(update_element, [S, a, {0, y}]),
    t(update_element, [B, a, {2, y}]),
    t(next, [S, nokey]),
    t(next, [O, b]),
    t(prev, [O, b]),
    t(slot, [O, 1]),
    t(slot, [O, 2]),
    t(slot, [O, -1]),
    t(new, [1, []]),
    t(new, [x, [foo]]),
    t(new, [x, [{keypos, 0}]]),
    t(new, [x, [{write_concurrency, foo}]]),
    t(new, [x, foo]),
    t(rename, [S, 1]),
    t(rename, [ets:new(named, [named_table]), named]),
    t(new, [x, [{write_concurrency, {foo, 3}}]]),
    t(safe_fixtable, [S, foo]),
    t(select, [S, foo]),
    t(select, [S, [{'_', [], []}]]),
    t(select, [S, [{'_', [], ['$1']}]]),
    t(select, [S, [{'_', [], ['$_']}], 0]),
    t(select, [foo]),
    t(match, [S, '_', foo]),
    t(select_replace, [S, [{{'$1', '$2', '$3'}, [], [{{'$2', '$1', '$3'}}]}]]),
    t(select_replace, [B, [{'_', [], ['$_']}]]),
    t(info, [nosuch]),
    t(info, [17]),
    t(info, [make_ref()]),
    t(info, [atomics:new(1, []), size]),
    t(info, [S, foo]),
    t(whereis, [17]),
    t(whereis, [nosuch]),
    t(delete, [nosuch]),
    t(delete, [S]),
    t(lookup, [S, a]),
    t(delete, [S]).

t(F, As) ->
    Shown = [if is_reference(A) -> ref; true -> A end || A <- As],
    R = try apply(ets, F, As) of
            V when is_reference(V) -> ref;
            V -> V
        catch
            C:E:St ->
                Info = [I || {ets, _, _, L} <- St, {error_info, I} <- L],
                {C, E, [maps:get(cause, I, none) || I <- Info]}
        end,
    io:format("~p~p: ~p~n", [F, Shown, R]).

%! expect: lookup[nosuch,a]: {error,badarg,[id]}
%! expect: lookup[17,a]: {error,badarg,[type]}
%! expect: lookup[ref,a]: {error,badarg,[type]}
%! expect: insert[ref,[]]: true
%! expect: insert[ref,{}]: {error,badarg,[none]}
%! expect: insert[ref,[{a},b]]: {error,badarg,[none]}
%! expect: insert[ref,[{a}|b]]: {error,badarg,[none]}
%! expect: insert[ref,{a,b}]: {error,badarg,[none]}
%! expect: insert_new[ref,foo]: {error,badarg,[none]}
%! expect: lookup_element[ref,a,4]: {error,badarg,[none]}
%! expect: lookup_element[ref,b,1]: {error,badarg,[badkey]}
%! expect: lookup_element[ref,b,1,default]: default
%! expect: lookup_element[ref,a,0]: {error,badarg,[none]}
%! expect: lookup_element[ref,a,foo]: {error,badarg,[none]}
%! expect: update_counter[ref,a,{1,1}]: {error,badarg,[keypos]}
%! expect: update_counter[ref,a,{4,1}]: {error,badarg,[position]}
%! expect: update_counter[ref,a,{3,1}]: {error,badarg,[none]}
%! expect: update_counter[ref,a,foo]: {error,badarg,[none]}
%! expect: update_counter[ref,b,1]: {error,badarg,[badkey]}
%! expect: update_counter[ref,a,1]: {error,badarg,[table_type]}
%! expect: update_counter[ref,b,{1,1},{b,1}]: {error,badarg,[keypos]}
%! expect: update_counter[ref,b,{2,1},{}]: {error,badarg,[position]}
%! expect: update_counter[ref,a,[{2,1},{3,1}]]: {error,badarg,[none]}
%! expect: lookup[ref,a]: [{a,1,x}]
%! expect: update_element[ref,a,{1,y}]: {error,badarg,[keypos]}
%! expect: update_element[ref,a,{4,y}]: {error,badarg,[position]}
%! expect: update_element[ref,a,[{2,y},{4,z}]]: {error,badarg,[position]}
%! expect: lookup[ref,a]: [{a,1,x}]
%! expect: update_element[ref,b,{2,y}]: false
%! expect: update_element[ref,a,foo]: {error,badarg,[none]}
%! expect: update_element[ref,b,foo]: false
%! expect: update_element[ref,a,{0,y}]: {error,badarg,[position]}
%! expect: update_element[ref,a,{2,y}]: {error,badarg,[none]}
%! expect: next[ref,nokey]: {error,badarg,[none]}
%! expect: next[ref,b]: '$end_of_table'
%! expect: prev[ref,b]: a
%! expect: slot[ref,1]: '$end_of_table'
%! expect: slot[ref,2]: {error,badarg,[none]}
%! expect: slot[ref,-1]: {error,badarg,[none]}
%! expect: new[1,[]]: {error,badarg,[none]}
%! expect: new[x,[foo]]: {error,badarg,[none]}
%! expect: new[x,[{keypos,0}]]: {error,badarg,[none]}
%! expect: new[x,[{write_concurrency,foo}]]: {error,badarg,[none]}
%! expect: new[x,foo]: {error,badarg,[none]}
%! expect: rename[ref,1]: {error,badarg,[none]}
%! expect: rename[named,named]: {error,badarg,[none]}
%! expect: new[x,[{write_concurrency,{foo,3}}]]: {error,badarg,[none]}
%! expect: safe_fixtable[ref,foo]: {error,badarg,[none]}
%! expect: select[ref,foo]: {error,badarg,[none]}
%! expect: select[ref,[{'_',[],[]}]]: {error,badarg,[none]}
%! expect: select[ref,[{'_',[],['$1']}]]: {error,badarg,[none]}
%! expect: select[ref,[{'_',[],['$_']}],0]: {error,badarg,[none]}
%! expect: select[foo]: {error,badarg,[none]}
%! expect: match[ref,'_',foo]: {error,badarg,[none]}
%! expect: select_replace[ref,[{{'$1','$2','$3'},[],[{{'$2','$1','$3'}}]}]]: {error,
%! expect:                                                                    badarg,
%! expect:                                                                    [none]}
%! expect: select_replace[ref,[{'_',[],['$_']}]]: {error,badarg,[table_type]}
%! expect: info[nosuch]: undefined
%! expect: info[17]: {error,badarg,[type]}
%! expect: info[ref]: {error,badarg,[type]}
%! expect: info[ref,size]: {error,badarg,[type]}
%! expect: info[ref,foo]: {error,badarg,[none]}
%! expect: whereis[17]: {error,badarg,[none]}
%! expect: whereis[nosuch]: undefined
%! expect: delete[nosuch]: {error,badarg,[id]}
%! expect: delete[ref]: true
%! expect: lookup[ref,a]: {error,badarg,[id]}
%! expect: delete[ref]: {error,badarg,[id]}
