# mnesia with disc_copies and disc_only_copies, killed in the middle of its transactions, again and again on the same files.

site_mnesia() {
    compiled "$lingen_root/tests/sites/site_mnesia.erl"
    local round before tries
    touch acknowledged
    for round in 1 2 3 4; do
        before=$(wc -l <acknowledged)
        start "mnesia-$round" '^loading' "$lingen" erl -noinput -pa . -s site_mnesia load || return
        # Later kills hit longer logs and dumps.
        for tries in $(seq $((limit_seconds * 50))); do
            [ "$(wc -l <acknowledged)" -lt $((before + 400 * round)) ] && kill -0 "${pid[mnesia-$round]}" 2>/dev/null || break
            sleep 0.02
        done
        kill -9 "${pid[mnesia-$round]}" 2>/dev/null
        verdict "mnesia-works-$round" $? "it ended by itself: $(tail -c 2000 "mnesia-$round.log")"
        { wait "${pid[mnesia-$round]}"; } 2>/dev/null
        unset "pid[mnesia-$round]"
        says "mnesia-survives-$round" '^lost \[\], halves \[\], money 0$' "$lingen" erl -noinput -pa . -s site_mnesia check
        note "after kill -9: $(grep acknowledged "mnesia-survives-$round.out")"
    done
}
