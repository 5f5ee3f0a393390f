%% io:format: every control sequence, widths, padding, precision, line breaking, depth, io_lib helpers.
-module(format_all).
-export([main/0]).

main() ->
    io:format("~w|~p|~s|~c|~i~~|~n", [{a, "b"}, {a, "b"}, "str", $x, ignored]),
    io:format("~10w|~-10w|~10.3.*w|~n", [abc, abc, $., abc]),
    io:format("~10s|~-10s|~.2s|~10.2.*s|~n", ["abc", "abc", "abc", $-, "abc"]),
    io:format("~5c|~10.5c|~n", [$a, $b]),
    io:format("~b ~.16b ~.2B ~.36B~n", [255, 255, 5, 35]),
    io:format("~.16x ~.16# ~.8#~n", [31, "0x", 255, 8]),
    io:format("~+b ~16.16.0b~n", [1, 16#beef]),
    io:format("~f ~.2f ~8.2f| ~e ~.3e ~g ~.3g~n", [1.5, 2.345, 3.14159, 12345.678, 12345.678, 0.00001234, 1234.5]),
    io:format("~ts ~tp ~tw ~tc~n", ["åß∂", "åß∂", 'åß', 8364]),
    io:format("~p~n", [lists:seq(1, 60)]),
    io:format("~p~n", [[{key, N, "a string value", <<"binary">>, #{N => [N]}} || N <- [1, 2, 3]]]),
    io:format("~30p~n", [{some_long_atom_name, [another, list, of_atoms], "text"}]),
    io:format("~W ~P~n", [lists:seq(1, 20), 5, [a, [b, [c, [d, [e]]]], f, g, h], 4]),
    io:format("~0p~n", [lists:seq(1, 60)]),
    io:format("~kp~n", [#{b => 1, a => 2, c => 3}]),
    io:format("~p ~lp~n", [[65, 66, 67], [65, 66, 67]]),
    io:format("~p~n", [[$a, 0, 255]]),
    io:format("~p ~p~n", [<<"text">>, <<0, 1, 2>>]),
    io:format("~p~n", [<<"é"/utf8>>]),
    io:format("~tp~n", [<<"é"/utf8>>]),
    io:format("~s~n", [[$a, "b", [<<"c">>, [$d]]]]),
    io:format("~s~n", [atom]),
    io:format("no arguments~n"),
    io:format("~s ~s~n", [io_lib:format("~p", [x]), io_lib:write({1, "a"})]),
    io:format("~p~n", [lists:flatten(io_lib:format("~5..0b", [42]))]),
    io:format("~p~n", [io_lib:write_string("q\"uo\te")]),
    io:format("~p~n", [io_lib:printable_list("abc")]),
    io:format("~p~n", [lists:flatten(io_lib:print({a, b, "c"}, 1, 80, -1))]),
    io:format("~p~n", [catch io:format("~p ~p", [only_one])]),
    io:format("~p~n", [element(1, element(2, catch io_lib:format("~y", [1])))]),
    io:format("~p~n", [io_lib:fread("~d ~a ~s", "42 atom rest")]),
    io:format("~p~n", [io_lib:format_prompt(prompt) =/= []]),
    io:format("~p~n", [{self_is_pid, is_pid(self()), 'quoted atom', "", [], {}, #{}, fun erlang:abs/1}]),
    io:put_chars(["chars ", <<"and binaries">>, $\n]),
    io:write({written, "x"}), io:nl(),
    io:fwrite(user, "to user~n", []).

%! expect: {a,[98]}|{a,"b"}|str|x|~|
%! expect:        abc|abc       |.......abc|
%! expect:        abc|abc       |ab|--------ab|
%! expect: aaaaa|     bbbbb|
%! expect: 255 ff 101 Z
%! expect: 0x1f 16#FF 8#10
%! expect: 10#1b 000000000000beef
%! expect: 1.500000 2.35     3.14| 1.23457e+4 1.23e+4 1.23400e-5 1.23e+3
%! expect: åß∂ [229,223,8706] åß €
%! expect: [1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17,18,19,20,21,22,23,24,25,26,27,28,
%! expect:  29,30,31,32,33,34,35,36,37,38,39,40,41,42,43,44,45,46,47,48,49,50,51,52,53,
%! expect:  54,55,56,57,58,59,60]
%! expect: [{key,1,"a string value",<<"binary">>,#{1 => [1]}},
%! expect:  {key,2,"a string value",<<"binary">>,#{2 => [2]}},
%! expect:  {key,3,"a string value",<<"binary">>,#{3 => [3]}}]
%! expect: {some_long_atom_name,
%! expect:     [another,list,of_atoms],
%! expect:     "text"}
%! expect: [1,2,3,4|...] [a,[b|...],f|...]
%! expect: [1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17,18,19,20,21,22,23,24,25,26,27,28,29,30,31,32,33,34,35,36,37,38,39,40,41,42,43,44,45,46,47,48,49,50,51,52,53,54,55,56,57,58,59,60]
%! expect: #{a => 2,b => 1,c => 3}
%! expect: "ABC" [65,66,67]
%! expect: [97,0,255]
%! expect: <<"text">> <<0,1,2>>
%! expect: <<"Ã©">>
%! expect: <<"é"/utf8>>
%! expect: abcd
%! expect: atom
%! expect: no arguments
%! expect: x {1,[97]}
%! expect: "00042"
%! expect: "\"q\\\"uo\\te\""
%! expect: true
%! expect: "{a,b,\"c\"}"
%! expect: {'EXIT',{badarg,[{io,format,
%! expect:                      ["~p ~p",[only_one]],
%! expect:                      [{file,"io.erl"},
%! expect:                       {line,203},
%! expect:                       {error_info,#{cause => {device,format},
%! expect:                                     module => erl_stdlib_errors}}]},
%! expect:                  {format_all,main,0,
%! expect:                              [{file,"tests/programs/io/format_all.erl"},
%! expect:                               {line,34}]},
%! expect:                  {init,start_it,1,[]},
%! expect:                  {init,start_em,1,[]},
%! expect:                  {init,do_boot,3,[]}]}}
%! expect: badarg
%! expect: {ok,[42,atom,"rest"],[]}
%! expect: true
%! expect: {self_is_pid,true,'quoted atom',[],[],{},#{},fun erlang:abs/1}
%! expect: chars and binaries
%! expect: {written,[120]}
%! expect: to user
