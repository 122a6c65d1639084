# Thin names for plain commands. `make run` and `make test` are all that a fresh
# machine with Rust, a C compiler and, for tests, Node needs.

.PHONY: run build dashboard test e2e screenshots bench-dashboard lint fmt schema bench bench-ingest bench-probe bench-schedule \
	bench-fill bench-history bench-compact bench-storm bench-kills bench-resume bench-api bench-live bench-strangers bench-abuse bench-pages fleet-check chaos hostile compose-check ci

CHROMIUM = command -v chromium >/dev/null || scripts/install-packages chromium

# For trying out, in a profile that takes a quarter of a release's CPU time to build. Images,
# `make build` and the benchmarks take the release.
#
# Private addresses are refused by default. This opens loopback, so that a
# website on your own machine can be watched while you try things out.
run: export UPBEAT_EGRESS_ALLOW ?= 127.0.0.0/8,::1/128
run: dashboard
	cargo run --profile quick --bin upbeat -- serve

build: dashboard
	cargo build --release --features runtime/otlp --bins

# What browsers get, for the binary: needs Node.
dashboard:
	scripts/build-dashboard

# Installs PostgreSQL and Redis where they are missing, starts private ones in a
# temporary directory, and runs every test against them. Two tests cut networks of
# their own, which takes `ip`; mail is tested against aiosmtpd of Debian's Python, the
# public protocols by their own tools, in Node, and passkeys in Chromium.
test: dashboard
	scripts/install-stores
	scripts/install-node-packages server/tests/node examples/apollo examples/urql examples/graphql-ws
	$(CHROMIUM)
	/usr/bin/python3 -c 'import aiosmtpd, feedparser, icalendar, jsonschema' 2>/dev/null || \
		scripts/install-packages python3-aiosmtpd python3-feedparser python3-icalendar python3-jsonschema
	command -v curl >/dev/null || scripts/install-packages curl
	command -v openssl >/dev/null || scripts/install-packages openssl
	PATH="$$PATH:/usr/sbin" command -v ip >/dev/null || scripts/install-packages iproute2
	scripts/with-stores scripts/test

# Every test of the dashboard in Chromium, on SQLite and on PostgreSQL with Redis.
# E2E="--project=fleet tests/live.spec.ts" makes some of them.
e2e: E2E ?= --project=sqlite --project=fleet
e2e: dashboard
	scripts/install-stores
	scripts/install-node-packages server/tests/node
	$(CHROMIUM)
	command -v openssl >/dev/null || scripts/install-packages openssl
	cargo build --bin upbeat --bin upbeat-prober --all-features
	scripts/with-stores npm run --silent --prefix dashboard e2e -- $(E2E)

# Pictures of every page, dark, light and on a phone, in target/screenshots; those of the README
# in docs/images. ONLY=incident makes some of them.
screenshots: dashboard
	scripts/install-stores
	$(CHROMIUM)
	command -v openssl >/dev/null || scripts/install-packages openssl
	cargo build --bin upbeat --bin upbeat-prober --bin upbeat-bench --all-features
	scripts/with-stores npm run --silent --prefix dashboard screenshots

lint:
	scripts/lint

fmt:
	cargo fmt --all

# Writes the GraphQL schema; a test compares it.
schema:
	cargo run --quiet --bin upbeat -- schema > schema.graphql

# End to end: ticks per second and CPU per tick, on SQLite and on PostgreSQL with
# Redis, and how late the ticks are stored.
bench: build
	scripts/install-stores
	scripts/with-stores target/release/upbeat-bench throughput

# The scheduler alone: 1,000,000 websites in three regions, some minutes.
bench-schedule: build
	scripts/install-stores
	scripts/with-stores target/release/upbeat-bench schedule

# Ingest beside raw COPY of the same rows: rows per second and CPU per row.
bench-ingest: build
	scripts/install-stores
	scripts/with-stores target/release/upbeat-bench ingest

# Ten thousand websites that go down within a minute: what their incidents and alerts cost.
bench-storm: build
	scripts/install-stores
	scripts/with-stores target/release/upbeat-bench storm

# Kills the server a hundred times around its alerts, on both databases; some minutes.
bench-kills: build
	scripts/install-stores
	scripts/with-stores target/release/upbeat-bench kills

# Kills the api under a thousand subscribers who resume by their cursors; about a minute.
bench-resume: build
	scripts/install-stores
	scripts/with-stores target/release/upbeat-bench resume

# The compactor alone: hours of 10,000 websites in three regions; some minutes and 6 GB.
bench-compact: build
	scripts/install-stores
	scripts/with-stores target/release/upbeat-bench compact

