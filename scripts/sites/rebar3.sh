# Debian's rebar3, an escript archive, with our escript: a new application, compiled and tested, without a network; an escript; a release
# with everything that it needs to run.

site_rebar3() {
    packages sites/rebar3 sid usr/bin/rebar3 rebar3
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
    cd .. || return
    rebar3_release "$rebar3"
}

# A release that carries its own Erlang, unpacked elsewhere, started where there is no other.
rebar3_release() {
    says rebar3-new-app 'Writing released/src/released_app.erl' "$1" new app released
    cd released || return
    sed -i 's/released_sup:start_link()/io:format("released from ~ts~n", [code:root_dir()]), released_sup:start_link()/' src/released_app.erl
    cat >rebar.config <<'REL'
{relx, [{release, {released, "0.1.0"}, [released, sasl]}, {vm_args, false}, {mode, prod}, {include_erts, true}, {extended_start_script, false}]}.
REL
    says rebar3-release 'Release successfully assembled' "$1" release
    says rebar3-tar 'Tarball successfully created' "$1" tar
    mkdir elsewhere && tar -C elsewhere -xzf _build/default/rel/released/released-0.1.0.tar.gz
    if start release "^released from $PWD/elsewhere\$" env -i PATH=/usr/bin:/bin HOME="$PWD" elsewhere/bin/released -noinput; then
        stop release TERM
    fi
    cd ..
}
