# Turns a suite.log of common_test into one line for each case: "STATUS NAME REASON", where STATUS is ok, failed or skipped
# and NAME is the case, with the group in front if it is in one. A case that a repeated group runs again keeps its worst
# outcome. The last line is "end" if the suite came to its end; a case that began and did not end is "failed".
# In: -v suite=NAME_SUITE.

function rank(status) { return status == "failed" ? 3 : status == "ok" ? 2 : 1 }

function finish(   status, name, reason) {
    if (current == "") return
    if (result == "") result = "failed: the suite ended in this case"
    status = result
    sub(/[: ].*/, "", status)
    reason = result
    sub(/^[a-z_]+:? */, "", reason)
    if (status == "auto_skipped") status = "skipped"
    if (current == "init_per_group" && status != "skipped") stack[++depth] = group
    else if (current == "end_per_group") {
        while (depth > 0 && stack[depth] != group) depth--
        if (depth > 0) depth--
    }
    if (current !~ /^(init|end)_per_(suite|group)$/) {
        name = (group != "") ? group "/" current : (depth > 0) ? stack[depth] "/" current : current
        if (!(name in outcome)) order[++count] = name
        if (!(name in outcome) || rank(status) > rank(outcome[name])) {
            outcome[name] = status
            reasons[name] = reason
        }
    }
    current = ""
}

/^=case / {
    finish()
    current = $2
    sub("^" suite ":", "", current)
    # Where a suite has no such function of its own, common_test has.
    if (current ~ /^ct_framework:(init|end)_per_/) sub(/^ct_framework:/, "", current)
    group = ""
    result = ""
    reading = 0
    next
}
/^=group_props/ {
    if (match($0, /\{name,[^}]*\}/)) {
        group = substr($0, RSTART + 6, RLENGTH - 7)
        gsub(/ /, "", group)
    }
    next
}
/^=result / {
    result = $0
    sub(/^=result +/, "", result)
    reading = 1
    next
}
/^=finished/ { finish(); ended = 1 }
/^=/ { reading = 0; next }
reading && length(result) < 400 { line = $0; sub(/^ +/, "", line); result = result line }

END {
    finish()
    for (i = 1; i <= count; i++) print outcome[order[i]], order[i], substr(reasons[order[i]], 1, 300)
    if (ended) print "end " count
}
