#!/bin/sh
# Upbeat with curl: lists websites, creates one, and follows its ticks by server-sent events.
#
#     UPBEAT_URL=http://127.0.0.1:8080 UPBEAT_TOKEN=… ./upbeat.sh URL-TO-WATCH [TICKS]
set -eu

endpoint=${UPBEAT_URL:-http://127.0.0.1:8080}/graphql
target=$1
ticks=${2:-0}

# post ACCEPT BODY [OPTION…], in a process of its own.
post() {
    accept=$1 body=$(printf '%s' "$2" | tr -d '\n')
    shift 2
    exec curl --silent --show-error --no-buffer "$@" "$endpoint" \
        --header "Authorization: Bearer $UPBEAT_TOKEN" \
        --header 'Content-Type: application/json' --header "Accept: $accept" --data "$body"
}

ask() {
    answer=$(post application/json "$1")
    case $answer in *'"errors":'*) echo "$answer" >&2 && exit 1 ;; esac
    printf '%s\n' "$answer"
}

# The texts of a field, a line each. For more than this, use jq.
field() {
    grep -o "\"$1\":\"[^\"]*\"" | cut -d'"' -f4
}

# All websites, page by page.
after=null
while
    page=$(ask "{\"query\":\"query Websites(\$after: String) {
        websites(first: 2, after: \$after) { nodes { name } pageInfo { hasNextPage endCursor } }
    }\",\"variables\":{\"after\":$after}}")
    printf '%s\n' "$page" | field name | sed 's/^/website /'
    after="\"$(printf '%s\n' "$page" | field endCursor)\""
    case $page in *'"hasNextPage":true'*) ;; *) false ;; esac
do :; done

id=$(ask "{\"query\":\"mutation CreateWebsite(\$input: CreateWebsiteInput!) {
    createWebsite(input: \$input) { id }
}\",\"variables\":{\"input\":{\"url\":\"$target\"}}}" | field id)
echo "created $id"

# After a lost connection it goes on behind the last tick, whose cursor is the event's id.
state=$(mktemp -d)
trap 'rm -rf "$state"' EXIT
mkfifo "$state/events"
last='' seen=0
while [ "$ticks" -eq 0 ] || [ "$seen" -lt "$ticks" ]; do
    post text/event-stream "{\"query\":\"subscription Ticks(\$id: ID!) {
        ticks(websiteIds: [\$id]) { tick { slot region outcome } }
    }\",\"variables\":{\"id\":\"$id\"}}" --header "Last-Event-ID: $last" >"$state/events" &
    while IFS= read -r line; do
        case $line in
        'id: '*) last=${line#id: } ;;
        'data: '*'"errors":'*) echo "$line" >&2 && exit 1 ;;
        'data: '*)
            echo "tick $(echo "$line" | field slot) $(echo "$line" | field outcome)"
            seen=$((seen + 1))
            [ "$seen" -ne "$ticks" ] || break
            ;;
        esac
    done <"$state/events"
    kill $! 2>/dev/null || true
    sleep 0.5
done
