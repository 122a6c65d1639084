# A prober's host and a website's host, each a network namespace of its own, with
# one cable between them that is cut in several ways. Run within a namespace made
# for it; prints one line for each look at the website: what was done to the
# network, and the exit code of `upbeat check`.
set -eu
PATH=$PATH:/usr/sbin # where ip is, which a user's PATH lacks
upbeat=$1

ip link set lo up
ip link add cable type veth peer name far
unshare --net sleep 600 &
there=$!
trap 'kill $there $site 2>/dev/null || true' EXIT
site=
# The namespace is there once the child has left ours.
until [ "$(readlink /proc/$there/ns/net)" != "$(readlink /proc/self/ns/net)" ]; do :; done
ip link set far netns $there
there() { nsenter --net=/proc/$there/ns/net "$@"; }

ip addr add 198.18.0.1/24 dev cable
ip link set cable up
ip route add default via 198.18.0.2
there ip link set lo up
there ip addr add 198.18.0.2/24 dev far
there ip addr add 203.0.113.7/32 dev lo
there ip link set far up

# Not by the function: its process would not be the website's.
nsenter --net=/proc/$there/ns/net "$upbeat" serve --listen 203.0.113.7:80 --log error >/dev/null &
site=$!
until there "$upbeat" healthcheck --listen 203.0.113.7:80 >/dev/null 2>&1; do :; done

# look WHAT ARGUMENTS…
look() {
    what=$1
    shift
    code=0
    "$upbeat" check --timeout-ms 2000 "$@" >/dev/null || code=$?
    echo "$what $code"
}

website=http://203.0.113.7/healthz
nowhere=http://203.0.113.9/
look connected $website
look website-away $nowhere
look website-away-canary-there $nowhere --canaries 203.0.113.8:80,203.0.113.7:80
look canary-away $nowhere --canaries 203.0.113.8:80
look resolver-away http://website.test/ --resolvers 203.0.113.9
there ip link set far down
look no-carrier $website
there ip link set far up
ip link set cable down
look link-down $website
ip link set cable up
ip route add default via 198.18.0.2
look connected-again $website
there ip addr del 198.18.0.2/24 dev far
ip neigh flush dev cable
look gateway-gone $website
there ip addr add 198.18.0.2/24 dev far
ip neigh flush dev cable
kill $site
wait $site || true
look website-stopped $website
