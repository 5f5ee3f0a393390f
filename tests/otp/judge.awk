# Holds the outcome of suites against stock OTP's and against the list of known failures. In: the results, what stock gives,
# tests/otp/known-failures.txt, in this order. Out: a tally line for each area (name, passed, failed, skipped), what is wrong
# on stderr, to the file named by -v table= the table of the areas, and to the one named by -v surprising= the suites that did not give
# what is expected, as AREA SUITE. -v engine= names what ran: ours, or collect-N.

$1 == "suite" { selected[$2, $3] = 1; areas[$2] = 1; if (!(($2, $3) in index_of)) { index_of[$2, $3] = ++suites; area_of[suites] = $2; suite_of[suites] = $3 } next }
$1 == "result" {
    if ($4 == "ok" || $4 == "failed" || $4 == "skipped") {
        ours[$2, $3, $5] = $4
        reason = $0
        sub(/^result [^ ]+ [^ ]+ [^ ]+ [^ ]+ ?/, "", reason)
        reasons[$2, $3, $5] = reason
        list[++results] = $2 SUBSEP $3 SUBSEP $5
    } else if ($4 == "cut") {
        cut[$2, $3] = 1
    } else if ($4 == "seconds") {
        ran[$2, $3] = 1
        time[$2] += $5
    }
    next
}
$1 == "stock" { if (($2, $3) in selected) { stock[$2, $3, $4] = $5; if (!(($2, $3, $4) in ours)) list[++results] = $2 SUBSEP $3 SUBSEP $4 } next }
/^#/ || NF == 0 { next }
{
    # AREA/SUITE CASE REASON, with a ? in front where the outcome is not the same each time, a * where it is so in collect-everywhere mode only.
    name = $1
    if (sub(/^\*/, "", name) && engine !~ /^collect/) next
    unsteady = sub(/^\?/, "", name)
    split(name, part, "/")
    known[part[1], part[2], $2] = unsteady ? "unsteady" : "known"
    if (/needs another node|expects to be a distributed node/) distributed[part[1], part[2], $2] = 1
    if ((part[1], part[2]) in selected && ran[part[1], part[2]] && !((part[1], part[2], $2) in ours) && stock[part[1], part[2], $2] != "ok") {
        printf "    LISTED, but there is no such case that stock passes: %s %s\n", name, $2 > "/dev/stderr"
        bad[part[1]]++
    }
}

function share(part, whole) { return whole > 0 ? 100 * part / whole : 0 }

function row(name, suites, stock, ours, listed, nodes, more) {
    printf "| %s | %d | %d | %d | %.1f | %d | %d | %.1f | %d |\n", name, suites, stock, ours, share(ours, stock), listed, nodes, share(ours, stock - nodes), more > table
}

END {
    for (i = 1; i <= results; i++) {
        split(list[i], key, SUBSEP)
        area = key[1]; suite = key[2]; name = key[3]
        mine = ((area, suite, name) in ours) ? ours[area, suite, name] : "missing"
        listed = known[area, suite, name]
        if (stock[area, suite, name] == "ok") {
            stock_ok[area]++
            if (mine == "ok") passed[area]++
            if (mine == "ok" && listed == "known") {
                printf "    PASSES, take it out of known-failures.txt: %s/%s %s\n", area, suite, name > "/dev/stderr"
                bad[area]++; surprise[area " " suite] = 1
            } else if (mine != "ok" && listed == "" && ran[area, suite]) {
                printf "    FAIL %s/%s %s: %s\n", area, suite, name, mine == "missing" ? "the suite did not come to it" : mine ", " substr(reasons[area, suite, name], 1, 200) > "/dev/stderr"
                bad[area]++; surprise[area " " suite] = 1
            } else if (mine != "ok" && listed != "") {
                excused[area]++
                if ((area, suite, name) in distributed) nodes[area]++
            } else if (mine == "ok") {
                good[area]++
            }
        } else if (mine == "ok") {
            more[area]++
            if (listed == "known") {
                printf "    PASSES, take it out of known-failures.txt: %s/%s %s\n", area, suite, name > "/dev/stderr"
                bad[area]++
            }
        }
    }
    for (i = 1; i <= suites; i++) {
        area = area_of[i]
        number[area]++
        if (!ran[area, suite_of[i]]) {
            printf "    NOT RUN: %s/%s\n", area, suite_of[i] > "/dev/stderr"
            missing[area]++
        }
        if (cut[area, suite_of[i]]) cuts[area]++
    }
    print "| area | suites | stock passes | of these ours | % | listed failures | of them need another node | % without these | ours beyond stock |" > table
    print "| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |" > table
    count = 0
    for (area in areas) names[++count] = area
    for (i = 2; i <= count; i++)
        for (j = i; j > 1 && names[j] < names[j - 1]; j--) { swap = names[j]; names[j] = names[j - 1]; names[j - 1] = swap }
    for (i = 1; i <= count; i++) {
        area = names[i]
        row(area, number[area], stock_ok[area], passed[area], excused[area], nodes[area], more[area])
        total_suites += number[area]; total_stock += stock_ok[area]; total_passed += passed[area]; total_excused += excused[area]; total_nodes += nodes[area]; total_more += more[area]
        printf "otp-%s%s %d %d %d\n", area, engine == "ours" ? "" : "-" engine, good[area], bad[area] + missing[area], excused[area]
        wrong += bad[area] + missing[area]
    }
    row("together", total_suites, total_stock, total_passed, total_excused, total_nodes, total_more)
    close(table)
    printf "" > surprising
    for (name in surprise) print name > surprising
    close(surprising)
    while ((getline line < table) > 0) print "    " line > "/dev/stderr"
    exit wrong > 0
}
