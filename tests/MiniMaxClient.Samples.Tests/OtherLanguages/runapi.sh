#!/bin/sh
# The request on RunAPI's page of MiniMax-M2.1, and the same as a stream: RUNAPI_KEY=<key> runapi.sh <address>
prompt="Given this API spec, generate a typed client."
send() {
    curl -sS -N "$1/chat/completions" -H "Authorization: Bearer $RUNAPI_KEY" -H "Content-Type: application/json" \
        -d "{\"model\":\"MiniMax-M2.1\",\"messages\":[{\"role\":\"user\",\"content\":\"$prompt\"}]$2}"
}

send "$1" "" && echo && send "$1" ',"stream":true'