# Fills DATABASE_URL (sqlite://FILE or postgres://…) with a history: WEBSITES of the account
# UPBEAT_EMAIL, made where they are missing (with UPBEAT_PASSWORD, or one that is
# printed), DAYS of hours and days, TICK_DAYS of ticks. No server may run on it
# meanwhile. Done again, it fills the websites that have no history yet.
bench-fill: WEBSITES ?= 1000
bench-fill: DAYS ?= 90
bench-fill: TICK_DAYS ?= 3
bench-fill: INTERVAL_SECS ?= 60
bench-fill: build
	target/release/upbeat-bench fill --websites $(WEBSITES) --days $(DAYS) \
		--tick-days $(TICK_DAYS) --interval-secs $(INTERVAL_SECS)

# How fast a dashboard over years of history is answered, and what they take: 1,000
# websites over 90 days on PostgreSQL, over 30 on SQLite while they are checked; some
# minutes and 6 GB. HISTORY="--websites 10000 --days 1 --tick-days 1 --postgres-only" makes
# it another size, HISTORY="--database-url URL --email ADDRESS" reads what bench-fill filled.
bench-history: build
	scripts/install-stores
	scripts/with-stores target/release/upbeat-bench history $(HISTORY)

# CPU and time of an answer, beside mercurius over the same database: 200 websites over 90
# days, some minutes. API="--no-peer" measures ours alone.
bench-api: build
	scripts/install-stores
	$(if $(findstring --no-peer,$(API)),,scripts/install-node-packages bench/peers)
	scripts/with-stores target/release/upbeat-bench api $(API)

# A status page of 200 websites with 90 days: its size, reading and rendering, and requests a second
# beside the clients that ask, also while PostgreSQL is away.
bench-pages: build
	scripts/install-stores
	scripts/with-stores target/release/upbeat-bench pages $(PAGES)

# CPU, delay and memory of live ticks to 500, 2,000 and 10,000 idle sockets, beside graphql-ws
# on ws; some ten minutes. LIVE="--sockets 500 --secs 10" is a shorter one, LIVE="--no-peer"
# measures ours alone.
bench-live: build
	scripts/install-stores
	$(if $(findstring --no-peer,$(LIVE)),,scripts/install-node-packages bench/peers)
	scripts/with-stores target/release/upbeat-bench live $(LIVE)

# What the dashboard costs browser and server: its sizes, the list of 1,000 websites, and 100 live
# ticks a second for ten minutes. SECS=60 watches them for a minute.
bench-dashboard: export UPBEAT_BINARIES ?= $(CURDIR)/target/release
bench-dashboard: build
	$(CHROMIUM)
	npm run --silent --prefix dashboard bench

# A check's CPU and memory, beside the least that it can cost and beside
# prometheus-blackbox-exporter, on loopback.
bench-probe: export PATH := $(PATH):/usr/sbin
bench-probe: build
	scripts/install-peers
	target/release/upbeat-bench probe

# What a hundred hostile strangers make of a server's memory: who sign up and leave, read no
# answer, or finish no request.
bench-strangers: build
	target/release/upbeat-bench strangers

# What each known attack costs a server, and what it is answered: the table of docs/ABUSE.md, in
# some three minutes. ABUSE="--only socket" makes those whose name contains that.
bench-abuse: build
	target/release/upbeat-bench abuse $(ABUSE)

# The fleet at length: 200 websites, two regions with two probers each, two
# minutes, one prober killed in the middle. `make test` has a shorter cut of it.
fleet-check: build
	scripts/install-stores
	scripts/with-stores target/release/upbeat-bench fleet

# Dockerfile, compose.yaml and Redis' users on a real engine, which it starts for
# itself where none runs; takes root, some minutes and apt.
compose-check: build
	scripts/compose-check

# Everything dies once, freezes, is cut off or lives in another time, in some ten
# minutes. CHAOS="--only redis,cut --keep" makes some of it and keeps the logs.
# `make test` has a shorter cut of it.
chaos: export PATH := $(PATH):/usr/sbin
chaos: build
	scripts/install-chaos
	timeout 720 target/release/upbeat-chaos $(CHAOS)

# A hostile tenant and a hostile stranger beside 200 honest websites, an hour unless told
# otherwise: HOSTILE="--minutes 10". Nothing honest may be missing or wrong, and the processes
# stay within 256 MiB each, alive and ready. HOSTILE="--minutes 1 --only documents" tells what
# one attack costs the server.
hostile: build
	scripts/install-stores
	scripts/with-stores target/release/upbeat-bench hostile $(HOSTILE)

ci:
	.ci/run
