# Debian's rebar3, an escript archive, with our escript: a new application, compiled and tested, without a network.

site_rebar3() {
    other sites/rebar3 sid usr/bin/rebar3 rebar3
    local rebar3=$lingen_cache/sites/rebar3/usr/bin/rebar3
    says rebar3-version 'on Erlang/OTP 27' "$rebar3" --version
    says rebar3-new 'Writing myapp/src/myapp_app.erl' "$rebar3" new app myapp
    cd myapp || return
    mkdir test
    cat >src/myapp.erl <<'ERL'
-module(myapp).
-export([double/1]).
double(N) -> N * 2.
ERL
    cat >test/myapp_tests.erl <<'ERL'
-module(myapp_tests).
-include_lib("eunit/include/eunit.hrl").
double_test() -> ?assertEqual(4, myapp:double(2)).
generated_test_() -> [?_assertEqual([3, 2, 1], lists:reverse([1, 2, 3])), ?_assertError(badarith, myapp:double(a))].
ERL
    says rebar3-compile 'Compiling myapp' "$rebar3" compile
    says rebar3-eunit '3 tests, 0 failures' "$rebar3" eunit
    says rebar3-compiled '42' erl -noshell -pa _build/default/lib/myapp/ebin -eval 'io:format("~p~n", [myapp:double(21)]), halt().'
    # A test that fails must be told and give a status other than 0.
    cat >test/wrong_tests.erl <<'ERL'
-module(wrong_tests).
-include_lib("eunit/include/eunit.hrl").
wrong_test() -> ?assertEqual(5, myapp:double(2)).
ERL
    says rebar3-eunit-fails '4 tests, 1 failures' bash -c "! '$rebar3' eunit"
    cd .. || return
    says rebar3-new-escript 'Writing tool/src/tool.erl' "$rebar3" new escript tool
    cd tool || return
    says rebar3-escriptize 'Building escript' "$rebar3" escriptize
    says rebar3-escript-runs 'Args: \["x"\]' _build/default/bin/tool x
}
