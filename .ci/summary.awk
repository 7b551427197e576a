# Summarizes trx files: the number of tests, the reasons of those that were skipped, and each failure.
BEGIN { RS = "<UnitTestResult " }

function get(text, from, to,    start, rest) {
    start = index(text, from)
    if (start == 0) return ""
    rest = substr(text, start + length(from))
    return substr(rest, 1, index(rest, to) - 1)
}

function decode(text) {
    gsub(/&quot;/, "\"", text); gsub(/&lt;/, "<", text); gsub(/&gt;/, ">", text); gsub(/&#xD;|&#xA;/, " ", text); gsub(/&amp;/, "\\&", text)
    return text
}

FNR == 1 { next }
{
    # The output of the run follows the last result.
    sub(/<\/Results>.*/, "")
    outcome = get($0, "outcome=\"", "\"")
    total++
    if (outcome == "Passed") passed++
    else if (outcome == "NotExecuted") {
        reason = get($0, "<Message>", "</Message>")
        if (reason == "") reason = get($0, "<StdOut>", "</StdOut>")
        skipped[decode(reason)]++
    }
    else failures[++failed] = FILENAME ": " decode(get($0, "testName=\"", "\"")) "\n    " decode(substr(get($0, "<Message>", "</Message>"), 1, 600))
}

END {
    for (reason in skipped) printf "%d skipped: %s\n", skipped[reason], reason
    for (i = 1; i <= failed; i++) printf "FAILED %s\n", failures[i]
    printf "%d passed, %d failed, %d skipped\n", passed, failed, total - passed - failed
}
