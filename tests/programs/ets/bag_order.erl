% The order of the objects of a key in bags, in tables that are fixed and in others.
-module(bag_order).
-export([main/0]).
main() ->
 Ops=[{i,1},{i,2},{i,3},{d,1},{i,1},{i,1},{d,2},{d,3},{i,2},{d,1},{d,2}],
 [begin T=ets:new(x,[Ty]), case Fix of true->ets:safe_fixtable(T,true);_->ok end,
  io:format("~p ~p ~p~n",[Ty,Fix,[begin case O of {i,V}->ets:insert(T,{k,V}); {d,V}->ets:delete_object(T,{k,V}) end, [X||{_,X}<-ets:lookup(T,k)] end||O<-Ops]]),
  io:format("  ~p~n",[catch [X||{_,X}<-ets:tab2list(T)]]),
  ets:delete(T,k), ets:insert(T,[{k,7},{k,8},{k,9}]), io:format("  ~p ~p~n",[ets:lookup(T,k), ets:info(T,size)])
  end || Ty<-[bag,duplicate_bag],Fix<-[false,true]].

%! expect: bag false [[1],[1,2],[1,2,3],[2,3],[2,3,1],[2,3,1],[3,1],[1],[1,2],[2],[]]
%! expect:   []
%! expect:   [{k,7},{k,8},{k,9}] 3
%! expect: bag true [[1],[1,2],[1,2,3],[2,3],[2,3,1],[2,3,1],[3,1],[1],[1,2],[2],[]]
%! expect:   []
%! expect:   [{k,7},{k,8},{k,9}] 3
%! expect: duplicate_bag false [[1],
%! expect:                      [1,2],
%! expect:                      [1,2,3],
%! expect:                      [2,3],
%! expect:                      [2,3,1],
%! expect:                      [2,3,1,1],
%! expect:                      [3,1,1],
%! expect:                      [1,1],
%! expect:                      [1,1,2],
%! expect:                      [2],
%! expect:                      []]
%! expect:   []
%! expect:   [{k,7},{k,8},{k,9}] 3
%! expect: duplicate_bag true [[1],
%! expect:                     [1,2],
%! expect:                     [1,2,3],
%! expect:                     [2,3],
%! expect:                     [2,3,1],
%! expect:                     [2,3,1,1],
%! expect:                     [3,1,1],
%! expect:                     [1,1],
%! expect:                     [1,1,2],
%! expect:                     [2],
%! expect:                     []]
%! expect:   []
%! expect:   [{k,7},{k,8},{k,9}] 3
