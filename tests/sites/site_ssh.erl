%% OTP's ssh daemon for OpenSSH's clients: host keys in "host", who may log in in "user/authorized_keys", files in "files". A password is
%% good as well. It serves until its standard input ends.
-module(site_ssh).
-export([serve/0]).

serve() ->
    {ok, _} = application:ensure_all_started(ssh),
    {ok, Root} = file:get_cwd(),
    {ok, Daemon} = ssh:daemon({127, 0, 0, 1}, 0, [
        {system_dir, "host"},
        {user_dir, "user"},
        {user_passwords, [{"site", "correct horse"}]},
        {tcpip_tunnel_in, true},
        {subsystems, [ssh_sftpd:subsystem_spec([{root, filename:join(Root, "files")}])]}
    ]),
    {ok, Info} = ssh:daemon_info(Daemon),
    io:format("port ~b~n", [proplists:get_value(port, Info)]),
    eof = io:get_line(""),
    ok = ssh:stop_daemon(Daemon),
    halt().
