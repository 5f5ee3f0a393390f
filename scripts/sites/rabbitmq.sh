# RabbitMQ 4 of Debian trixie, started by its own script on our erl: messages through it with two usual clients, and again after a restart.

site_rabbitmq() {
    need_packages "clients for RabbitMQ" python3-pika amqp-tools
    packages sites/rabbitmq trixie 'usr/lib/rabbitmq/lib/rabbitmq_server-4.*/plugins' rabbitmq-server erlang-eldap
    local home
    home=$(compgen -G "$lingen_cache/sites/rabbitmq/usr/lib/rabbitmq/lib/rabbitmq_server-4.*" | head -n 1)
    # One port for each of its listeners, from a range that the system does not give out by itself.
    local base=$((20000 + RANDOM % 10000))
    export ERL_EPMD_PORT=$base ERL_EPMD_ADDRESS=127.0.0.1 RABBITMQ_NODE_PORT=$((base + 1)) RABBITMQ_DIST_PORT=$((base + 2))
    export RABBITMQ_NODENAME=site@localhost RABBITMQ_NODE_IP_ADDRESS=127.0.0.1 RABBITMQ_LOGS=-
    export RABBITMQ_MNESIA_BASE=$PWD/data RABBITMQ_LOG_BASE=$PWD/log RABBITMQ_ENABLED_PLUGINS_FILE=$PWD/plugins
    export RABBITMQ_CONFIG_FILE=$PWD/rabbitmq.conf ERL_LIBS=$lingen_cache/sites/rabbitmq/usr/lib/erlang/lib
    # As under a service manager: the script becomes the server, instead of stopping it with a command that needs distribution.
    export RUNNING_UNDER_SYSTEMD=true
    echo '[].' >plugins
    echo "listeners.tcp.1 = 127.0.0.1:$RABBITMQ_NODE_PORT" >rabbitmq.conf

    start rabbitmq 'Server startup complete' "$home/sbin/rabbitmq-server" || return
    local client=("$lingen_root/tests/sites/amqp_client.py" "$RABBITMQ_NODE_PORT") url=amqp://127.0.0.1:$RABBITMQ_NODE_PORT
    says rabbitmq-publish 'publish 2000 done' "${client[@]}" publish classic classic 2000
    says rabbitmq-consume 'consume 2000 done' "${client[@]}" consume classic classic 2000
    says rabbitmq-quorum-publish 'publish 500 done' "${client[@]}" publish quorum quorum 500
    says rabbitmq-quorum-consume 'consume 500 done' "${client[@]}" consume quorum quorum 500
    says rabbitmq-tools-declare '^tools$' amqp-declare-queue --url="$url" -d -q tools
    succeeds rabbitmq-tools-publish amqp-publish --url="$url" -p -r tools -b 'by another client'
    says rabbitmq-tools-get '^by another client' amqp-get --url="$url" -q tools
    says rabbitmq-kept 'publish 1000 done' "${client[@]}" publish kept classic 1000
    says rabbitmq-quorum-kept 'publish 300 done' "${client[@]}" publish quorum quorum 300
    stop rabbitmq TERM
    quiet rabbitmq
    start rabbitmq-again 'Server startup complete' "$home/sbin/rabbitmq-server" || return
    says rabbitmq-after-restart 'consume 1000 done' "${client[@]}" consume kept classic 1000
    says rabbitmq-quorum-after-restart 'consume 300 done' "${client[@]}" consume quorum quorum 300
    stop rabbitmq-again TERM
    quiet rabbitmq-again
    says rabbitmq-epmd-ends Killed epmd -kill
}
