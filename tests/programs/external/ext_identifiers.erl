%% Pids, ports, references and funs as text and as bytes.
-module(ext_identifiers).
-export([main/0, exported/1]).

main() ->
    io:format("~w~n", [list_to_pid(pid_to_list(self())) =:= self()]),
    Ref = make_ref(),
    io:format("~w~n", [list_to_ref(ref_to_list(Ref)) =:= Ref]),
    io:format("~w~n", [binary_to_term(term_to_binary(Ref)) =:= Ref]),
    Port = hd(erlang:ports()),
    io:format("~w~n", [list_to_port(port_to_list(Port)) =:= Port]),
    io:format("~s ~s~n", [pid_to_list(list_to_pid("<0.77.3>")), port_to_list(list_to_port("#Port<0.123>"))]),
    io:format("~s~n", [ref_to_list(list_to_ref("#Ref<0.1.2.3>"))]),
    [io:format("~w~n", [try list_to_pid(L) catch error:R -> R end]) ||
        L <- ["", "<0.1>", "<0.1.2", "0.1.2>", "<a.1.2>", "<0.1.2>x", "<0.1.-2>", "<0.999999999999.0>", "<77.1.2>", a, [1 | 2]]],
    [io:format("~w~n", [try list_to_ref(L) catch error:R -> R end]) || L <- ["#Ref<0.1.2>", "#Ref<>", "#Ref<0.1.2.999999999>", "#Ref<0.1.2.3", x]],
    [io:format("~w~n", [try list_to_port(L) catch error:R -> R end]) || L <- ["#Port<0>", "#Port<0.x>", "Port<0.1>", []]],
    [io:format("~s~n", [erlang:fun_to_list(F)]) || F <- [fun lists:map/2, fun ?MODULE:exported/1, fun erlang:'+'/2, fun 'A b':c/3, fun lists:''/0]],
    Local = fun(X) -> {X, Ref} end,
    Copy = binary_to_term(term_to_binary(Local)),
    io:format("~w ~w~n", [Copy =:= Local, Copy(1) =:= {1, Ref}]),
    io:format("~w~n", [lists:prefix("#Fun<ext_identifiers.", erlang:fun_to_list(Local))]),
    Foreign = binary_to_term(<<131, 88, 119, 5, "n@h.x", 1:32, 2:32, 77:32>>),
    io:format("~w ~w ~w~n", [node(Foreign), is_pid(Foreign), binary_to_term(term_to_binary(Foreign)) =:= Foreign]),
    Again = binary_to_term(<<131, 88, 119, 5, "n@h.x", 1:32, 2:32, 78:32>>),
    io:format("~w~n", [Again =:= Foreign]).

exported(X) -> X.

%! expect: true
%! expect: true
%! expect: true
%! expect: true
%! expect: <0.77.3> #Port<0.123>
%! expect: #Ref<0.1.2.3>
%! expect: badarg
%! expect: badarg
%! expect: badarg
%! expect: badarg
%! expect: badarg
%! expect: badarg
%! expect: badarg
%! expect: badarg
%! expect: badarg
%! expect: badarg
%! expect: badarg
%! expect: badarg
%! expect: badarg
%! expect: badarg
%! expect: badarg
%! expect: badarg
%! expect: badarg
%! expect: badarg
%! expect: badarg
%! expect: badarg
%! expect: fun lists:map/2
%! expect: fun ext_identifiers:exported/1
%! expect: fun erlang:'+'/2
%! expect: fun 'A b':c/3
%! expect: fun lists:''/0
%! expect: true true
%! expect: true
%! expect: 'n@h.x' true true
%! expect: false
