% The order in which process_info shows links: the older of two first, whichever process is the older one.
%! expect: [1,2]
%! expect: [2,1]
-module(links_shown).
-export([main/0]).

main() ->
    shown([1, 2]),
    shown([2, 1]).

shown(Order) ->
    {_, Ref} = spawn_monitor(fun() ->
        Processes = [spawn(fun() -> receive stop -> ok end end) || _ <- Order],
        [link(lists:nth(I, Processes)) || I <- Order],
        {links, Links} = process_info(self(), links),
        io:format("~p~n", [[I || Link <- Links, {I, P} <- lists:enumerate(Processes), P =:= Link]])
    end),
    receive {'DOWN', Ref, _, _, _} -> ok end.
