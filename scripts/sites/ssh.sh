# OpenSSH's ssh and sftp log in to OTP's ssh daemon: commands, a shell in a terminal, files.

site_ssh() {
    need_packages "clients for SSH" openssh-client tmux
    compiled "$lingen_root/tests/sites/site_ssh.erl"
    mkdir -m 700 host user files
    local kind
    for kind in rsa ecdsa ed25519; do ssh-keygen -q -t $kind -N '' -f host/ssh_host_${kind}_key; done
    for kind in rsa ecdsa ed25519; do ssh-keygen -q -t $kind -N '' -f user/id_$kind; done
    cat user/id_*.pub >user/authorized_keys
    ssh-keygen -q -t ed25519 -N '' -f stranger
    start ssh '^port' "$lingen" erl -noshell -pa . -s site_ssh serve || return
    local port=${started#port } how
    local options=(-F none -o StrictHostKeyChecking=no -o UserKnownHostsFile=known -o IdentitiesOnly=yes -o LogLevel=ERROR)
    local ssh=(ssh "${options[@]}" -o BatchMode=yes -p "$port" site@127.0.0.1)
    for kind in rsa ecdsa ed25519; do
        says "ssh-key-$kind" '^6$' ssh -i user/id_$kind "${options[@]}" -o BatchMode=yes -p "$port" site@127.0.0.1 'lists:sum([1, 2, 3]).'
    done
    ssh+=(-i user/id_ed25519)
    for how in Ciphers=aes256-gcm@openssh.com Ciphers=aes128-ctr Ciphers=chacha20-poly1305@openssh.com KexAlgorithms=ecdh-sha2-nistp384 \
        KexAlgorithms=curve25519-sha256 MACs=hmac-sha2-512-etm@openssh.com; do
        says "ssh-${how#*=}" '^abc$' "${ssh[@]}" -o "$how" 'lists:reverse("cba").'
    done
    says ssh-stranger 'Permission denied' bash -c "! ssh ${options[*]} -o BatchMode=yes -i stranger -p $port site@127.0.0.1 'self().'"
    printf '#!/bin/sh\necho correct horse\n' >askpass
    chmod +x askpass
    says ssh-password '^6$' env DISPLAY=none SSH_ASKPASS="$PWD/askpass" SSH_ASKPASS_REQUIRE=force ssh "${options[@]}" \
        -o PreferredAuthentications=password,keyboard-interactive -p "$port" site@127.0.0.1 'lists:sum([1, 2, 3]).'
    says ssh-error 'badarith|bad argument in an arithmetic' bash -c "ssh ${options[*]} -o BatchMode=yes -i user/id_rsa -p $port site@127.0.0.1 '1/0.' 2>&1; true"
    files
    shell_in_a_terminal
    stop ssh
    quiet ssh
}

files() {
    head -c 20000000 /dev/urandom >large
    local sftp=(sftp -q "${options[@]}" -i user/id_ed25519 -P "$port" -o RekeyLimit=4M)
    printf '%s\n' 'mkdir below' 'put large below/large' 'rename below/large below/renamed' 'get below/renamed back' 'ls -l below' \
        'put askpass tmp' 'chmod 600 tmp' 'rm tmp' pwd >batch
    says sftp-batch 'renamed' "${sftp[@]}" -b batch site@127.0.0.1
    cmp -s large back && cmp -s large files/below/renamed
    verdict sftp-files $? "what came back is not what was sent"
    [ ! -e files/tmp ] && [ -d files/below ]
    verdict sftp-changes $? "$(ls -l files)"
    says sftp-absent 'not found' bash -c "echo 'get nothing' | sftp ${options[*]} -q -i user/id_rsa -P $port -b - site@127.0.0.1 2>&1; true"
}

shell_in_a_terminal() {
    screen ssh "ssh ${options[*]} -i user/id_ed25519 -p $port site@127.0.0.1; echo it has ended; sleep 1000"
    screen_until '1>' && tmux -L "$tmux_socket" send-keys '[X * X || X <- lists:seq(1, 5)].' Enter && screen_until '\[1,4,9,16,25\]' &&
        tmux -L "$tmux_socket" send-keys 'lists:rev' Tab && screen_until 'lists:reverse\(' &&
        tmux -L "$tmux_socket" send-keys '"edit").' Left Left Left Left BSpace 't' Enter && screen_until '"ttde"'
    verdict ssh-shell $? "the screen above is not what was expected"
    tmux -L "$tmux_socket" send-keys 'exit().' Enter
    screen_until 'it has ended'
    verdict ssh-shell-ends $? "the screen above is not what was expected"
    tmux -L "$tmux_socket" kill-server
}
