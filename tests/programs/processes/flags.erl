%% process_flag: each flag's old value, and what is refused.
-module(flags).
-export([main/0]).

main() ->
    process_flag(trap_exit, false),
    F = fun(K, V) -> io:format("~p ~0p~n", [K, try process_flag(K, V) catch error:E -> E end]) end,
    F(trap_exit, true), F(trap_exit, false), F(trap_exit, maybe_so),
    F(priority, high), F(priority, normal), F(priority, urgent),
    F(error_handler, my_handler), F(error_handler, error_handler),
    F(fullsweep_after, 10), F(fullsweep_after, -1), F(fullsweep_after, 65535),
    F(min_heap_size, 1000), F(min_heap_size, 233),
    F(min_bin_vheap_size, 46422),
    F(message_queue_data, off_heap), F(message_queue_data, on_heap),
    F(max_heap_size, 100000), F(max_heap_size, #{size => 0, kill => false}), F(max_heap_size, #{kill => true}), F(max_heap_size, 5),
    F(save_calls, 0), F(sensitive, false), F(async_dist, true), F(async_dist, false), F(nosuch, 1),
    io:format("~p~n", [process_info(self(), min_heap_size)]),
    io:format("~p~n", [erlang:system_info(fullsweep_after)]).

%! expect: trap_exit false
%! expect: trap_exit true
%! expect: trap_exit badarg
%! expect: priority normal
%! expect: priority high
%! expect: priority badarg
%! expect: error_handler error_handler
%! expect: error_handler my_handler
%! expect: fullsweep_after 65535
%! expect: fullsweep_after badarg
%! expect: fullsweep_after 10
%! expect: min_heap_size 233
%! expect: min_heap_size 1598
%! expect: min_bin_vheap_size 46422
%! expect: message_queue_data on_heap
%! expect: message_queue_data off_heap
%! expect: max_heap_size #{error_logger => true,include_shared_binaries => false,kill => true,size => 0}
%! expect: max_heap_size #{error_logger => true,include_shared_binaries => false,kill => true,size => 100000}
%! expect: max_heap_size badarg
%! expect: max_heap_size badarg
%! expect: save_calls 0
%! expect: sensitive false
%! expect: async_dist false
%! expect: async_dist true
%! expect: nosuch badarg
%! expect: {min_heap_size,233}
%! expect: {fullsweep_after,65535}
