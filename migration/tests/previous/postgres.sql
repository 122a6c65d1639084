--
-- PostgreSQL database dump
--


-- Dumped from database version 15.18 (Debian 15.18-0+deb12u1)
-- Dumped by pg_dump version 15.18 (Debian 15.18-0+deb12u1)

SET statement_timeout = 0;
SET lock_timeout = 0;
SET idle_in_transaction_session_timeout = 0;
SET client_encoding = 'UTF8';
SET standard_conforming_strings = on;
SELECT pg_catalog.set_config('search_path', '', false);
SET check_function_bodies = false;
SET xmloption = content;
SET client_min_messages = warning;
SET row_security = off;

SET default_tablespace = '';

SET default_table_access_method = heap;

--
-- Name: ask; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.ask (
    website_key integer NOT NULL,
    region_key smallint NOT NULL,
    slot_ms bigint NOT NULL,
    revision integer NOT NULL,
    origin smallint NOT NULL,
    publish_at_ms bigint DEFAULT 0 NOT NULL
);


--
-- Name: evidence; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.evidence (
    slot_ms bigint NOT NULL,
    website_key integer NOT NULL,
    region_key smallint NOT NULL,
    body text NOT NULL
)
PARTITION BY RANGE (slot_ms);


--
-- Name: evidence_20261125; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.evidence_20261125 (
    slot_ms bigint NOT NULL,
    website_key integer NOT NULL,
    region_key smallint NOT NULL,
    body text NOT NULL
);


--
-- Name: evidence_20261126; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.evidence_20261126 (
    slot_ms bigint NOT NULL,
    website_key integer NOT NULL,
    region_key smallint NOT NULL,
    body text NOT NULL
);


--
-- Name: evidence_20261127; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.evidence_20261127 (
    slot_ms bigint NOT NULL,
    website_key integer NOT NULL,
    region_key smallint NOT NULL,
    body text NOT NULL
);


--
-- Name: evidence_20261128; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.evidence_20261128 (
    slot_ms bigint NOT NULL,
    website_key integer NOT NULL,
    region_key smallint NOT NULL,
    body text NOT NULL
);


--
-- Name: evidence_20261129; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.evidence_20261129 (
    slot_ms bigint NOT NULL,
    website_key integer NOT NULL,
    region_key smallint NOT NULL,
    body text NOT NULL
);


--
-- Name: evidence_20261130; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.evidence_20261130 (
    slot_ms bigint NOT NULL,
    website_key integer NOT NULL,
    region_key smallint NOT NULL,
    body text NOT NULL
);


--
-- Name: evidence_20261201; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.evidence_20261201 (
    slot_ms bigint NOT NULL,
    website_key integer NOT NULL,
    region_key smallint NOT NULL,
    body text NOT NULL
);


--
-- Name: evidence_20261202; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.evidence_20261202 (
    slot_ms bigint NOT NULL,
    website_key integer NOT NULL,
    region_key smallint NOT NULL,
    body text NOT NULL
);


--
-- Name: evidence_20261203; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.evidence_20261203 (
    slot_ms bigint NOT NULL,
    website_key integer NOT NULL,
    region_key smallint NOT NULL,
    body text NOT NULL
);


--
-- Name: feed; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.feed (
    seq bigint NOT NULL,
    created_at_ms bigint NOT NULL,
    ticks bytea NOT NULL
);


--
-- Name: feed_head; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.feed_head (
    id smallint NOT NULL,
    seq bigint NOT NULL
);


--
-- Name: instance; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.instance (
    id smallint NOT NULL,
    signing_key bytea NOT NULL
);


--
-- Name: member; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.member (
    organization_id uuid NOT NULL,
    user_id uuid NOT NULL,
    role smallint NOT NULL
);


--
-- Name: organization; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.organization (
    id uuid NOT NULL,
    name character varying NOT NULL,
    personal_of uuid,
    created_at timestamp with time zone NOT NULL
);


--
-- Name: region; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.region (
    key smallint NOT NULL,
    name character varying NOT NULL,
    valid_from_ms bigint NOT NULL
);


--
-- Name: schedule; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.schedule (
    website_key integer NOT NULL,
    revision integer NOT NULL,
    website_id uuid NOT NULL,
    interval_ms bigint NOT NULL,
    timeout_ms integer NOT NULL,
    retries smallint NOT NULL,
    url character varying NOT NULL,
    quorum character varying NOT NULL,
    regions jsonb,
    valid_from_ms bigint NOT NULL,
    valid_to_ms bigint,
    updated_at_ms bigint NOT NULL,
    how text,
    secrets bytea,
    organization_id uuid
);


--
-- Name: seaql_migrations; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.seaql_migrations (
    version character varying NOT NULL,
    applied_at bigint NOT NULL
);


--
-- Name: session; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.session (
    token_hash bytea NOT NULL,
    user_id uuid NOT NULL,
    created_at timestamp with time zone NOT NULL,
    expires_at timestamp with time zone NOT NULL
);


--
-- Name: status_change; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.status_change (
    website_key integer NOT NULL,
    region_key smallint NOT NULL,
    at_ms bigint NOT NULL,
    status smallint NOT NULL
);


--
-- Name: tick; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.tick (
    slot_ms bigint NOT NULL,
    checked_at_ms bigint NOT NULL,
    website_key integer NOT NULL,
    revision integer NOT NULL,
    dns_us integer,
    connect_us integer,
    tls_us integer,
    ttfb_us integer,
    transfer_us integer,
    region_key smallint NOT NULL,
    origin smallint NOT NULL,
    outcome smallint NOT NULL,
    failure smallint,
    attempts smallint NOT NULL,
    http_status smallint,
    detail text,
    reason text
)
PARTITION BY RANGE (slot_ms);


--
-- Name: tick_20261125; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.tick_20261125 (
    slot_ms bigint NOT NULL,
    checked_at_ms bigint NOT NULL,
    website_key integer NOT NULL,
    revision integer NOT NULL,
    dns_us integer,
    connect_us integer,
    tls_us integer,
    ttfb_us integer,
    transfer_us integer,
    region_key smallint NOT NULL,
    origin smallint NOT NULL,
    outcome smallint NOT NULL,
    failure smallint,
    attempts smallint NOT NULL,
    http_status smallint,
    detail text,
    reason text
);


--
-- Name: tick_20261126; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.tick_20261126 (
    slot_ms bigint NOT NULL,
    checked_at_ms bigint NOT NULL,
    website_key integer NOT NULL,
    revision integer NOT NULL,
    dns_us integer,
    connect_us integer,
    tls_us integer,
    ttfb_us integer,
    transfer_us integer,
    region_key smallint NOT NULL,
    origin smallint NOT NULL,
    outcome smallint NOT NULL,
    failure smallint,
    attempts smallint NOT NULL,
    http_status smallint,
    detail text,
    reason text
);


--
-- Name: tick_20261127; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.tick_20261127 (
    slot_ms bigint NOT NULL,
    checked_at_ms bigint NOT NULL,
    website_key integer NOT NULL,
    revision integer NOT NULL,
    dns_us integer,
    connect_us integer,
    tls_us integer,
    ttfb_us integer,
    transfer_us integer,
    region_key smallint NOT NULL,
    origin smallint NOT NULL,
    outcome smallint NOT NULL,
    failure smallint,
    attempts smallint NOT NULL,
    http_status smallint,
    detail text,
    reason text
);


--
-- Name: tick_20261128; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.tick_20261128 (
    slot_ms bigint NOT NULL,
    checked_at_ms bigint NOT NULL,
    website_key integer NOT NULL,
    revision integer NOT NULL,
    dns_us integer,
    connect_us integer,
    tls_us integer,
    ttfb_us integer,
    transfer_us integer,
    region_key smallint NOT NULL,
    origin smallint NOT NULL,
    outcome smallint NOT NULL,
    failure smallint,
    attempts smallint NOT NULL,
    http_status smallint,
    detail text,
    reason text
);


--
-- Name: tick_20261129; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.tick_20261129 (
    slot_ms bigint NOT NULL,
    checked_at_ms bigint NOT NULL,
    website_key integer NOT NULL,
    revision integer NOT NULL,
    dns_us integer,
    connect_us integer,
    tls_us integer,
    ttfb_us integer,
    transfer_us integer,
    region_key smallint NOT NULL,
    origin smallint NOT NULL,
    outcome smallint NOT NULL,
    failure smallint,
    attempts smallint NOT NULL,
    http_status smallint,
    detail text,
    reason text
);


--
-- Name: tick_20261130; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.tick_20261130 (
    slot_ms bigint NOT NULL,
    checked_at_ms bigint NOT NULL,
    website_key integer NOT NULL,
    revision integer NOT NULL,
    dns_us integer,
    connect_us integer,
    tls_us integer,
    ttfb_us integer,
    transfer_us integer,
    region_key smallint NOT NULL,
    origin smallint NOT NULL,
    outcome smallint NOT NULL,
    failure smallint,
    attempts smallint NOT NULL,
    http_status smallint,
    detail text,
    reason text
);


--
-- Name: tick_20261201; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.tick_20261201 (
    slot_ms bigint NOT NULL,
    checked_at_ms bigint NOT NULL,
    website_key integer NOT NULL,
    revision integer NOT NULL,
    dns_us integer,
    connect_us integer,
    tls_us integer,
    ttfb_us integer,
    transfer_us integer,
    region_key smallint NOT NULL,
    origin smallint NOT NULL,
    outcome smallint NOT NULL,
    failure smallint,
    attempts smallint NOT NULL,
    http_status smallint,
    detail text,
    reason text
);


--
-- Name: tick_20261202; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.tick_20261202 (
    slot_ms bigint NOT NULL,
    checked_at_ms bigint NOT NULL,
    website_key integer NOT NULL,
    revision integer NOT NULL,
    dns_us integer,
    connect_us integer,
    tls_us integer,
    ttfb_us integer,
    transfer_us integer,
    region_key smallint NOT NULL,
    origin smallint NOT NULL,
    outcome smallint NOT NULL,
    failure smallint,
    attempts smallint NOT NULL,
    http_status smallint,
    detail text,
    reason text
);


--
-- Name: tick_20261203; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.tick_20261203 (
    slot_ms bigint NOT NULL,
    checked_at_ms bigint NOT NULL,
    website_key integer NOT NULL,
    revision integer NOT NULL,
    dns_us integer,
    connect_us integer,
    tls_us integer,
    ttfb_us integer,
    transfer_us integer,
    region_key smallint NOT NULL,
    origin smallint NOT NULL,
    outcome smallint NOT NULL,
    failure smallint,
    attempts smallint NOT NULL,
    http_status smallint,
    detail text,
    reason text
);


--
-- Name: tls_facts; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.tls_facts (
    website_key integer NOT NULL,
    region_key smallint NOT NULL,
    hash bigint NOT NULL,
    changed_at_ms bigint NOT NULL,
    body text NOT NULL
);


--
-- Name: user; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public."user" (
    id uuid NOT NULL,
    email character varying NOT NULL,
    password_hash character varying NOT NULL,
    created_at timestamp with time zone NOT NULL
);


--
-- Name: vote; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.vote (
    website_key integer NOT NULL,
    region_key smallint NOT NULL,
    slot_ms bigint NOT NULL,
    say smallint,
    failures smallint NOT NULL,
    fresh_until_ms bigint NOT NULL
)
WITH (fillfactor='60');


--
-- Name: website; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.website (
    key integer NOT NULL,
    id uuid NOT NULL,
    organization_id uuid NOT NULL,
    name character varying NOT NULL,
    url character varying NOT NULL,
    interval_ms bigint NOT NULL,
    timeout_ms integer NOT NULL,
    retries smallint NOT NULL,
    paused boolean NOT NULL,
    quorum character varying NOT NULL,
    regions jsonb,
    revision integer NOT NULL,
    created_at timestamp with time zone NOT NULL,
    updated_at timestamp with time zone NOT NULL,
    deleted_at timestamp with time zone,
    how text,
    secrets bytea
);


--
-- Name: website_key_seq; Type: SEQUENCE; Schema: public; Owner: -
--

ALTER TABLE public.website ALTER COLUMN key ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.website_key_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


--
-- Name: website_status; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.website_status (
    website_key integer NOT NULL,
    status smallint NOT NULL,
    since_ms bigint NOT NULL,
    rejudge_at_ms bigint,
    last_region_key smallint,
    last_slot_ms bigint
)
WITH (fillfactor='60');


--
-- Name: evidence_20261125; Type: TABLE ATTACH; Schema: public; Owner: -
--

ALTER TABLE ONLY public.evidence ATTACH PARTITION public.evidence_20261125 FOR VALUES FROM ('1795564800000') TO ('1795651200000');


--
-- Name: evidence_20261126; Type: TABLE ATTACH; Schema: public; Owner: -
--

ALTER TABLE ONLY public.evidence ATTACH PARTITION public.evidence_20261126 FOR VALUES FROM ('1795651200000') TO ('1795737600000');


--
-- Name: evidence_20261127; Type: TABLE ATTACH; Schema: public; Owner: -
--

ALTER TABLE ONLY public.evidence ATTACH PARTITION public.evidence_20261127 FOR VALUES FROM ('1795737600000') TO ('1795824000000');


--
-- Name: evidence_20261128; Type: TABLE ATTACH; Schema: public; Owner: -
--

ALTER TABLE ONLY public.evidence ATTACH PARTITION public.evidence_20261128 FOR VALUES FROM ('1795824000000') TO ('1795910400000');


--
-- Name: evidence_20261129; Type: TABLE ATTACH; Schema: public; Owner: -
--

ALTER TABLE ONLY public.evidence ATTACH PARTITION public.evidence_20261129 FOR VALUES FROM ('1795910400000') TO ('1795996800000');


--
-- Name: evidence_20261130; Type: TABLE ATTACH; Schema: public; Owner: -
--

ALTER TABLE ONLY public.evidence ATTACH PARTITION public.evidence_20261130 FOR VALUES FROM ('1795996800000') TO ('1796083200000');


--
-- Name: evidence_20261201; Type: TABLE ATTACH; Schema: public; Owner: -
--

ALTER TABLE ONLY public.evidence ATTACH PARTITION public.evidence_20261201 FOR VALUES FROM ('1796083200000') TO ('1796169600000');


--
-- Name: evidence_20261202; Type: TABLE ATTACH; Schema: public; Owner: -
--

ALTER TABLE ONLY public.evidence ATTACH PARTITION public.evidence_20261202 FOR VALUES FROM ('1796169600000') TO ('1796256000000');


--
-- Name: evidence_20261203; Type: TABLE ATTACH; Schema: public; Owner: -
--

ALTER TABLE ONLY public.evidence ATTACH PARTITION public.evidence_20261203 FOR VALUES FROM ('1796256000000') TO ('1796342400000');


--
-- Name: tick_20261125; Type: TABLE ATTACH; Schema: public; Owner: -
--

ALTER TABLE ONLY public.tick ATTACH PARTITION public.tick_20261125 FOR VALUES FROM ('1795564800000') TO ('1795651200000');


--
-- Name: tick_20261126; Type: TABLE ATTACH; Schema: public; Owner: -
--

ALTER TABLE ONLY public.tick ATTACH PARTITION public.tick_20261126 FOR VALUES FROM ('1795651200000') TO ('1795737600000');


--
-- Name: tick_20261127; Type: TABLE ATTACH; Schema: public; Owner: -
--

ALTER TABLE ONLY public.tick ATTACH PARTITION public.tick_20261127 FOR VALUES FROM ('1795737600000') TO ('1795824000000');


--
-- Name: tick_20261128; Type: TABLE ATTACH; Schema: public; Owner: -
--

ALTER TABLE ONLY public.tick ATTACH PARTITION public.tick_20261128 FOR VALUES FROM ('1795824000000') TO ('1795910400000');


--
-- Name: tick_20261129; Type: TABLE ATTACH; Schema: public; Owner: -
--

ALTER TABLE ONLY public.tick ATTACH PARTITION public.tick_20261129 FOR VALUES FROM ('1795910400000') TO ('1795996800000');


--
-- Name: tick_20261130; Type: TABLE ATTACH; Schema: public; Owner: -
--

ALTER TABLE ONLY public.tick ATTACH PARTITION public.tick_20261130 FOR VALUES FROM ('1795996800000') TO ('1796083200000');


--
-- Name: tick_20261201; Type: TABLE ATTACH; Schema: public; Owner: -
--

ALTER TABLE ONLY public.tick ATTACH PARTITION public.tick_20261201 FOR VALUES FROM ('1796083200000') TO ('1796169600000');


--
-- Name: tick_20261202; Type: TABLE ATTACH; Schema: public; Owner: -
--

ALTER TABLE ONLY public.tick ATTACH PARTITION public.tick_20261202 FOR VALUES FROM ('1796169600000') TO ('1796256000000');


--
-- Name: tick_20261203; Type: TABLE ATTACH; Schema: public; Owner: -
--

ALTER TABLE ONLY public.tick ATTACH PARTITION public.tick_20261203 FOR VALUES FROM ('1796256000000') TO ('1796342400000');


--
-- Data for Name: ask; Type: TABLE DATA; Schema: public; Owner: -
--



--
-- Data for Name: evidence_20261125; Type: TABLE DATA; Schema: public; Owner: -
--



--
-- Data for Name: evidence_20261126; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.evidence_20261126 VALUES (1795719223690, 2, 2, '{"addresses":[],"address":"127.0.0.1:47002","hops":[{"url":"http://127.0.0.1:47002/","address":"127.0.0.1:47002","status":null,"phases":{"dns_us":null,"connect_us":5315,"tls_us":null,"ttfb_us":null,"transfer_us":null}}],"attempts":[],"findings":[],"certificates":[],"head":null,"body":null}');
INSERT INTO public.evidence_20261126 VALUES (1795719223690, 2, 1, '{"addresses":[],"address":"127.0.0.1:47002","hops":[{"url":"http://127.0.0.1:47002/","address":"127.0.0.1:47002","status":null,"phases":{"dns_us":null,"connect_us":159,"tls_us":null,"ttfb_us":null,"transfer_us":null}}],"attempts":[],"findings":[],"certificates":[],"head":null,"body":null}');
INSERT INTO public.evidence_20261126 VALUES (1795719223950, 8, 1, '{"addresses":[],"address":"127.0.0.1:47001","hops":[{"url":"http://127.0.0.1:47001/","address":"127.0.0.1:47001","status":200,"phases":{"dns_us":null,"connect_us":512,"tls_us":null,"ttfb_us":2131,"transfer_us":225}}],"attempts":[],"findings":[{"expected":"status is 200-399","actual":"200","verdict":"Passed"},{"expected":"the body contains goodbye","actual":"5 bytes of text","verdict":"Failed"}],"certificates":[],"head":"HTTP/1.0 200 OK\nserver: example\ndate: Thu, 26 Nov 2026 18:53:43 GMT\ncontent-type: text/plain\ncontent-length: 5\n","body":"hello"}');
INSERT INTO public.evidence_20261126 VALUES (1795719223950, 8, 2, '{"addresses":[],"address":"127.0.0.1:47001","hops":[{"url":"http://127.0.0.1:47001/","address":"127.0.0.1:47001","status":200,"phases":{"dns_us":null,"connect_us":1658,"tls_us":null,"ttfb_us":3047,"transfer_us":563}}],"attempts":[],"findings":[{"expected":"status is 200-399","actual":"200","verdict":"Passed"},{"expected":"the body contains goodbye","actual":"5 bytes of text","verdict":"Failed"}],"certificates":[],"head":"HTTP/1.0 200 OK\nserver: example\ndate: Thu, 26 Nov 2026 18:53:43 GMT\ncontent-type: text/plain\ncontent-length: 5\n","body":"hello"}');
INSERT INTO public.evidence_20261126 VALUES (1795719223748, 2, 2, '{"addresses":[],"address":"127.0.0.1:47002","hops":[{"url":"http://127.0.0.1:47002/","address":"127.0.0.1:47002","status":null,"phases":{"dns_us":null,"connect_us":821,"tls_us":null,"ttfb_us":null,"transfer_us":null}}],"attempts":[{"outcome":"Down","detail":"connect.refused","reason":"connection refused by 127.0.0.1:47002","took_us":1767}],"findings":[],"certificates":[],"head":null,"body":null}');
INSERT INTO public.evidence_20261126 VALUES (1795719223979, 9, 2, '{"addresses":[],"address":"127.0.0.1:47003","hops":[{"url":"tls://127.0.0.1:47003","address":"127.0.0.1:47003","status":null,"phases":{"dns_us":null,"connect_us":239,"tls_us":115782,"ttfb_us":null,"transfer_us":null}}],"attempts":[],"findings":[],"certificates":[{"subject":"CN=shop.example.org","names":["shop.example.org"],"issuer":"CN=shop.example.org","not_before_secs":1795719223,"not_after_secs":2111079223,"key":"ECDSA P-256","fingerprint":[92,79,245,85,121,77,85,70,245,118,133,251,228,185,80,228,164,27,189,83,108,173,221,149,243,144,21,230,30,13,102,176]}],"head":null,"body":null}');
INSERT INTO public.evidence_20261126 VALUES (1795719223748, 2, 1, '{"addresses":[],"address":"127.0.0.1:47002","hops":[{"url":"http://127.0.0.1:47002/","address":"127.0.0.1:47002","status":null,"phases":{"dns_us":null,"connect_us":626,"tls_us":null,"ttfb_us":null,"transfer_us":null}}],"attempts":[{"outcome":"Down","detail":"connect.refused","reason":"connection refused by 127.0.0.1:47002","took_us":695}],"findings":[],"certificates":[],"head":null,"body":null}');
INSERT INTO public.evidence_20261126 VALUES (1795719223979, 9, 1, '{"addresses":[],"address":"127.0.0.1:47003","hops":[{"url":"tls://127.0.0.1:47003","address":"127.0.0.1:47003","status":null,"phases":{"dns_us":null,"connect_us":9269,"tls_us":110194,"ttfb_us":null,"transfer_us":null}}],"attempts":[],"findings":[],"certificates":[{"subject":"CN=shop.example.org","names":["shop.example.org"],"issuer":"CN=shop.example.org","not_before_secs":1795719223,"not_after_secs":2111079223,"key":"ECDSA P-256","fingerprint":[92,79,245,85,121,77,85,70,245,118,133,251,228,185,80,228,164,27,189,83,108,173,221,149,243,144,21,230,30,13,102,176]}],"head":null,"body":null}');
INSERT INTO public.evidence_20261126 VALUES (1795719223974, 8, 2, '{"addresses":[],"address":"127.0.0.1:47001","hops":[{"url":"http://127.0.0.1:47001/","address":"127.0.0.1:47001","status":200,"phases":{"dns_us":null,"connect_us":991,"tls_us":null,"ttfb_us":638,"transfer_us":169}}],"attempts":[{"outcome":"Down","detail":"assertion.body","reason":"127.0.0.1: expected that the body contains goodbye, got 5 bytes of text","took_us":2235}],"findings":[{"expected":"status is 200-399","actual":"200","verdict":"Passed"},{"expected":"the body contains goodbye","actual":"5 bytes of text","verdict":"Failed"}],"certificates":[],"head":"HTTP/1.0 200 OK\nserver: example\ndate: Thu, 26 Nov 2026 18:53:44 GMT\ncontent-type: text/plain\ncontent-length: 5\n","body":"hello"}');
INSERT INTO public.evidence_20261126 VALUES (1795719223974, 8, 1, '{"addresses":[],"address":"127.0.0.1:47001","hops":[{"url":"http://127.0.0.1:47001/","address":"127.0.0.1:47001","status":200,"phases":{"dns_us":null,"connect_us":870,"tls_us":null,"ttfb_us":981,"transfer_us":210}}],"attempts":[{"outcome":"Down","detail":"assertion.body","reason":"127.0.0.1: expected that the body contains goodbye, got 5 bytes of text","took_us":6033}],"findings":[{"expected":"status is 200-399","actual":"200","verdict":"Passed"},{"expected":"the body contains goodbye","actual":"5 bytes of text","verdict":"Failed"}],"certificates":[],"head":"HTTP/1.0 200 OK\nserver: example\ndate: Thu, 26 Nov 2026 18:53:44 GMT\ncontent-type: text/plain\ncontent-length: 5\n","body":"hello"}');
INSERT INTO public.evidence_20261126 VALUES (1795719224126, 9, 2, '{"addresses":[],"address":"127.0.0.1:47003","hops":[{"url":"tls://127.0.0.1:47003","address":"127.0.0.1:47003","status":null,"phases":{"dns_us":null,"connect_us":742,"tls_us":1319,"ttfb_us":null,"transfer_us":null}}],"attempts":[{"outcome":"Down","detail":"tls.self_signed","reason":"the TLS certificate of 127.0.0.1 is self-signed","took_us":9588}],"findings":[],"certificates":[{"subject":"CN=shop.example.org","names":["shop.example.org"],"issuer":"CN=shop.example.org","not_before_secs":1795719223,"not_after_secs":2111079223,"key":"ECDSA P-256","fingerprint":[92,79,245,85,121,77,85,70,245,118,133,251,228,185,80,228,164,27,189,83,108,173,221,149,243,144,21,230,30,13,102,176]}],"head":null,"body":null}');
INSERT INTO public.evidence_20261126 VALUES (1795719224126, 9, 1, '{"addresses":[],"address":"127.0.0.1:47003","hops":[{"url":"tls://127.0.0.1:47003","address":"127.0.0.1:47003","status":null,"phases":{"dns_us":null,"connect_us":324,"tls_us":1473,"ttfb_us":null,"transfer_us":null}}],"attempts":[{"outcome":"Down","detail":"tls.self_signed","reason":"the TLS certificate of 127.0.0.1 is self-signed","took_us":5827}],"findings":[],"certificates":[{"subject":"CN=shop.example.org","names":["shop.example.org"],"issuer":"CN=shop.example.org","not_before_secs":1795719223,"not_after_secs":2111079223,"key":"ECDSA P-256","fingerprint":[92,79,245,85,121,77,85,70,245,118,133,251,228,185,80,228,164,27,189,83,108,173,221,149,243,144,21,230,30,13,102,176]}],"head":null,"body":null}');
INSERT INTO public.evidence_20261126 VALUES (1795719229625, 2, 2, '{"addresses":[],"address":"127.0.0.1:47002","hops":[{"url":"http://127.0.0.1:47002/","address":"127.0.0.1:47002","status":null,"phases":{"dns_us":null,"connect_us":314,"tls_us":null,"ttfb_us":null,"transfer_us":null}}],"attempts":[],"findings":[],"certificates":[],"head":null,"body":null}');
INSERT INTO public.evidence_20261126 VALUES (1795719229625, 2, 1, '{"addresses":[],"address":"127.0.0.1:47002","hops":[{"url":"http://127.0.0.1:47002/","address":"127.0.0.1:47002","status":null,"phases":{"dns_us":null,"connect_us":358,"tls_us":null,"ttfb_us":null,"transfer_us":null}}],"attempts":[],"findings":[],"certificates":[],"head":null,"body":null}');
INSERT INTO public.evidence_20261126 VALUES (1795719239625, 2, 2, '{"addresses":[],"address":"127.0.0.1:47002","hops":[{"url":"http://127.0.0.1:47002/","address":"127.0.0.1:47002","status":null,"phases":{"dns_us":null,"connect_us":1350,"tls_us":null,"ttfb_us":null,"transfer_us":null}}],"attempts":[],"findings":[],"certificates":[],"head":null,"body":null}');
INSERT INTO public.evidence_20261126 VALUES (1795719231115, 9, 1, '{"addresses":[],"address":"127.0.0.1:47003","hops":[{"url":"tls://127.0.0.1:47003","address":"127.0.0.1:47003","status":null,"phases":{"dns_us":null,"connect_us":137,"tls_us":3704,"ttfb_us":null,"transfer_us":null}}],"attempts":[],"findings":[],"certificates":[{"subject":"CN=shop.example.org","names":["shop.example.org"],"issuer":"CN=shop.example.org","not_before_secs":1795719223,"not_after_secs":2111079223,"key":"ECDSA P-256","fingerprint":[92,79,245,85,121,77,85,70,245,118,133,251,228,185,80,228,164,27,189,83,108,173,221,149,243,144,21,230,30,13,102,176]}],"head":null,"body":null}');
INSERT INTO public.evidence_20261126 VALUES (1795719241115, 9, 2, '{"addresses":[],"address":"127.0.0.1:47003","hops":[{"url":"tls://127.0.0.1:47003","address":"127.0.0.1:47003","status":null,"phases":{"dns_us":null,"connect_us":152,"tls_us":1786,"ttfb_us":null,"transfer_us":null}}],"attempts":[],"findings":[],"certificates":[{"subject":"CN=shop.example.org","names":["shop.example.org"],"issuer":"CN=shop.example.org","not_before_secs":1795719223,"not_after_secs":2111079223,"key":"ECDSA P-256","fingerprint":[92,79,245,85,121,77,85,70,245,118,133,251,228,185,80,228,164,27,189,83,108,173,221,149,243,144,21,230,30,13,102,176]}],"head":null,"body":null}');
INSERT INTO public.evidence_20261126 VALUES (1795719245388, 10, 2, '{"addresses":[],"address":"127.0.0.1:47001","hops":[{"url":"http://127.0.0.1:47001/flaps","address":"127.0.0.1:47001","status":503,"phases":{"dns_us":null,"connect_us":543,"tls_us":null,"ttfb_us":3962,"transfer_us":212}}],"attempts":[],"findings":[{"expected":"status is 200-399","actual":"503","verdict":"Failed"}],"certificates":[],"head":"HTTP/1.0 503 Service Unavailable\nserver: example\ndate: Thu, 26 Nov 2026 18:54:05 GMT\ncontent-type: text/plain\ncontent-length: 5\n","body":"hello"}');
INSERT INTO public.evidence_20261126 VALUES (1795719245388, 10, 1, '{"addresses":[],"address":"127.0.0.1:47001","hops":[{"url":"http://127.0.0.1:47001/flaps","address":"127.0.0.1:47001","status":503,"phases":{"dns_us":null,"connect_us":684,"tls_us":null,"ttfb_us":5674,"transfer_us":272}}],"attempts":[],"findings":[{"expected":"status is 200-399","actual":"503","verdict":"Failed"}],"certificates":[],"head":"HTTP/1.0 503 Service Unavailable\nserver: example\ndate: Thu, 26 Nov 2026 18:54:05 GMT\ncontent-type: text/plain\ncontent-length: 5\n","body":"hello"}');
INSERT INTO public.evidence_20261126 VALUES (1795719245428, 10, 2, '{"addresses":[],"address":"127.0.0.1:47001","hops":[{"url":"http://127.0.0.1:47001/flaps","address":"127.0.0.1:47001","status":503,"phases":{"dns_us":null,"connect_us":297,"tls_us":null,"ttfb_us":1068,"transfer_us":170}}],"attempts":[{"outcome":"Down","detail":"status.503","reason":"127.0.0.1 answered 503 Service Unavailable","took_us":2279}],"findings":[{"expected":"status is 200-399","actual":"503","verdict":"Failed"}],"certificates":[],"head":"HTTP/1.0 503 Service Unavailable\nserver: example\ndate: Thu, 26 Nov 2026 18:54:05 GMT\ncontent-type: text/plain\ncontent-length: 5\n","body":"hello"}');
INSERT INTO public.evidence_20261126 VALUES (1795719269625, 2, 2, '{"addresses":[],"address":"127.0.0.1:47002","hops":[{"url":"http://127.0.0.1:47002/","address":"127.0.0.1:47002","status":null,"phases":{"dns_us":null,"connect_us":278,"tls_us":null,"ttfb_us":null,"transfer_us":null}}],"attempts":[],"findings":[],"certificates":[],"head":null,"body":null}');
INSERT INTO public.evidence_20261126 VALUES (1795719291176, 8, 2, '{"addresses":[],"address":"127.0.0.1:47001","hops":[{"url":"http://127.0.0.1:47001/","address":"127.0.0.1:47001","status":200,"phases":{"dns_us":null,"connect_us":243,"tls_us":null,"ttfb_us":4440,"transfer_us":144}}],"attempts":[],"findings":[{"expected":"status is 200-399","actual":"200","verdict":"Passed"},{"expected":"the body contains goodbye","actual":"5 bytes of text","verdict":"Failed"}],"certificates":[],"head":"HTTP/1.0 200 OK\nserver: example\ndate: Thu, 26 Nov 2026 18:54:51 GMT\ncontent-type: text/plain\ncontent-length: 5\n","body":"hello"}');
INSERT INTO public.evidence_20261126 VALUES (1795719231115, 9, 2, '{"addresses":[],"address":"127.0.0.1:47003","hops":[{"url":"tls://127.0.0.1:47003","address":"127.0.0.1:47003","status":null,"phases":{"dns_us":null,"connect_us":462,"tls_us":5803,"ttfb_us":null,"transfer_us":null}}],"attempts":[],"findings":[],"certificates":[{"subject":"CN=shop.example.org","names":["shop.example.org"],"issuer":"CN=shop.example.org","not_before_secs":1795719223,"not_after_secs":2111079223,"key":"ECDSA P-256","fingerprint":[92,79,245,85,121,77,85,70,245,118,133,251,228,185,80,228,164,27,189,83,108,173,221,149,243,144,21,230,30,13,102,176]}],"head":null,"body":null}');
INSERT INTO public.evidence_20261126 VALUES (1795719239625, 2, 1, '{"addresses":[],"address":"127.0.0.1:47002","hops":[{"url":"http://127.0.0.1:47002/","address":"127.0.0.1:47002","status":null,"phases":{"dns_us":null,"connect_us":207,"tls_us":null,"ttfb_us":null,"transfer_us":null}}],"attempts":[],"findings":[],"certificates":[],"head":null,"body":null}');
INSERT INTO public.evidence_20261126 VALUES (1795719249625, 2, 2, '{"addresses":[],"address":"127.0.0.1:47002","hops":[{"url":"http://127.0.0.1:47002/","address":"127.0.0.1:47002","status":null,"phases":{"dns_us":null,"connect_us":292,"tls_us":null,"ttfb_us":null,"transfer_us":null}}],"attempts":[],"findings":[],"certificates":[],"head":null,"body":null}');
INSERT INTO public.evidence_20261126 VALUES (1795719251115, 9, 2, '{"addresses":[],"address":"127.0.0.1:47003","hops":[{"url":"tls://127.0.0.1:47003","address":"127.0.0.1:47003","status":null,"phases":{"dns_us":null,"connect_us":240,"tls_us":12548,"ttfb_us":null,"transfer_us":null}}],"attempts":[],"findings":[],"certificates":[{"subject":"CN=shop.example.org","names":["shop.example.org"],"issuer":"CN=shop.example.org","not_before_secs":1795719223,"not_after_secs":2111079223,"key":"ECDSA P-256","fingerprint":[92,79,245,85,121,77,85,70,245,118,133,251,228,185,80,228,164,27,189,83,108,173,221,149,243,144,21,230,30,13,102,176]}],"head":null,"body":null}');
INSERT INTO public.evidence_20261126 VALUES (1795719259625, 2, 2, '{"addresses":[],"address":"127.0.0.1:47002","hops":[{"url":"http://127.0.0.1:47002/","address":"127.0.0.1:47002","status":null,"phases":{"dns_us":null,"connect_us":228,"tls_us":null,"ttfb_us":null,"transfer_us":null}}],"attempts":[],"findings":[],"certificates":[],"head":null,"body":null}');
INSERT INTO public.evidence_20261126 VALUES (1795719261176, 8, 2, '{"addresses":[],"address":"127.0.0.1:47001","hops":[{"url":"http://127.0.0.1:47001/","address":"127.0.0.1:47001","status":200,"phases":{"dns_us":null,"connect_us":284,"tls_us":null,"ttfb_us":1595,"transfer_us":188}}],"attempts":[],"findings":[{"expected":"status is 200-399","actual":"200","verdict":"Passed"},{"expected":"the body contains goodbye","actual":"5 bytes of text","verdict":"Failed"}],"certificates":[],"head":"HTTP/1.0 200 OK\nserver: example\ndate: Thu, 26 Nov 2026 18:54:21 GMT\ncontent-type: text/plain\ncontent-length: 5\n","body":"hello"}');
INSERT INTO public.evidence_20261126 VALUES (1795719271115, 9, 1, '{"addresses":[],"address":"127.0.0.1:47003","hops":[{"url":"tls://127.0.0.1:47003","address":"127.0.0.1:47003","status":null,"phases":{"dns_us":null,"connect_us":633,"tls_us":1119,"ttfb_us":null,"transfer_us":null}}],"attempts":[],"findings":[],"certificates":[{"subject":"CN=shop.example.org","names":["shop.example.org"],"issuer":"CN=shop.example.org","not_before_secs":1795719223,"not_after_secs":2111079223,"key":"ECDSA P-256","fingerprint":[92,79,245,85,121,77,85,70,245,118,133,251,228,185,80,228,164,27,189,83,108,173,221,149,243,144,21,230,30,13,102,176]}],"head":null,"body":null}');
INSERT INTO public.evidence_20261126 VALUES (1795719281115, 9, 2, '{"addresses":[],"address":"127.0.0.1:47003","hops":[{"url":"tls://127.0.0.1:47003","address":"127.0.0.1:47003","status":null,"phases":{"dns_us":null,"connect_us":996,"tls_us":4686,"ttfb_us":null,"transfer_us":null}}],"attempts":[],"findings":[],"certificates":[{"subject":"CN=shop.example.org","names":["shop.example.org"],"issuer":"CN=shop.example.org","not_before_secs":1795719223,"not_after_secs":2111079223,"key":"ECDSA P-256","fingerprint":[92,79,245,85,121,77,85,70,245,118,133,251,228,185,80,228,164,27,189,83,108,173,221,149,243,144,21,230,30,13,102,176]}],"head":null,"body":null}');
INSERT INTO public.evidence_20261126 VALUES (1795719289625, 2, 1, '{"addresses":[],"address":"127.0.0.1:47002","hops":[{"url":"http://127.0.0.1:47002/","address":"127.0.0.1:47002","status":null,"phases":{"dns_us":null,"connect_us":237,"tls_us":null,"ttfb_us":null,"transfer_us":null}}],"attempts":[],"findings":[],"certificates":[],"head":null,"body":null}');
INSERT INTO public.evidence_20261126 VALUES (1795719291115, 9, 1, '{"addresses":[],"address":"127.0.0.1:47003","hops":[{"url":"tls://127.0.0.1:47003","address":"127.0.0.1:47003","status":null,"phases":{"dns_us":null,"connect_us":193,"tls_us":3105,"ttfb_us":null,"transfer_us":null}}],"attempts":[],"findings":[],"certificates":[{"subject":"CN=shop.example.org","names":["shop.example.org"],"issuer":"CN=shop.example.org","not_before_secs":1795719223,"not_after_secs":2111079223,"key":"ECDSA P-256","fingerprint":[92,79,245,85,121,77,85,70,245,118,133,251,228,185,80,228,164,27,189,83,108,173,221,149,243,144,21,230,30,13,102,176]}],"head":null,"body":null}');
INSERT INTO public.evidence_20261126 VALUES (1795719231176, 8, 1, '{"addresses":[],"address":"127.0.0.1:47001","hops":[{"url":"http://127.0.0.1:47001/","address":"127.0.0.1:47001","status":200,"phases":{"dns_us":null,"connect_us":569,"tls_us":null,"ttfb_us":2764,"transfer_us":231}}],"attempts":[],"findings":[{"expected":"status is 200-399","actual":"200","verdict":"Passed"},{"expected":"the body contains goodbye","actual":"5 bytes of text","verdict":"Failed"}],"certificates":[],"head":"HTTP/1.0 200 OK\nserver: example\ndate: Thu, 26 Nov 2026 18:53:51 GMT\ncontent-type: text/plain\ncontent-length: 5\n","body":"hello"}');
INSERT INTO public.evidence_20261126 VALUES (1795719241176, 8, 2, '{"addresses":[],"address":"127.0.0.1:47001","hops":[{"url":"http://127.0.0.1:47001/","address":"127.0.0.1:47001","status":200,"phases":{"dns_us":null,"connect_us":208,"tls_us":null,"ttfb_us":978,"transfer_us":300}}],"attempts":[],"findings":[{"expected":"status is 200-399","actual":"200","verdict":"Passed"},{"expected":"the body contains goodbye","actual":"5 bytes of text","verdict":"Failed"}],"certificates":[],"head":"HTTP/1.0 200 OK\nserver: example\ndate: Thu, 26 Nov 2026 18:54:01 GMT\ncontent-type: text/plain\ncontent-length: 5\n","body":"hello"}');
INSERT INTO public.evidence_20261126 VALUES (1795719251115, 9, 1, '{"addresses":[],"address":"127.0.0.1:47003","hops":[{"url":"tls://127.0.0.1:47003","address":"127.0.0.1:47003","status":null,"phases":{"dns_us":null,"connect_us":3555,"tls_us":4802,"ttfb_us":null,"transfer_us":null}}],"attempts":[],"findings":[],"certificates":[{"subject":"CN=shop.example.org","names":["shop.example.org"],"issuer":"CN=shop.example.org","not_before_secs":1795719223,"not_after_secs":2111079223,"key":"ECDSA P-256","fingerprint":[92,79,245,85,121,77,85,70,245,118,133,251,228,185,80,228,164,27,189,83,108,173,221,149,243,144,21,230,30,13,102,176]}],"head":null,"body":null}');
INSERT INTO public.evidence_20261126 VALUES (1795719269625, 2, 1, '{"addresses":[],"address":"127.0.0.1:47002","hops":[{"url":"http://127.0.0.1:47002/","address":"127.0.0.1:47002","status":null,"phases":{"dns_us":null,"connect_us":2069,"tls_us":null,"ttfb_us":null,"transfer_us":null}}],"attempts":[],"findings":[],"certificates":[],"head":null,"body":null}');
INSERT INTO public.evidence_20261126 VALUES (1795719271176, 8, 1, '{"addresses":[],"address":"127.0.0.1:47001","hops":[{"url":"http://127.0.0.1:47001/","address":"127.0.0.1:47001","status":200,"phases":{"dns_us":null,"connect_us":227,"tls_us":null,"ttfb_us":2056,"transfer_us":179}}],"attempts":[],"findings":[{"expected":"status is 200-399","actual":"200","verdict":"Passed"},{"expected":"the body contains goodbye","actual":"5 bytes of text","verdict":"Failed"}],"certificates":[],"head":"HTTP/1.0 200 OK\nserver: example\ndate: Thu, 26 Nov 2026 18:54:31 GMT\ncontent-type: text/plain\ncontent-length: 5\n","body":"hello"}');
INSERT INTO public.evidence_20261126 VALUES (1795719281176, 8, 2, '{"addresses":[],"address":"127.0.0.1:47001","hops":[{"url":"http://127.0.0.1:47001/","address":"127.0.0.1:47001","status":200,"phases":{"dns_us":null,"connect_us":4984,"tls_us":null,"ttfb_us":391,"transfer_us":154}}],"attempts":[],"findings":[{"expected":"status is 200-399","actual":"200","verdict":"Passed"},{"expected":"the body contains goodbye","actual":"5 bytes of text","verdict":"Failed"}],"certificates":[],"head":"HTTP/1.0 200 OK\nserver: example\ndate: Thu, 26 Nov 2026 18:54:41 GMT\ncontent-type: text/plain\ncontent-length: 5\n","body":"hello"}');
INSERT INTO public.evidence_20261126 VALUES (1795719289625, 2, 2, '{"addresses":[],"address":"127.0.0.1:47002","hops":[{"url":"http://127.0.0.1:47002/","address":"127.0.0.1:47002","status":null,"phases":{"dns_us":null,"connect_us":111,"tls_us":null,"ttfb_us":null,"transfer_us":null}}],"attempts":[],"findings":[],"certificates":[],"head":null,"body":null}');
INSERT INTO public.evidence_20261126 VALUES (1795719231176, 8, 2, '{"addresses":[],"address":"127.0.0.1:47001","hops":[{"url":"http://127.0.0.1:47001/","address":"127.0.0.1:47001","status":200,"phases":{"dns_us":null,"connect_us":166,"tls_us":null,"ttfb_us":549,"transfer_us":155}}],"attempts":[],"findings":[{"expected":"status is 200-399","actual":"200","verdict":"Passed"},{"expected":"the body contains goodbye","actual":"5 bytes of text","verdict":"Failed"}],"certificates":[],"head":"HTTP/1.0 200 OK\nserver: example\ndate: Thu, 26 Nov 2026 18:53:51 GMT\ncontent-type: text/plain\ncontent-length: 5\n","body":"hello"}');
INSERT INTO public.evidence_20261126 VALUES (1795719241115, 9, 1, '{"addresses":[],"address":"127.0.0.1:47003","hops":[{"url":"tls://127.0.0.1:47003","address":"127.0.0.1:47003","status":null,"phases":{"dns_us":null,"connect_us":222,"tls_us":1772,"ttfb_us":null,"transfer_us":null}}],"attempts":[],"findings":[],"certificates":[{"subject":"CN=shop.example.org","names":["shop.example.org"],"issuer":"CN=shop.example.org","not_before_secs":1795719223,"not_after_secs":2111079223,"key":"ECDSA P-256","fingerprint":[92,79,245,85,121,77,85,70,245,118,133,251,228,185,80,228,164,27,189,83,108,173,221,149,243,144,21,230,30,13,102,176]}],"head":null,"body":null}');
INSERT INTO public.evidence_20261126 VALUES (1795719241176, 8, 1, '{"addresses":[],"address":"127.0.0.1:47001","hops":[{"url":"http://127.0.0.1:47001/","address":"127.0.0.1:47001","status":200,"phases":{"dns_us":null,"connect_us":212,"tls_us":null,"ttfb_us":1114,"transfer_us":143}}],"attempts":[],"findings":[{"expected":"status is 200-399","actual":"200","verdict":"Passed"},{"expected":"the body contains goodbye","actual":"5 bytes of text","verdict":"Failed"}],"certificates":[],"head":"HTTP/1.0 200 OK\nserver: example\ndate: Thu, 26 Nov 2026 18:54:01 GMT\ncontent-type: text/plain\ncontent-length: 5\n","body":"hello"}');
INSERT INTO public.evidence_20261126 VALUES (1795719245428, 10, 1, '{"addresses":[],"address":"127.0.0.1:47001","hops":[{"url":"http://127.0.0.1:47001/flaps","address":"127.0.0.1:47001","status":503,"phases":{"dns_us":null,"connect_us":269,"tls_us":null,"ttfb_us":1157,"transfer_us":200}}],"attempts":[{"outcome":"Down","detail":"status.503","reason":"127.0.0.1 answered 503 Service Unavailable","took_us":2271}],"findings":[{"expected":"status is 200-399","actual":"503","verdict":"Failed"}],"certificates":[],"head":"HTTP/1.0 503 Service Unavailable\nserver: example\ndate: Thu, 26 Nov 2026 18:54:05 GMT\ncontent-type: text/plain\ncontent-length: 5\n","body":"hello"}');
INSERT INTO public.evidence_20261126 VALUES (1795719251176, 8, 1, '{"addresses":[],"address":"127.0.0.1:47001","hops":[{"url":"http://127.0.0.1:47001/","address":"127.0.0.1:47001","status":200,"phases":{"dns_us":null,"connect_us":289,"tls_us":null,"ttfb_us":5502,"transfer_us":234}}],"attempts":[],"findings":[{"expected":"status is 200-399","actual":"200","verdict":"Passed"},{"expected":"the body contains goodbye","actual":"5 bytes of text","verdict":"Failed"}],"certificates":[],"head":"HTTP/1.0 200 OK\nserver: example\ndate: Thu, 26 Nov 2026 18:54:11 GMT\ncontent-type: text/plain\ncontent-length: 5\n","body":"hello"}');
INSERT INTO public.evidence_20261126 VALUES (1795719255388, 10, 1, '{"addresses":[],"address":"127.0.0.1:47001","hops":[{"url":"http://127.0.0.1:47001/flaps","address":"127.0.0.1:47001","status":503,"phases":{"dns_us":null,"connect_us":312,"tls_us":null,"ttfb_us":5650,"transfer_us":253}}],"attempts":[],"findings":[{"expected":"status is 200-399","actual":"503","verdict":"Failed"}],"certificates":[],"head":"HTTP/1.0 503 Service Unavailable\nserver: example\ndate: Thu, 26 Nov 2026 18:54:15 GMT\ncontent-type: text/plain\ncontent-length: 5\n","body":"hello"}');
INSERT INTO public.evidence_20261126 VALUES (1795719259625, 2, 1, '{"addresses":[],"address":"127.0.0.1:47002","hops":[{"url":"http://127.0.0.1:47002/","address":"127.0.0.1:47002","status":null,"phases":{"dns_us":null,"connect_us":320,"tls_us":null,"ttfb_us":null,"transfer_us":null}}],"attempts":[],"findings":[],"certificates":[],"head":null,"body":null}');
INSERT INTO public.evidence_20261126 VALUES (1795719261115, 9, 1, '{"addresses":[],"address":"127.0.0.1:47003","hops":[{"url":"tls://127.0.0.1:47003","address":"127.0.0.1:47003","status":null,"phases":{"dns_us":null,"connect_us":3648,"tls_us":4990,"ttfb_us":null,"transfer_us":null}}],"attempts":[],"findings":[],"certificates":[{"subject":"CN=shop.example.org","names":["shop.example.org"],"issuer":"CN=shop.example.org","not_before_secs":1795719223,"not_after_secs":2111079223,"key":"ECDSA P-256","fingerprint":[92,79,245,85,121,77,85,70,245,118,133,251,228,185,80,228,164,27,189,83,108,173,221,149,243,144,21,230,30,13,102,176]}],"head":null,"body":null}');
INSERT INTO public.evidence_20261126 VALUES (1795719261176, 8, 1, '{"addresses":[],"address":"127.0.0.1:47001","hops":[{"url":"http://127.0.0.1:47001/","address":"127.0.0.1:47001","status":200,"phases":{"dns_us":null,"connect_us":997,"tls_us":null,"ttfb_us":5649,"transfer_us":302}}],"attempts":[],"findings":[{"expected":"status is 200-399","actual":"200","verdict":"Passed"},{"expected":"the body contains goodbye","actual":"5 bytes of text","verdict":"Failed"}],"certificates":[],"head":"HTTP/1.0 200 OK\nserver: example\ndate: Thu, 26 Nov 2026 18:54:21 GMT\ncontent-type: text/plain\ncontent-length: 5\n","body":"hello"}');
INSERT INTO public.evidence_20261126 VALUES (1795719265388, 10, 1, '{"addresses":[],"address":"127.0.0.1:47001","hops":[{"url":"http://127.0.0.1:47001/flaps","address":"127.0.0.1:47001","status":503,"phases":{"dns_us":null,"connect_us":342,"tls_us":null,"ttfb_us":6794,"transfer_us":1529}}],"attempts":[],"findings":[{"expected":"status is 200-399","actual":"503","verdict":"Failed"}],"certificates":[],"head":"HTTP/1.0 503 Service Unavailable\nserver: example\ndate: Thu, 26 Nov 2026 18:54:25 GMT\ncontent-type: text/plain\ncontent-length: 5\n","body":"hello"}');
INSERT INTO public.evidence_20261126 VALUES (1795719271176, 8, 2, '{"addresses":[],"address":"127.0.0.1:47001","hops":[{"url":"http://127.0.0.1:47001/","address":"127.0.0.1:47001","status":200,"phases":{"dns_us":null,"connect_us":177,"tls_us":null,"ttfb_us":716,"transfer_us":143}}],"attempts":[],"findings":[{"expected":"status is 200-399","actual":"200","verdict":"Passed"},{"expected":"the body contains goodbye","actual":"5 bytes of text","verdict":"Failed"}],"certificates":[],"head":"HTTP/1.0 200 OK\nserver: example\ndate: Thu, 26 Nov 2026 18:54:31 GMT\ncontent-type: text/plain\ncontent-length: 5\n","body":"hello"}');
INSERT INTO public.evidence_20261126 VALUES (1795719279625, 2, 1, '{"addresses":[],"address":"127.0.0.1:47002","hops":[{"url":"http://127.0.0.1:47002/","address":"127.0.0.1:47002","status":null,"phases":{"dns_us":null,"connect_us":195,"tls_us":null,"ttfb_us":null,"transfer_us":null}}],"attempts":[],"findings":[],"certificates":[],"head":null,"body":null}');
INSERT INTO public.evidence_20261126 VALUES (1795719281176, 8, 1, '{"addresses":[],"address":"127.0.0.1:47001","hops":[{"url":"http://127.0.0.1:47001/","address":"127.0.0.1:47001","status":200,"phases":{"dns_us":null,"connect_us":201,"tls_us":null,"ttfb_us":2991,"transfer_us":207}}],"attempts":[],"findings":[{"expected":"status is 200-399","actual":"200","verdict":"Passed"},{"expected":"the body contains goodbye","actual":"5 bytes of text","verdict":"Failed"}],"certificates":[],"head":"HTTP/1.0 200 OK\nserver: example\ndate: Thu, 26 Nov 2026 18:54:41 GMT\ncontent-type: text/plain\ncontent-length: 5\n","body":"hello"}');
INSERT INTO public.evidence_20261126 VALUES (1795719249625, 2, 1, '{"addresses":[],"address":"127.0.0.1:47002","hops":[{"url":"http://127.0.0.1:47002/","address":"127.0.0.1:47002","status":null,"phases":{"dns_us":null,"connect_us":262,"tls_us":null,"ttfb_us":null,"transfer_us":null}}],"attempts":[],"findings":[],"certificates":[],"head":null,"body":null}');
INSERT INTO public.evidence_20261126 VALUES (1795719251176, 8, 2, '{"addresses":[],"address":"127.0.0.1:47001","hops":[{"url":"http://127.0.0.1:47001/","address":"127.0.0.1:47001","status":200,"phases":{"dns_us":null,"connect_us":176,"tls_us":null,"ttfb_us":4954,"transfer_us":197}}],"attempts":[],"findings":[{"expected":"status is 200-399","actual":"200","verdict":"Passed"},{"expected":"the body contains goodbye","actual":"5 bytes of text","verdict":"Failed"}],"certificates":[],"head":"HTTP/1.0 200 OK\nserver: example\ndate: Thu, 26 Nov 2026 18:54:11 GMT\ncontent-type: text/plain\ncontent-length: 5\n","body":"hello"}');
INSERT INTO public.evidence_20261126 VALUES (1795719255388, 10, 2, '{"addresses":[],"address":"127.0.0.1:47001","hops":[{"url":"http://127.0.0.1:47001/flaps","address":"127.0.0.1:47001","status":503,"phases":{"dns_us":null,"connect_us":287,"tls_us":null,"ttfb_us":4008,"transfer_us":249}}],"attempts":[],"findings":[{"expected":"status is 200-399","actual":"503","verdict":"Failed"}],"certificates":[],"head":"HTTP/1.0 503 Service Unavailable\nserver: example\ndate: Thu, 26 Nov 2026 18:54:15 GMT\ncontent-type: text/plain\ncontent-length: 5\n","body":"hello"}');
INSERT INTO public.evidence_20261126 VALUES (1795719261115, 9, 2, '{"addresses":[],"address":"127.0.0.1:47003","hops":[{"url":"tls://127.0.0.1:47003","address":"127.0.0.1:47003","status":null,"phases":{"dns_us":null,"connect_us":2880,"tls_us":5315,"ttfb_us":null,"transfer_us":null}}],"attempts":[],"findings":[],"certificates":[{"subject":"CN=shop.example.org","names":["shop.example.org"],"issuer":"CN=shop.example.org","not_before_secs":1795719223,"not_after_secs":2111079223,"key":"ECDSA P-256","fingerprint":[92,79,245,85,121,77,85,70,245,118,133,251,228,185,80,228,164,27,189,83,108,173,221,149,243,144,21,230,30,13,102,176]}],"head":null,"body":null}');
INSERT INTO public.evidence_20261126 VALUES (1795719265388, 10, 2, '{"addresses":[],"address":"127.0.0.1:47001","hops":[{"url":"http://127.0.0.1:47001/flaps","address":"127.0.0.1:47001","status":503,"phases":{"dns_us":null,"connect_us":6574,"tls_us":null,"ttfb_us":4822,"transfer_us":390}}],"attempts":[],"findings":[{"expected":"status is 200-399","actual":"503","verdict":"Failed"}],"certificates":[],"head":"HTTP/1.0 503 Service Unavailable\nserver: example\ndate: Thu, 26 Nov 2026 18:54:25 GMT\ncontent-type: text/plain\ncontent-length: 5\n","body":"hello"}');
INSERT INTO public.evidence_20261126 VALUES (1795719271115, 9, 2, '{"addresses":[],"address":"127.0.0.1:47003","hops":[{"url":"tls://127.0.0.1:47003","address":"127.0.0.1:47003","status":null,"phases":{"dns_us":null,"connect_us":806,"tls_us":2008,"ttfb_us":null,"transfer_us":null}}],"attempts":[],"findings":[],"certificates":[{"subject":"CN=shop.example.org","names":["shop.example.org"],"issuer":"CN=shop.example.org","not_before_secs":1795719223,"not_after_secs":2111079223,"key":"ECDSA P-256","fingerprint":[92,79,245,85,121,77,85,70,245,118,133,251,228,185,80,228,164,27,189,83,108,173,221,149,243,144,21,230,30,13,102,176]}],"head":null,"body":null}');
INSERT INTO public.evidence_20261126 VALUES (1795719279625, 2, 2, '{"addresses":[],"address":"127.0.0.1:47002","hops":[{"url":"http://127.0.0.1:47002/","address":"127.0.0.1:47002","status":null,"phases":{"dns_us":null,"connect_us":502,"tls_us":null,"ttfb_us":null,"transfer_us":null}}],"attempts":[],"findings":[],"certificates":[],"head":null,"body":null}');
INSERT INTO public.evidence_20261126 VALUES (1795719281115, 9, 1, '{"addresses":[],"address":"127.0.0.1:47003","hops":[{"url":"tls://127.0.0.1:47003","address":"127.0.0.1:47003","status":null,"phases":{"dns_us":null,"connect_us":195,"tls_us":6380,"ttfb_us":null,"transfer_us":null}}],"attempts":[],"findings":[],"certificates":[{"subject":"CN=shop.example.org","names":["shop.example.org"],"issuer":"CN=shop.example.org","not_before_secs":1795719223,"not_after_secs":2111079223,"key":"ECDSA P-256","fingerprint":[92,79,245,85,121,77,85,70,245,118,133,251,228,185,80,228,164,27,189,83,108,173,221,149,243,144,21,230,30,13,102,176]}],"head":null,"body":null}');
INSERT INTO public.evidence_20261126 VALUES (1795719291115, 9, 2, '{"addresses":[],"address":"127.0.0.1:47003","hops":[{"url":"tls://127.0.0.1:47003","address":"127.0.0.1:47003","status":null,"phases":{"dns_us":null,"connect_us":264,"tls_us":8419,"ttfb_us":null,"transfer_us":null}}],"attempts":[],"findings":[],"certificates":[{"subject":"CN=shop.example.org","names":["shop.example.org"],"issuer":"CN=shop.example.org","not_before_secs":1795719223,"not_after_secs":2111079223,"key":"ECDSA P-256","fingerprint":[92,79,245,85,121,77,85,70,245,118,133,251,228,185,80,228,164,27,189,83,108,173,221,149,243,144,21,230,30,13,102,176]}],"head":null,"body":null}');
INSERT INTO public.evidence_20261126 VALUES (1795719291176, 8, 1, '{"addresses":[],"address":"127.0.0.1:47001","hops":[{"url":"http://127.0.0.1:47001/","address":"127.0.0.1:47001","status":200,"phases":{"dns_us":null,"connect_us":144,"tls_us":null,"ttfb_us":1075,"transfer_us":152}}],"attempts":[],"findings":[{"expected":"status is 200-399","actual":"200","verdict":"Passed"},{"expected":"the body contains goodbye","actual":"5 bytes of text","verdict":"Failed"}],"certificates":[],"head":"HTTP/1.0 200 OK\nserver: example\ndate: Thu, 26 Nov 2026 18:54:51 GMT\ncontent-type: text/plain\ncontent-length: 5\n","body":"hello"}');


--
-- Data for Name: evidence_20261127; Type: TABLE DATA; Schema: public; Owner: -
--



--
-- Data for Name: evidence_20261128; Type: TABLE DATA; Schema: public; Owner: -
--



--
-- Data for Name: evidence_20261129; Type: TABLE DATA; Schema: public; Owner: -
--



--
-- Data for Name: evidence_20261130; Type: TABLE DATA; Schema: public; Owner: -
--



--
-- Data for Name: evidence_20261201; Type: TABLE DATA; Schema: public; Owner: -
--



--
-- Data for Name: evidence_20261202; Type: TABLE DATA; Schema: public; Owner: -
--



--
-- Data for Name: evidence_20261203; Type: TABLE DATA; Schema: public; Owner: -
--



--
-- Data for Name: feed; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.feed VALUES (1, 1795719223700, '\x000000010002000001a21934d968');
INSERT INTO public.feed VALUES (2, 1795719223699, '\x000000010001000001a21934d968');
INSERT INTO public.feed VALUES (3, 1795719223748, '\x000000020002000001a21934d98a');
INSERT INTO public.feed VALUES (4, 1795719223764, '\x000000020001000001a21934d98a');
INSERT INTO public.feed VALUES (5, 1795719223817, '\x000000030001000001a21934d9d6');
INSERT INTO public.feed VALUES (6, 1795719223821, '\x000000030002000001a21934d9d6');
INSERT INTO public.feed VALUES (7, 1795719223855, '\x000000040002000001a21934da14');
INSERT INTO public.feed VALUES (8, 1795719223859, '\x000000040001000001a21934da14');
INSERT INTO public.feed VALUES (9, 1795719223895, '\x000000050002000001a21934da34');
INSERT INTO public.feed VALUES (10, 1795719223895, '\x000000050001000001a21934da34');
INSERT INTO public.feed VALUES (11, 1795719223927, '\x000000060002000001a21934da5b');
INSERT INTO public.feed VALUES (12, 1795719223931, '\x000000060001000001a21934da5b');
INSERT INTO public.feed VALUES (13, 1795719223954, '\x000000070002000001a21934da73');
INSERT INTO public.feed VALUES (14, 1795719223959, '\x000000070001000001a21934da73');
INSERT INTO public.feed VALUES (15, 1795719223974, '\x000000080001000001a21934da8e');
INSERT INTO public.feed VALUES (16, 1795719223983, '\x000000080002000001a21934da8e');
INSERT INTO public.feed VALUES (17, 1795719224057, '\x0000000a0002000001a21934dad8');
INSERT INTO public.feed VALUES (18, 1795719224080, '\x000000020002000001a21934d9c4');
INSERT INTO public.feed VALUES (19, 1795719224126, '\x0000000c0002000001a21934db1c000000090002000001a21934daab');
INSERT INTO public.feed VALUES (20, 1795719224123, '\x000000020001000001a21934d9c40000000c0001000001a21934db1c000000090001000001a21934daab0000000a0001000001a21934dad80000000b0001000001a21934dafa');
INSERT INTO public.feed VALUES (21, 1795719224181, '\x0000000d0002000001a21934db4a');
INSERT INTO public.feed VALUES (22, 1795719224182, '\x0000000d0001000001a21934db4a');
INSERT INTO public.feed VALUES (23, 1795719224310, '\x000000080002000001a21934daa6');
INSERT INTO public.feed VALUES (24, 1795719224382, '\x000000080001000001a21934daa6');
INSERT INTO public.feed VALUES (25, 1795719224451, '\x000000090002000001a21934db3e');
INSERT INTO public.feed VALUES (26, 1795719224455, '\x000000090001000001a21934db3e');
INSERT INTO public.feed VALUES (27, 1795719228490, '\x0000000c0001000001a21934ec2b');
INSERT INTO public.feed VALUES (28, 1795719228498, '\x0000000c0002000001a21934ec2b');
INSERT INTO public.feed VALUES (29, 1795719229651, '\x000000020002000001a21934f0b9');
INSERT INTO public.feed VALUES (30, 1795719229650, '\x000000020001000001a21934f0b9');
INSERT INTO public.feed VALUES (31, 1795719229994, '\x000000040001000001a21934f202');
INSERT INTO public.feed VALUES (32, 1795719229995, '\x000000040002000001a21934f202');
INSERT INTO public.feed VALUES (33, 1795719230667, '\x000000010001000001a21934f497');
INSERT INTO public.feed VALUES (34, 1795719230659, '\x000000010002000001a21934f497');
INSERT INTO public.feed VALUES (35, 1795719231161, '\x000000090001000001a21934f68b');
INSERT INTO public.feed VALUES (36, 1795719231160, '\x000000090002000001a21934f68b');
INSERT INTO public.feed VALUES (37, 1795719231212, '\x000000080001000001a21934f6c8');
INSERT INTO public.feed VALUES (38, 1795719231215, '\x000000080002000001a21934f6c8');
INSERT INTO public.feed VALUES (39, 1795719233105, '\x000000030002000001a21934fe2e000000060002000001a21934fe35');
INSERT INTO public.feed VALUES (40, 1795719233110, '\x000000030001000001a21934fe2e000000060001000001a21934fe35');
INSERT INTO public.feed VALUES (41, 1795719233768, '\x0000000b0001000001a2193500d6');
INSERT INTO public.feed VALUES (42, 1795719234667, '\x000000070001000001a219350448');
INSERT INTO public.feed VALUES (43, 1795719234681, '\x000000070002000001a219350448');
INSERT INTO public.feed VALUES (44, 1795719235422, '\x0000000a0001000001a21935073c');
INSERT INTO public.feed VALUES (45, 1795719235424, '\x0000000a0002000001a21935073c');
INSERT INTO public.feed VALUES (46, 1795719236471, '\x000000050001000001a219350b4f');
INSERT INTO public.feed VALUES (47, 1795719236468, '\x000000050002000001a219350b4f');
INSERT INTO public.feed VALUES (48, 1795719236721, '\x0000000d0002000001a219350c3f');
INSERT INTO public.feed VALUES (49, 1795719236723, '\x0000000d0001000001a219350c3f');
INSERT INTO public.feed VALUES (50, 1795719238505, '\x0000000c0001000001a21935133b');
INSERT INTO public.feed VALUES (51, 1795719238505, '\x0000000c0002000001a21935133b');
INSERT INTO public.feed VALUES (52, 1795719239654, '\x000000020001000001a2193517c9');
INSERT INTO public.feed VALUES (53, 1795719239660, '\x000000020002000001a2193517c9');
INSERT INTO public.feed VALUES (54, 1795719239981, '\x000000040002000001a219351912');
INSERT INTO public.feed VALUES (55, 1795719239981, '\x000000040001000001a219351912');
INSERT INTO public.feed VALUES (56, 1795719240634, '\x000000010001000001a219351ba7');
INSERT INTO public.feed VALUES (57, 1795719240644, '\x000000010002000001a219351ba7');
INSERT INTO public.feed VALUES (58, 1795719241139, '\x000000090001000001a219351d9b');
INSERT INTO public.feed VALUES (59, 1795719241153, '\x000000090002000001a219351d9b');
INSERT INTO public.feed VALUES (60, 1795719241203, '\x000000080002000001a219351dd8');
INSERT INTO public.feed VALUES (61, 1795719241208, '\x000000080001000001a219351dd8');
INSERT INTO public.feed VALUES (62, 1795719243101, '\x000000030002000001a21935253e000000060002000001a219352545');
INSERT INTO public.feed VALUES (63, 1795719243116, '\x000000030001000001a21935253e000000060001000001a219352545');
INSERT INTO public.feed VALUES (64, 1795719243777, '\x0000000b0001000001a2193527e6');
INSERT INTO public.feed VALUES (65, 1795719244654, '\x000000070001000001a219352b58');
INSERT INTO public.feed VALUES (66, 1795719244653, '\x000000070002000001a219352b58');
INSERT INTO public.feed VALUES (67, 1795719245428, '\x0000000a0002000001a219352e4c');
INSERT INTO public.feed VALUES (68, 1795719245444, '\x0000000a0001000001a219352e4c');
INSERT INTO public.feed VALUES (69, 1795719245732, '\x0000000a0001000001a219352e74');
INSERT INTO public.feed VALUES (70, 1795719245729, '\x0000000a0002000001a219352e74');
INSERT INTO public.feed VALUES (71, 1795719246476, '\x000000050002000001a21935325f');
INSERT INTO public.feed VALUES (72, 1795719246478, '\x000000050001000001a21935325f');
INSERT INTO public.feed VALUES (73, 1795719246699, '\x0000000d0002000001a21935334f');
INSERT INTO public.feed VALUES (74, 1795719246699, '\x0000000d0001000001a21935334f');
INSERT INTO public.feed VALUES (75, 1795719248499, '\x0000000c0002000001a219353a4b');
INSERT INTO public.feed VALUES (76, 1795719248500, '\x0000000c0001000001a219353a4b');
INSERT INTO public.feed VALUES (77, 1795719249238, '\x000000050001000001a219353d31');
INSERT INTO public.feed VALUES (78, 1795719249245, '\x000000050002000001a219353d31');
INSERT INTO public.feed VALUES (79, 1795719249334, '\x000000060001000001a219353d76');
INSERT INTO public.feed VALUES (80, 1795719249332, '\x000000060002000001a219353d76');
INSERT INTO public.feed VALUES (81, 1795719249666, '\x000000020001000001a219353ed9');
INSERT INTO public.feed VALUES (82, 1795719249675, '\x000000020002000001a219353ed9');
INSERT INTO public.feed VALUES (83, 1795719250000, '\x000000040001000001a219354022');
INSERT INTO public.feed VALUES (84, 1795719249999, '\x000000040002000001a219354022');
INSERT INTO public.feed VALUES (85, 1795719250647, '\x000000010001000001a2193542b7');
INSERT INTO public.feed VALUES (86, 1795719250650, '\x000000010002000001a2193542b7');
INSERT INTO public.feed VALUES (87, 1795719251142, '\x000000090001000001a2193544ab');
INSERT INTO public.feed VALUES (88, 1795719251154, '\x000000090002000001a2193544ab');
INSERT INTO public.feed VALUES (89, 1795719251205, '\x000000080001000001a2193544e8');
INSERT INTO public.feed VALUES (90, 1795719251208, '\x000000080002000001a2193544e8');
INSERT INTO public.feed VALUES (91, 1795719253097, '\x000000030002000001a219354c4e');
INSERT INTO public.feed VALUES (92, 1795719253097, '\x000000030001000001a219354c4e');
INSERT INTO public.feed VALUES (93, 1795719253768, '\x0000000b0001000001a219354ef6');
INSERT INTO public.feed VALUES (94, 1795719254676, '\x000000070002000001a219355268');
INSERT INTO public.feed VALUES (95, 1795719254678, '\x000000070001000001a219355268');
INSERT INTO public.feed VALUES (96, 1795719255428, '\x0000000a0001000001a21935555c');
INSERT INTO public.feed VALUES (97, 1795719255425, '\x0000000a0002000001a21935555c');
INSERT INTO public.feed VALUES (98, 1795719256468, '\x000000050002000001a21935596f');
INSERT INTO public.feed VALUES (99, 1795719256471, '\x000000050001000001a21935596f');
INSERT INTO public.feed VALUES (100, 1795719256692, '\x0000000d0001000001a219355a5f');
INSERT INTO public.feed VALUES (101, 1795719256691, '\x0000000d0002000001a219355a5f');
INSERT INTO public.feed VALUES (102, 1795719258490, '\x0000000c0002000001a21935615b');
INSERT INTO public.feed VALUES (103, 1795719258490, '\x0000000c0001000001a21935615b');
INSERT INTO public.feed VALUES (104, 1795719259660, '\x000000020002000001a2193565e9');
INSERT INTO public.feed VALUES (105, 1795719259668, '\x000000020001000001a2193565e9');
INSERT INTO public.feed VALUES (106, 1795719260638, '\x000000010001000001a2193569c7');
INSERT INTO public.feed VALUES (107, 1795719260644, '\x000000010002000001a2193569c7');
INSERT INTO public.feed VALUES (108, 1795719261159, '\x000000090001000001a219356bbb');
INSERT INTO public.feed VALUES (109, 1795719261160, '\x000000090002000001a219356bbb');
INSERT INTO public.feed VALUES (110, 1795719261216, '\x000000080002000001a219356bf8');
INSERT INTO public.feed VALUES (111, 1795719261232, '\x000000080001000001a219356bf8');
INSERT INTO public.feed VALUES (112, 1795719263780, '\x0000000b0001000001a219357606');
INSERT INTO public.feed VALUES (113, 1795719264656, '\x000000070002000001a219357978');
INSERT INTO public.feed VALUES (114, 1795719264662, '\x000000070001000001a219357978');
INSERT INTO public.feed VALUES (115, 1795719265433, '\x0000000a0001000001a219357c6c');
INSERT INTO public.feed VALUES (116, 1795719265439, '\x0000000a0002000001a219357c6c');
INSERT INTO public.feed VALUES (117, 1795719266485, '\x000000050001000001a21935807f');
INSERT INTO public.feed VALUES (118, 1795719266488, '\x000000050002000001a21935807f');
INSERT INTO public.feed VALUES (119, 1795719266705, '\x0000000d0001000001a21935816f');
INSERT INTO public.feed VALUES (120, 1795719266704, '\x0000000d0002000001a21935816f');
INSERT INTO public.feed VALUES (121, 1795719268483, '\x0000000c0002000001a21935886b');
INSERT INTO public.feed VALUES (122, 1795719268483, '\x0000000c0001000001a21935886b');
INSERT INTO public.feed VALUES (123, 1795719269672, '\x000000020002000001a219358cf9');
INSERT INTO public.feed VALUES (124, 1795719269673, '\x000000020001000001a219358cf9');
INSERT INTO public.feed VALUES (125, 1795719270660, '\x000000010001000001a2193590d7');
INSERT INTO public.feed VALUES (126, 1795719270673, '\x000000010002000001a2193590d7');
INSERT INTO public.feed VALUES (127, 1795719271146, '\x000000090001000001a2193592cb');
INSERT INTO public.feed VALUES (128, 1795719271160, '\x000000090002000001a2193592cb');
INSERT INTO public.feed VALUES (129, 1795719271203, '\x000000080001000001a219359308');
INSERT INTO public.feed VALUES (130, 1795719271214, '\x000000080002000001a219359308');
INSERT INTO public.feed VALUES (131, 1795719273105, '\x000000060002000001a219359a75');
INSERT INTO public.feed VALUES (132, 1795719273120, '\x000000060001000001a219359a75');
INSERT INTO public.feed VALUES (133, 1795719273771, '\x0000000b0001000001a219359d16');
INSERT INTO public.feed VALUES (134, 1795719274673, '\x000000070001000001a21935a088');
INSERT INTO public.feed VALUES (145, 1795719279218, '\x000000010001000001a21935b253');
INSERT INTO public.feed VALUES (146, 1795719279676, '\x000000020002000001a21935b409');
INSERT INTO public.feed VALUES (149, 1795719280640, '\x000000010001000001a21935b7e7');
INSERT INTO public.feed VALUES (151, 1795719281162, '\x000000090001000001a21935b9db');
INSERT INTO public.feed VALUES (155, 1795719284651, '\x000000070002000001a21935c798');
INSERT INTO public.feed VALUES (159, 1795719286472, '\x000000050002000001a21935ce9f');
INSERT INTO public.feed VALUES (161, 1795719286692, '\x0000000d0002000001a21935cf8f');
INSERT INTO public.feed VALUES (167, 1795719290658, '\x000000010001000001a21935def7');
INSERT INTO public.feed VALUES (169, 1795719291143, '\x000000090002000001a21935e0eb');
INSERT INTO public.feed VALUES (172, 1795719291200, '\x000000080001000001a21935e128');
INSERT INTO public.feed VALUES (135, 1795719274683, '\x000000070002000001a21935a088');
INSERT INTO public.feed VALUES (138, 1795719276465, '\x000000050001000001a21935a78f');
INSERT INTO public.feed VALUES (142, 1795719278485, '\x0000000c0002000001a21935af7b');
INSERT INTO public.feed VALUES (147, 1795719279656, '\x000000020001000001a21935b409');
INSERT INTO public.feed VALUES (152, 1795719281211, '\x000000080001000001a21935ba18');
INSERT INTO public.feed VALUES (157, 1795719285408, '\x0000000a0001000001a21935ca8c');
INSERT INTO public.feed VALUES (174, 1795719294660, '\x000000070002000001a21935eea8');
INSERT INTO public.feed VALUES (176, 1795719295410, '\x0000000a0001000001a21935f19c');
INSERT INTO public.feed VALUES (179, 1795719296458, '\x000000050001000001a21935f5af');
INSERT INTO public.feed VALUES (136, 1795719275432, '\x0000000a0002000001a21935a37c');
INSERT INTO public.feed VALUES (150, 1795719281150, '\x000000090002000001a21935b9db');
INSERT INTO public.feed VALUES (160, 1795719286479, '\x000000050001000001a21935ce9f');
INSERT INTO public.feed VALUES (164, 1795719288490, '\x0000000c0002000001a21935d68b');
INSERT INTO public.feed VALUES (165, 1795719289646, '\x000000020001000001a21935db19');
INSERT INTO public.feed VALUES (168, 1795719290657, '\x000000010002000001a21935def7');
INSERT INTO public.feed VALUES (170, 1795719291142, '\x000000090001000001a21935e0eb');
INSERT INTO public.feed VALUES (173, 1795719293773, '\x0000000b0001000001a21935eb36');
INSERT INTO public.feed VALUES (178, 1795719296459, '\x000000050002000001a21935f5af');
INSERT INTO public.feed VALUES (180, 1795719296698, '\x0000000d0001000001a21935f69f');
INSERT INTO public.feed VALUES (182, 1795719298493, '\x0000000c0002000001a21935fd9b');
INSERT INTO public.feed VALUES (137, 1795719275432, '\x0000000a0001000001a21935a37c');
INSERT INTO public.feed VALUES (141, 1795719276714, '\x0000000d0002000001a21935a87f');
INSERT INTO public.feed VALUES (154, 1795719283769, '\x0000000b0001000001a21935c426');
INSERT INTO public.feed VALUES (156, 1795719284657, '\x000000070001000001a21935c798');
INSERT INTO public.feed VALUES (162, 1795719286696, '\x0000000d0001000001a21935cf8f');
INSERT INTO public.feed VALUES (163, 1795719288483, '\x0000000c0001000001a21935d68b');
INSERT INTO public.feed VALUES (171, 1795719291200, '\x000000080002000001a21935e128');
INSERT INTO public.feed VALUES (175, 1795719294667, '\x000000070001000001a21935eea8');
INSERT INTO public.feed VALUES (177, 1795719295418, '\x0000000a0002000001a21935f19c');
INSERT INTO public.feed VALUES (183, 1795719298498, '\x0000000c0001000001a21935fd9b');
INSERT INTO public.feed VALUES (139, 1795719276478, '\x000000050002000001a21935a78f');
INSERT INTO public.feed VALUES (140, 1795719276714, '\x0000000d0001000001a21935a87f');
INSERT INTO public.feed VALUES (143, 1795719278489, '\x0000000c0001000001a21935af7b');
INSERT INTO public.feed VALUES (144, 1795719279218, '\x000000010002000001a21935b253');
INSERT INTO public.feed VALUES (148, 1795719280637, '\x000000010002000001a21935b7e7');
INSERT INTO public.feed VALUES (153, 1795719281220, '\x000000080002000001a21935ba18');
INSERT INTO public.feed VALUES (158, 1795719285414, '\x0000000a0002000001a21935ca8c');
INSERT INTO public.feed VALUES (166, 1795719289653, '\x000000020002000001a21935db19');
INSERT INTO public.feed VALUES (181, 1795719296704, '\x0000000d0002000001a21935f69f');


--
-- Data for Name: feed_head; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.feed_head VALUES (1, 183);


--
-- Data for Name: instance; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.instance VALUES (1, '\x43cf7fd339efbece2b09d824fcdcb2c04ac4a4b8fe3c69d86d381515f56dc50e');


--
-- Data for Name: member; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.member VALUES ('01a21934-d91f-752c-9eba-b4dc3eba25f7', '01a21934-d91f-752c-9eba-b4db3169dff2', 3);
INSERT INTO public.member VALUES ('01a21934-d94a-762a-96be-04a1642220ac', '01a21934-d94a-762a-96be-04a08ae5db85', 3);


--
-- Data for Name: organization; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.organization VALUES ('01a21934-d91f-752c-9eba-b4dc3eba25f7', 'Personal', '01a21934-d91f-752c-9eba-b4db3169dff2', '2026-11-26 18:53:43.548+00');
INSERT INTO public.organization VALUES ('01a21934-d94a-762a-96be-04a1642220ac', 'Personal', '01a21934-d94a-762a-96be-04a08ae5db85', '2026-11-26 18:53:43.59+00');


--
-- Data for Name: region; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.region VALUES (1, 'india', 1795719226446);
INSERT INTO public.region VALUES (2, 'usa', 1795719226446);


--
-- Data for Name: schedule; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.schedule VALUES (1, 1, '01a21934-d968-7757-bb5b-de7c0eb929e7', 10000, 2000, 1, 'http://127.0.0.1:47001/', 'majority', NULL, 1795719226656, NULL, 1795719223656, NULL, NULL, '01a21934-d91f-752c-9eba-b4dc3eba25f7');
INSERT INTO public.schedule VALUES (2, 1, '01a21934-d98a-7640-8d53-f2673556fb79', 10000, 2000, 0, 'http://127.0.0.1:47002/', 'majority', NULL, 1795719226690, NULL, 1795719223690, NULL, NULL, '01a21934-d91f-752c-9eba-b4dc3eba25f7');
INSERT INTO public.schedule VALUES (7, 1, '01a21934-da73-721f-97e0-a68b3f184218', 10000, 2000, 1, 'http://127.0.0.1:47001/health', 'majority', NULL, 1795719226923, NULL, 1795719223923, '{"kind":{"Http":{"method":"GET","headers":["x-token"],"auth":"Bearer","client_certificate":false,"body":null,"version":"Any","max_redirects":10,"body_limit_bytes":1048576,"statuses":[{"from":200,"to":399}],"assertions":[{"subject":{"Json":"$.status"},"comparison":"Equals","value":"ok"},{"subject":{"Header":"content-type"},"comparison":"Contains","value":"json"}]}},"family":"Any","degraded_above_ms":1500,"down_above_ms":null,"tls":{"min_version":null,"degraded_below_days":14,"ignore_errors":false}}', '\x01b31c832d0476f91c9dd2583b01c6300975a91d425bc5e427a059f126855133d5542bc1b197afbe03325ac33b712ebc63fb59bd0bafe41bc3ceffdeef241619723723af265cd7b134d2ad078c71e33b0799a473b706', '01a21934-d91f-752c-9eba-b4dc3eba25f7');
INSERT INTO public.schedule VALUES (8, 1, '01a21934-da8f-707b-afca-f232c2b887b8', 10000, 2000, 0, 'http://127.0.0.1:47001/', 'majority', NULL, 1795719226950, NULL, 1795719223950, '{"kind":{"Http":{"method":"GET","headers":[],"auth":null,"client_certificate":false,"body":null,"version":"Any","max_redirects":10,"body_limit_bytes":1048576,"statuses":[{"from":200,"to":399}],"assertions":[{"subject":"Body","comparison":"Contains","value":"goodbye"}]}},"family":"Any","degraded_above_ms":null,"down_above_ms":null,"tls":{"min_version":null,"degraded_below_days":14,"ignore_errors":false}}', NULL, '01a21934-d91f-752c-9eba-b4dc3eba25f7');
INSERT INTO public.schedule VALUES (9, 1, '01a21934-daab-77b9-8473-3ae110d4b55b', 10000, 2000, 0, 'tls://127.0.0.1:47003', 'majority', NULL, 1795719226979, NULL, 1795719223979, '{"kind":"Tls","family":"Any","degraded_above_ms":null,"down_above_ms":null,"tls":{"min_version":null,"degraded_below_days":14,"ignore_errors":false}}', NULL, '01a21934-d91f-752c-9eba-b4dc3eba25f7');
INSERT INTO public.schedule VALUES (10, 1, '01a21934-dad8-7521-95f9-c86cdaa4d87c', 10000, 2000, 0, 'http://127.0.0.1:47001/flaps', 'majority', NULL, 1795719227024, NULL, 1795719224024, NULL, NULL, '01a21934-d91f-752c-9eba-b4dc3eba25f7');
INSERT INTO public.schedule VALUES (11, 1, '01a21934-dafb-715c-b49b-e9e537f349b6', 10000, 2000, 1, 'http://127.0.0.1:47001/one', 'any', '[1]', 1795719227058, NULL, 1795719224058, NULL, NULL, '01a21934-d91f-752c-9eba-b4dc3eba25f7');
INSERT INTO public.schedule VALUES (12, 1, '01a21934-db1d-75be-bb88-01222821467b', 10000, 2000, 1, 'tcp://127.0.0.1:47001', 'majority', NULL, 1795719227092, NULL, 1795719224092, '{"kind":{"Tcp":{"tls":false,"send":null,"expect":null}},"family":"Any","degraded_above_ms":null,"down_above_ms":null,"tls":{"min_version":null,"degraded_below_days":14,"ignore_errors":false}}', NULL, '01a21934-d91f-752c-9eba-b4dc3eba25f7');
INSERT INTO public.schedule VALUES (13, 1, '01a21934-db4a-74fc-81b0-e15c01944e7f', 10000, 2000, 1, 'http://127.0.0.1:47001/bob', 'majority', NULL, 1795719227138, NULL, 1795719224138, NULL, NULL, '01a21934-d94a-762a-96be-04a1642220ac');
INSERT INTO public.schedule VALUES (5, 1, '01a21934-da32-772c-a23b-08f29e5f953f', 10000, 2000, 1, 'http://127.0.0.1:47001/before', 'majority', NULL, 1795719226860, 1795719252201, 1795719249201, NULL, NULL, '01a21934-d91f-752c-9eba-b4dc3eba25f7');
INSERT INTO public.schedule VALUES (5, 2, '01a21934-da32-772c-a23b-08f29e5f953f', 10000, 2000, 1, 'http://127.0.0.1:47001/after', 'majority', NULL, 1795719252201, NULL, 1795719249201, NULL, NULL, '01a21934-d91f-752c-9eba-b4dc3eba25f7');
INSERT INTO public.schedule VALUES (6, 1, '01a21934-da59-77ad-ad30-185ecfa375b5', 10000, 2000, 1, 'http://127.0.0.1:47001/slower', 'majority', NULL, 1795719226899, 1795719252270, 1795719249270, NULL, NULL, '01a21934-d91f-752c-9eba-b4dc3eba25f7');
INSERT INTO public.schedule VALUES (6, 2, '01a21934-da59-77ad-ad30-185ecfa375b5', 30000, 2000, 1, 'http://127.0.0.1:47001/slower', 'majority', NULL, 1795719252270, NULL, 1795719249270, NULL, NULL, '01a21934-d91f-752c-9eba-b4dc3eba25f7');
INSERT INTO public.schedule VALUES (3, 1, '01a21934-d9d5-711c-917c-03518f4977de', 10000, 2000, 1, 'http://127.0.0.1:47001/paused', 'majority', NULL, 1795719226766, 1795719254191, 1795719254191, NULL, NULL, '01a21934-d91f-752c-9eba-b4dc3eba25f7');
INSERT INTO public.schedule VALUES (4, 1, '01a21934-da14-7726-b8b9-c1841f784082', 10000, 2000, 1, 'http://127.0.0.1:47001/deleted', 'majority', NULL, 1795719226828, 1795719259193, 1795719259193, NULL, NULL, '01a21934-d91f-752c-9eba-b4dc3eba25f7');


--
-- Data for Name: seaql_migrations; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.seaql_migrations VALUES ('m20261124_000001_accounts', 1795719223);
INSERT INTO public.seaql_migrations VALUES ('m20261124_000002_websites', 1795719223);
INSERT INTO public.seaql_migrations VALUES ('m20261124_000003_ticks', 1795719223);
INSERT INTO public.seaql_migrations VALUES ('m20261124_000004_checks', 1795719223);
INSERT INTO public.seaql_migrations VALUES ('m20261124_000005_confirmations', 1795719223);
INSERT INTO public.seaql_migrations VALUES ('m20261124_000006_room_to_update', 1795719223);


--
-- Data for Name: session; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.session VALUES ('\x06aef1083ebdbde11ef351f72f1e3def1f120ec1b121003607015437588a97fe', '01a21934-d91f-752c-9eba-b4db3169dff2', '2026-11-26 18:53:43.548+00', '2026-12-26 18:53:43.548+00');
INSERT INTO public.session VALUES ('\x93dd07df186f131c588ff866de1dbe48ffb55103cf3167d60353984401f97259', '01a21934-d94a-762a-96be-04a08ae5db85', '2026-11-26 18:53:43.59+00', '2026-12-26 18:53:43.59+00');


--
-- Data for Name: status_change; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.status_change VALUES (1, 0, 1795719223656, 0);
INSERT INTO public.status_change VALUES (2, 0, 1795719223690, 0);
INSERT INTO public.status_change VALUES (1, 0, 1795719223678, 1);
INSERT INTO public.status_change VALUES (1, 2, 1795719223678, 1);
INSERT INTO public.status_change VALUES (1, 1, 1795719223678, 1);
INSERT INTO public.status_change VALUES (2, 0, 1795719223732, 5);
INSERT INTO public.status_change VALUES (3, 0, 1795719223766, 0);
INSERT INTO public.status_change VALUES (3, 0, 1795719223803, 1);
INSERT INTO public.status_change VALUES (3, 1, 1795719223803, 1);
INSERT INTO public.status_change VALUES (4, 0, 1795719223828, 0);
INSERT INTO public.status_change VALUES (3, 2, 1795719223808, 1);
INSERT INTO public.status_change VALUES (5, 0, 1795719223860, 0);
INSERT INTO public.status_change VALUES (4, 0, 1795719223843, 1);
INSERT INTO public.status_change VALUES (4, 2, 1795719223843, 1);
INSERT INTO public.status_change VALUES (4, 1, 1795719223845, 1);
INSERT INTO public.status_change VALUES (5, 0, 1795719223883, 1);
INSERT INTO public.status_change VALUES (5, 2, 1795719223883, 1);
INSERT INTO public.status_change VALUES (6, 0, 1795719223899, 0);
INSERT INTO public.status_change VALUES (5, 1, 1795719223883, 1);
INSERT INTO public.status_change VALUES (7, 0, 1795719223923, 0);
INSERT INTO public.status_change VALUES (6, 0, 1795719223915, 1);
INSERT INTO public.status_change VALUES (6, 2, 1795719223915, 1);
INSERT INTO public.status_change VALUES (6, 1, 1795719223916, 1);
INSERT INTO public.status_change VALUES (8, 0, 1795719223950, 0);
INSERT INTO public.status_change VALUES (7, 0, 1795719223940, 1);
INSERT INTO public.status_change VALUES (7, 2, 1795719223940, 1);
INSERT INTO public.status_change VALUES (7, 1, 1795719223945, 1);
INSERT INTO public.status_change VALUES (9, 0, 1795719223979, 0);
INSERT INTO public.status_change VALUES (8, 0, 1795719223959, 5);
INSERT INTO public.status_change VALUES (10, 0, 1795719224024, 0);
INSERT INTO public.status_change VALUES (11, 0, 1795719224058, 0);
INSERT INTO public.status_change VALUES (10, 0, 1795719224043, 1);
INSERT INTO public.status_change VALUES (10, 2, 1795719224043, 1);
INSERT INTO public.status_change VALUES (2, 2, 1795719224057, 4);
INSERT INTO public.status_change VALUES (12, 0, 1795719224092, 0);
INSERT INTO public.status_change VALUES (9, 0, 1795719224114, 5);
INSERT INTO public.status_change VALUES (12, 0, 1795719224113, 1);
INSERT INTO public.status_change VALUES (12, 2, 1795719224113, 1);
INSERT INTO public.status_change VALUES (13, 0, 1795719224138, 0);
INSERT INTO public.status_change VALUES (2, 0, 1795719224110, 4);
INSERT INTO public.status_change VALUES (2, 1, 1795719224110, 4);
INSERT INTO public.status_change VALUES (10, 1, 1795719224115, 1);
INSERT INTO public.status_change VALUES (11, 0, 1795719224115, 1);
INSERT INTO public.status_change VALUES (11, 1, 1795719224115, 1);
INSERT INTO public.status_change VALUES (12, 1, 1795719224113, 1);
INSERT INTO public.status_change VALUES (13, 0, 1795719224168, 1);
INSERT INTO public.status_change VALUES (13, 2, 1795719224168, 1);
INSERT INTO public.status_change VALUES (13, 1, 1795719224168, 1);
INSERT INTO public.status_change VALUES (8, 2, 1795719224294, 4);
INSERT INTO public.status_change VALUES (8, 0, 1795719224371, 4);
INSERT INTO public.status_change VALUES (8, 1, 1795719224371, 4);
INSERT INTO public.status_change VALUES (9, 2, 1795719224434, 4);
INSERT INTO public.status_change VALUES (9, 0, 1795719224441, 4);
INSERT INTO public.status_change VALUES (9, 1, 1795719224441, 4);
INSERT INTO public.status_change VALUES (10, 1, 1795719245715, 4);
INSERT INTO public.status_change VALUES (10, 0, 1795719245715, 4);
INSERT INTO public.status_change VALUES (10, 2, 1795719245715, 4);
INSERT INTO public.status_change VALUES (5, 2, 1795719249201, 5);
INSERT INTO public.status_change VALUES (5, 1, 1795719249201, 5);
INSERT INTO public.status_change VALUES (5, 0, 1795719249201, 0);
INSERT INTO public.status_change VALUES (5, 0, 1795719249224, 1);
INSERT INTO public.status_change VALUES (5, 1, 1795719249224, 1);
INSERT INTO public.status_change VALUES (5, 2, 1795719249232, 1);
INSERT INTO public.status_change VALUES (3, 1, 1795719254191, 5);
INSERT INTO public.status_change VALUES (3, 2, 1795719254191, 5);
INSERT INTO public.status_change VALUES (3, 0, 1795719254191, 6);
INSERT INTO public.status_change VALUES (10, 0, 1795719275417, 3);
INSERT INTO public.status_change VALUES (10, 2, 1795719275417, 1);
INSERT INTO public.status_change VALUES (10, 0, 1795719275419, 1);
INSERT INTO public.status_change VALUES (10, 1, 1795719275419, 1);


--
-- Data for Name: tick_20261125; Type: TABLE DATA; Schema: public; Owner: -
--



--
-- Data for Name: tick_20261126; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.tick_20261126 VALUES (1795719223656, 1795719223678, 1, 1, NULL, 286, NULL, 2829, 224, 2, 2, 0, NULL, 1, 200, NULL, NULL);
INSERT INTO public.tick_20261126 VALUES (1795719223656, 1795719223676, 1, 1, NULL, 329, NULL, 4367, 261, 1, 2, 0, NULL, 1, 200, NULL, NULL);
INSERT INTO public.tick_20261126 VALUES (1795719223690, 1795719223732, 2, 1, NULL, 5315, NULL, NULL, NULL, 2, 2, 2, 1, 1, NULL, 'connect.refused', 'connection refused by 127.0.0.1:47002');
INSERT INTO public.tick_20261126 VALUES (1795719223690, 1795719223728, 2, 1, NULL, 159, NULL, NULL, NULL, 1, 2, 2, 1, 1, NULL, 'connect.refused', 'connection refused by 127.0.0.1:47002');
INSERT INTO public.tick_20261126 VALUES (1795719223766, 1795719223803, 3, 1, NULL, 1858, NULL, 3281, 266, 1, 2, 0, NULL, 1, 200, NULL, NULL);
INSERT INTO public.tick_20261126 VALUES (1795719223766, 1795719223808, 3, 1, NULL, 204, NULL, 4343, 2329, 2, 2, 0, NULL, 1, 200, NULL, NULL);
INSERT INTO public.tick_20261126 VALUES (1795719223828, 1795719223843, 4, 1, NULL, 790, NULL, 1882, 258, 2, 2, 0, NULL, 1, 200, NULL, NULL);
INSERT INTO public.tick_20261126 VALUES (1795719223828, 1795719223845, 4, 1, NULL, 1287, NULL, 1139, 165, 1, 2, 0, NULL, 1, 200, NULL, NULL);
INSERT INTO public.tick_20261126 VALUES (1795719223860, 1795719223883, 5, 1, NULL, 193, NULL, 5796, 216, 2, 2, 0, NULL, 1, 200, NULL, NULL);
INSERT INTO public.tick_20261126 VALUES (1795719223860, 1795719223880, 5, 1, NULL, 711, NULL, 4476, 1779, 1, 2, 0, NULL, 1, 200, NULL, NULL);
INSERT INTO public.tick_20261126 VALUES (1795719223899, 1795719223915, 6, 1, NULL, 1543, NULL, 1367, 352, 2, 2, 0, NULL, 1, 200, NULL, NULL);
INSERT INTO public.tick_20261126 VALUES (1795719223899, 1795719223916, 6, 1, NULL, 156, NULL, 4421, 167, 1, 2, 0, NULL, 1, 200, NULL, NULL);
INSERT INTO public.tick_20261126 VALUES (1795719223923, 1795719223940, 7, 1, NULL, 2237, NULL, 1130, 217, 2, 2, 0, NULL, 1, 200, NULL, NULL);
INSERT INTO public.tick_20261126 VALUES (1795719223923, 1795719223945, 7, 1, NULL, 4707, NULL, 1076, 190, 1, 2, 0, NULL, 1, 200, NULL, NULL);
INSERT INTO public.tick_20261126 VALUES (1795719223950, 1795719223959, 8, 1, NULL, 512, NULL, 2131, 225, 1, 2, 2, 6, 1, 200, 'assertion.body', '127.0.0.1: expected that the body contains goodbye, got 5 bytes of text');
INSERT INTO public.tick_20261126 VALUES (1795719223950, 1795719223967, 8, 1, NULL, 1658, NULL, 3047, 563, 2, 2, 2, 6, 1, 200, 'assertion.body', '127.0.0.1: expected that the body contains goodbye, got 5 bytes of text');
INSERT INTO public.tick_20261126 VALUES (1795719224024, 1795719224043, 10, 1, NULL, 292, NULL, 1781, 2056, 2, 2, 0, NULL, 1, 200, NULL, NULL);
INSERT INTO public.tick_20261126 VALUES (1795719223748, 1795719224057, 2, 1, NULL, 821, NULL, NULL, NULL, 2, 1, 2, 1, 2, NULL, 'connect.refused', 'connection refused by 127.0.0.1:47002');
INSERT INTO public.tick_20261126 VALUES (1795719223979, 1795719224114, 9, 1, NULL, 239, 115782, NULL, NULL, 2, 2, 2, 2, 1, NULL, 'tls.self_signed', 'the TLS certificate of 127.0.0.1 is self-signed');
INSERT INTO public.tick_20261126 VALUES (1795719224092, 1795719224113, 12, 1, NULL, 137, NULL, NULL, NULL, 2, 2, 0, NULL, 1, NULL, NULL, NULL);
INSERT INTO public.tick_20261126 VALUES (1795719223748, 1795719224110, 2, 1, NULL, 626, NULL, NULL, NULL, 1, 1, 2, 1, 2, NULL, 'connect.refused', 'connection refused by 127.0.0.1:47002');
INSERT INTO public.tick_20261126 VALUES (1795719223979, 1795719224113, 9, 1, NULL, 9269, 110194, NULL, NULL, 1, 2, 2, 2, 1, NULL, 'tls.self_signed', 'the TLS certificate of 127.0.0.1 is self-signed');
INSERT INTO public.tick_20261126 VALUES (1795719224024, 1795719224115, 10, 1, NULL, 509, NULL, 4452, 105, 1, 2, 0, NULL, 1, 200, NULL, NULL);
INSERT INTO public.tick_20261126 VALUES (1795719224058, 1795719224115, 11, 1, NULL, 451, NULL, 3854, 177, 1, 2, 0, NULL, 1, 200, NULL, NULL);
INSERT INTO public.tick_20261126 VALUES (1795719224092, 1795719224111, 12, 1, NULL, 95, NULL, NULL, NULL, 1, 2, 0, NULL, 1, NULL, NULL, NULL);
INSERT INTO public.tick_20261126 VALUES (1795719224138, 1795719224168, 13, 1, NULL, 4090, NULL, 1679, 208, 2, 2, 0, NULL, 1, 200, NULL, NULL);
INSERT INTO public.tick_20261126 VALUES (1795719224138, 1795719224168, 13, 1, NULL, 484, NULL, 854, 140, 1, 2, 0, NULL, 1, 200, NULL, NULL);
INSERT INTO public.tick_20261126 VALUES (1795719223974, 1795719224294, 8, 1, NULL, 991, NULL, 638, 169, 2, 1, 2, 6, 2, 200, 'assertion.body', '127.0.0.1: expected that the body contains goodbye, got 5 bytes of text');
INSERT INTO public.tick_20261126 VALUES (1795719223974, 1795719224371, 8, 1, NULL, 870, NULL, 981, 210, 1, 1, 2, 6, 2, 200, 'assertion.body', '127.0.0.1: expected that the body contains goodbye, got 5 bytes of text');
INSERT INTO public.tick_20261126 VALUES (1795719224126, 1795719224434, 9, 1, NULL, 742, 1319, NULL, NULL, 2, 1, 2, 2, 2, NULL, 'tls.self_signed', 'the TLS certificate of 127.0.0.1 is self-signed');
INSERT INTO public.tick_20261126 VALUES (1795719224126, 1795719224441, 9, 1, NULL, 324, 1473, NULL, NULL, 1, 1, 2, 2, 2, NULL, 'tls.self_signed', 'the TLS certificate of 127.0.0.1 is self-signed');
INSERT INTO public.tick_20261126 VALUES (1795719228459, 1795719228481, 12, 1, NULL, 326, NULL, NULL, NULL, 1, 0, 0, NULL, 1, NULL, NULL, NULL);
INSERT INTO public.tick_20261126 VALUES (1795719228459, 1795719228484, 12, 1, NULL, 211, NULL, NULL, NULL, 2, 0, 0, NULL, 1, NULL, NULL, NULL);
INSERT INTO public.tick_20261126 VALUES (1795719229625, 1795719229639, 2, 1, NULL, 314, NULL, NULL, NULL, 2, 0, 2, 1, 1, NULL, 'connect.refused', 'connection refused by 127.0.0.1:47002');
INSERT INTO public.tick_20261126 VALUES (1795719229625, 1795719229637, 2, 1, NULL, 358, NULL, NULL, NULL, 1, 0, 2, 1, 1, NULL, 'connect.refused', 'connection refused by 127.0.0.1:47002');
INSERT INTO public.tick_20261126 VALUES (1795719229954, 1795719229981, 4, 1, NULL, 9920, NULL, 1360, 268, 1, 0, 0, NULL, 1, 200, NULL, NULL);
INSERT INTO public.tick_20261126 VALUES (1795719229954, 1795719229981, 4, 1, NULL, 323, NULL, 9803, 1065, 2, 0, 0, NULL, 1, 200, NULL, NULL);
INSERT INTO public.tick_20261126 VALUES (1795719230615, 1795719230642, 1, 1, NULL, 555, NULL, 695, 618, 1, 0, 0, NULL, 1, 200, NULL, NULL);
INSERT INTO public.tick_20261126 VALUES (1795719230615, 1795719230642, 1, 1, NULL, 248, NULL, 1610, 281, 2, 0, 0, NULL, 1, 200, NULL, NULL);
INSERT INTO public.tick_20261126 VALUES (1795719231115, 1795719231133, 9, 1, NULL, 137, 3704, NULL, NULL, 1, 0, 2, 2, 1, NULL, 'tls.self_signed', 'the TLS certificate of 127.0.0.1 is self-signed');
INSERT INTO public.tick_20261126 VALUES (1795719231115, 1795719231138, 9, 1, NULL, 462, 5803, NULL, NULL, 2, 0, 2, 2, 1, NULL, 'tls.self_signed', 'the TLS certificate of 127.0.0.1 is self-signed');
INSERT INTO public.tick_20261126 VALUES (1795719231176, 1795719231190, 8, 1, NULL, 569, NULL, 2764, 231, 1, 0, 2, 6, 1, 200, 'assertion.body', '127.0.0.1: expected that the body contains goodbye, got 5 bytes of text');
INSERT INTO public.tick_20261126 VALUES (1795719231176, 1795719231195, 8, 1, NULL, 166, NULL, 549, 155, 2, 0, 2, 6, 1, 200, 'assertion.body', '127.0.0.1: expected that the body contains goodbye, got 5 bytes of text');
INSERT INTO public.tick_20261126 VALUES (1795719233070, 1795719233093, 3, 1, NULL, 206, NULL, 3718, 134, 2, 0, 0, NULL, 1, 200, NULL, NULL);
INSERT INTO public.tick_20261126 VALUES (1795719233077, 1795719233093, 6, 1, NULL, 127, NULL, 2142, 106, 2, 0, 0, NULL, 1, 200, NULL, NULL);
INSERT INTO public.tick_20261126 VALUES (1795719233070, 1795719233092, 3, 1, NULL, 206, NULL, 3279, 194, 1, 0, 0, NULL, 1, 200, NULL, NULL);
INSERT INTO public.tick_20261126 VALUES (1795719233077, 1795719233093, 6, 1, NULL, 156, NULL, 479, 120, 1, 0, 0, NULL, 1, 200, NULL, NULL);
INSERT INTO public.tick_20261126 VALUES (1795719233750, 1795719233755, 11, 1, NULL, 256, NULL, 1205, 177, 1, 0, 0, NULL, 1, 200, NULL, NULL);
INSERT INTO public.tick_20261126 VALUES (1795719234632, 1795719234651, 7, 1, NULL, 1742, NULL, 858, 128, 1, 0, 0, NULL, 1, 200, NULL, NULL);
INSERT INTO public.tick_20261126 VALUES (1795719234632, 1795719234658, 7, 1, NULL, 398, NULL, 641, 156, 2, 0, 0, NULL, 1, 200, NULL, NULL);
INSERT INTO public.tick_20261126 VALUES (1795719235388, 1795719235411, 10, 1, NULL, 255, NULL, 1572, 160, 1, 0, 0, NULL, 1, 200, NULL, NULL);
INSERT INTO public.tick_20261126 VALUES (1795719235388, 1795719235409, 10, 1, NULL, 957, NULL, 7557, 231, 2, 0, 0, NULL, 1, 200, NULL, NULL);
INSERT INTO public.tick_20261126 VALUES (1795719236431, 1795719236456, 5, 1, NULL, 363, NULL, 994, 138, 1, 0, 0, NULL, 1, 200, NULL, NULL);
INSERT INTO public.tick_20261126 VALUES (1795719236431, 1795719236456, 5, 1, NULL, 233, NULL, 567, 2042, 2, 0, 0, NULL, 1, 200, NULL, NULL);
INSERT INTO public.tick_20261126 VALUES (1795719236671, 1795719236705, 13, 1, NULL, 228, NULL, 3683, 199, 2, 0, 0, NULL, 1, 200, NULL, NULL);
INSERT INTO public.tick_20261126 VALUES (1795719236671, 1795719236708, 13, 1, NULL, 180, NULL, 3973, 191, 1, 0, 0, NULL, 1, 200, NULL, NULL);
INSERT INTO public.tick_20261126 VALUES (1795719238459, 1795719238484, 12, 1, NULL, 715, NULL, NULL, NULL, 1, 0, 0, NULL, 1, NULL, NULL, NULL);
INSERT INTO public.tick_20261126 VALUES (1795719238459, 1795719238487, 12, 1, NULL, 156, NULL, NULL, NULL, 2, 0, 0, NULL, 1, NULL, NULL, NULL);
INSERT INTO public.tick_20261126 VALUES (1795719239625, 1795719239641, 2, 1, NULL, 207, NULL, NULL, NULL, 1, 0, 2, 1, 1, NULL, 'connect.refused', 'connection refused by 127.0.0.1:47002');
INSERT INTO public.tick_20261126 VALUES (1795719239625, 1795719239640, 2, 1, NULL, 1350, NULL, NULL, NULL, 2, 0, 2, 1, 1, NULL, 'connect.refused', 'connection refused by 127.0.0.1:47002');
INSERT INTO public.tick_20261126 VALUES (1795719239954, 1795719239965, 4, 1, NULL, 201, NULL, 4477, 1711, 2, 0, 0, NULL, 1, 200, NULL, NULL);
INSERT INTO public.tick_20261126 VALUES (1795719239954, 1795719239964, 4, 1, NULL, 228, NULL, 4958, 224, 1, 0, 0, NULL, 1, 200, NULL, NULL);
INSERT INTO public.tick_20261126 VALUES (1795719240615, 1795719240621, 1, 1, NULL, 334, NULL, 564, 211, 1, 0, 0, NULL, 1, 200, NULL, NULL);
INSERT INTO public.tick_20261126 VALUES (1795719240615, 1795719240624, 1, 1, NULL, 274, NULL, 1082, 354, 2, 0, 0, NULL, 1, 200, NULL, NULL);
INSERT INTO public.tick_20261126 VALUES (1795719241115, 1795719241127, 9, 1, NULL, 222, 1772, NULL, NULL, 1, 0, 2, 2, 1, NULL, 'tls.self_signed', 'the TLS certificate of 127.0.0.1 is self-signed');
INSERT INTO public.tick_20261126 VALUES (1795719241115, 1795719241131, 9, 1, NULL, 152, 1786, NULL, NULL, 2, 0, 2, 2, 1, NULL, 'tls.self_signed', 'the TLS certificate of 127.0.0.1 is self-signed');
INSERT INTO public.tick_20261126 VALUES (1795719241176, 1795719241191, 8, 1, NULL, 208, NULL, 978, 300, 2, 0, 2, 6, 1, 200, 'assertion.body', '127.0.0.1: expected that the body contains goodbye, got 5 bytes of text');
INSERT INTO public.tick_20261126 VALUES (1795719241176, 1795719241193, 8, 1, NULL, 212, NULL, 1114, 143, 1, 0, 2, 6, 1, 200, 'assertion.body', '127.0.0.1: expected that the body contains goodbye, got 5 bytes of text');
INSERT INTO public.tick_20261126 VALUES (1795719243070, 1795719243088, 3, 1, NULL, 252, NULL, 4823, 227, 2, 0, 0, NULL, 1, 200, NULL, NULL);
INSERT INTO public.tick_20261126 VALUES (1795719243077, 1795719243092, 6, 1, NULL, 136, NULL, 7249, 185, 2, 0, 0, NULL, 1, 200, NULL, NULL);
INSERT INTO public.tick_20261126 VALUES (1795719243070, 1795719243096, 3, 1, NULL, 150, NULL, 10080, 241, 1, 0, 0, NULL, 1, 200, NULL, NULL);
INSERT INTO public.tick_20261126 VALUES (1795719243077, 1795719243100, 6, 1, NULL, 174, NULL, 10616, 178, 1, 0, 0, NULL, 1, 200, NULL, NULL);
INSERT INTO public.tick_20261126 VALUES (1795719243750, 1795719243765, 11, 1, NULL, 258, NULL, 5278, 334, 1, 0, 0, NULL, 1, 200, NULL, NULL);
INSERT INTO public.tick_20261126 VALUES (1795719244632, 1795719244640, 7, 1, NULL, 163, NULL, 653, 183, 1, 0, 0, NULL, 1, 200, NULL, NULL);
INSERT INTO public.tick_20261126 VALUES (1795719244632, 1795719244642, 7, 1, NULL, 388, NULL, 405, 256, 2, 0, 0, NULL, 1, 200, NULL, NULL);
INSERT INTO public.tick_20261126 VALUES (1795719245388, 1795719245415, 10, 1, NULL, 543, NULL, 3962, 212, 2, 0, 2, 5, 1, 503, 'status.503', '127.0.0.1 answered 503 Service Unavailable');
INSERT INTO public.tick_20261126 VALUES (1795719245388, 1795719245422, 10, 1, NULL, 684, NULL, 5674, 272, 1, 0, 2, 5, 1, 503, 'status.503', '127.0.0.1 answered 503 Service Unavailable');
INSERT INTO public.tick_20261126 VALUES (1795719245428, 1795719245715, 10, 1, NULL, 269, NULL, 1157, 200, 1, 1, 2, 5, 2, 503, 'status.503', '127.0.0.1 answered 503 Service Unavailable');
INSERT INTO public.tick_20261126 VALUES (1795719246431, 1795719246465, 5, 1, NULL, 670, NULL, 5911, 214, 2, 0, 0, NULL, 1, 200, NULL, NULL);
INSERT INTO public.tick_20261126 VALUES (1795719246671, 1795719246683, 13, 1, NULL, 221, NULL, 6332, 201, 1, 0, 0, NULL, 1, 200, NULL, NULL);
INSERT INTO public.tick_20261126 VALUES (1795719248459, 1795719248485, 12, 1, NULL, 98, NULL, NULL, NULL, 1, 0, 0, NULL, 1, NULL, NULL, NULL);
INSERT INTO public.tick_20261126 VALUES (1795719250615, 1795719250635, 1, 1, NULL, 1146, NULL, 975, 157, 2, 0, 0, NULL, 1, 200, NULL, NULL);
INSERT INTO public.tick_20261126 VALUES (1795719251176, 1795719251192, 8, 1, NULL, 289, NULL, 5502, 234, 1, 0, 2, 6, 1, 200, 'assertion.body', '127.0.0.1: expected that the body contains goodbye, got 5 bytes of text');
INSERT INTO public.tick_20261126 VALUES (1795719255388, 1795719255416, 10, 1, NULL, 312, NULL, 5650, 253, 1, 0, 2, 5, 1, 503, 'status.503', '127.0.0.1 answered 503 Service Unavailable');
INSERT INTO public.tick_20261126 VALUES (1795719259625, 1795719259649, 2, 1, NULL, 320, NULL, NULL, NULL, 1, 0, 2, 1, 1, NULL, 'connect.refused', 'connection refused by 127.0.0.1:47002');
INSERT INTO public.tick_20261126 VALUES (1795719260615, 1795719260622, 1, 1, NULL, 200, NULL, 1168, 1316, 1, 0, 0, NULL, 1, 200, NULL, NULL);
INSERT INTO public.tick_20261126 VALUES (1795719261115, 1795719261141, 9, 1, NULL, 3648, 4990, NULL, NULL, 1, 0, 2, 2, 1, NULL, 'tls.self_signed', 'the TLS certificate of 127.0.0.1 is self-signed');
INSERT INTO public.tick_20261126 VALUES (1795719261176, 1795719261204, 8, 1, NULL, 997, NULL, 5649, 302, 1, 0, 2, 6, 1, 200, 'assertion.body', '127.0.0.1: expected that the body contains goodbye, got 5 bytes of text');
INSERT INTO public.tick_20261126 VALUES (1795719264632, 1795719264645, 7, 1, NULL, 223, NULL, 2842, 182, 1, 0, 0, NULL, 1, 200, NULL, NULL);
INSERT INTO public.tick_20261126 VALUES (1795719265388, 1795719265421, 10, 1, NULL, 342, NULL, 6794, 1529, 1, 0, 2, 5, 1, 503, 'status.503', '127.0.0.1 answered 503 Service Unavailable');
INSERT INTO public.tick_20261126 VALUES (1795719266431, 1795719266471, 5, 2, NULL, 198, NULL, 5030, 201, 2, 0, 0, NULL, 1, 200, NULL, NULL);
INSERT INTO public.tick_20261126 VALUES (1795719268459, 1795719268470, 12, 1, NULL, 213, NULL, NULL, NULL, 2, 0, 0, NULL, 1, NULL, NULL, NULL);
INSERT INTO public.tick_20261126 VALUES (1795719270615, 1795719270650, 1, 1, NULL, 3849, NULL, 2174, 215, 1, 0, 0, NULL, 1, 200, NULL, NULL);
INSERT INTO public.tick_20261126 VALUES (1795719271176, 1795719271195, 8, 1, NULL, 177, NULL, 716, 143, 2, 0, 2, 6, 1, 200, 'assertion.body', '127.0.0.1: expected that the body contains goodbye, got 5 bytes of text');
INSERT INTO public.tick_20261126 VALUES (1795719273750, 1795719273759, 11, 1, NULL, 245, NULL, 2550, 213, 1, 0, 0, NULL, 1, 200, NULL, NULL);
INSERT INTO public.tick_20261126 VALUES (1795719274632, 1795719274667, 7, 1, NULL, 211, NULL, 2262, 5034, 2, 0, 0, NULL, 1, 200, NULL, NULL);
INSERT INTO public.tick_20261126 VALUES (1795719276431, 1795719276453, 5, 2, NULL, 351, NULL, 2673, 223, 1, 0, 0, NULL, 1, 200, NULL, NULL);
INSERT INTO public.tick_20261126 VALUES (1795719278459, 1795719278473, 12, 1, NULL, 247, NULL, NULL, NULL, 2, 0, 0, NULL, 1, NULL, NULL, NULL);
INSERT INTO public.tick_20261126 VALUES (1795719279625, 1795719279635, 2, 1, NULL, 195, NULL, NULL, NULL, 1, 0, 2, 1, 1, NULL, 'connect.refused', 'connection refused by 127.0.0.1:47002');
INSERT INTO public.tick_20261126 VALUES (1795719281176, 1795719281200, 8, 1, NULL, 201, NULL, 2991, 207, 1, 0, 2, 6, 1, 200, 'assertion.body', '127.0.0.1: expected that the body contains goodbye, got 5 bytes of text');
INSERT INTO public.tick_20261126 VALUES (1795719285388, 1795719285395, 10, 1, NULL, 204, NULL, 2389, 212, 1, 0, 0, NULL, 1, 200, NULL, NULL);
INSERT INTO public.tick_20261126 VALUES (1795719294632, 1795719294648, 7, 1, NULL, 176, NULL, 2936, 230, 2, 0, 0, NULL, 1, 200, NULL, NULL);
INSERT INTO public.tick_20261126 VALUES (1795719295388, 1795719295399, 10, 1, NULL, 308, NULL, 3143, 390, 1, 0, 0, NULL, 1, 200, NULL, NULL);
INSERT INTO public.tick_20261126 VALUES (1795719296431, 1795719296444, 5, 2, NULL, 194, NULL, 2341, 166, 1, 0, 0, NULL, 1, 200, NULL, NULL);
INSERT INTO public.tick_20261126 VALUES (1795719245428, 1795719245715, 10, 1, NULL, 297, NULL, 1068, 170, 2, 1, 2, 5, 2, 503, 'status.503', '127.0.0.1 answered 503 Service Unavailable');
INSERT INTO public.tick_20261126 VALUES (1795719249201, 1795719249232, 5, 2, NULL, 216, NULL, 3154, 212, 2, 2, 0, NULL, 1, 200, NULL, NULL);
INSERT INTO public.tick_20261126 VALUES (1795719250615, 1795719250633, 1, 1, NULL, 457, NULL, 2903, 248, 1, 0, 0, NULL, 1, 200, NULL, NULL);
INSERT INTO public.tick_20261126 VALUES (1795719253750, 1795719253754, 11, 1, NULL, 297, NULL, 1513, 922, 1, 0, 0, NULL, 1, 200, NULL, NULL);
INSERT INTO public.tick_20261126 VALUES (1795719256431, 1795719256456, 5, 2, NULL, 167, NULL, 858, 146, 1, 0, 0, NULL, 1, 200, NULL, NULL);
INSERT INTO public.tick_20261126 VALUES (1795719258459, 1795719258470, 12, 1, NULL, 235, NULL, NULL, NULL, 2, 0, 0, NULL, 1, NULL, NULL, NULL);
INSERT INTO public.tick_20261126 VALUES (1795719266431, 1795719266472, 5, 2, NULL, 1036, NULL, 4042, 2259, 1, 0, 0, NULL, 1, 200, NULL, NULL);
INSERT INTO public.tick_20261126 VALUES (1795719266671, 1795719266689, 13, 1, NULL, 277, NULL, 4472, 242, 2, 0, 0, NULL, 1, 200, NULL, NULL);
INSERT INTO public.tick_20261126 VALUES (1795719268459, 1795719268472, 12, 1, NULL, 134, NULL, NULL, NULL, 1, 0, 0, NULL, 1, NULL, NULL, NULL);
INSERT INTO public.tick_20261126 VALUES (1795719269625, 1795719269652, 2, 1, NULL, 278, NULL, NULL, NULL, 2, 0, 2, 1, 1, NULL, 'connect.refused', 'connection refused by 127.0.0.1:47002');
INSERT INTO public.tick_20261126 VALUES (1795719273077, 1795719273090, 6, 2, NULL, 196, NULL, 4072, 221, 2, 0, 0, NULL, 1, 200, NULL, NULL);
INSERT INTO public.tick_20261126 VALUES (1795719275388, 1795719275419, 10, 1, NULL, 307, NULL, 943, 223, 1, 0, 0, NULL, 1, 200, NULL, NULL);
INSERT INTO public.tick_20261126 VALUES (1795719276671, 1795719276704, 13, 1, NULL, 181, NULL, 2893, 200, 2, 0, 0, NULL, 1, 200, NULL, NULL);
INSERT INTO public.tick_20261126 VALUES (1795719283750, 1795719283756, 11, 1, NULL, 2287, NULL, 678, 207, 1, 0, 0, NULL, 1, 200, NULL, NULL);
INSERT INTO public.tick_20261126 VALUES (1795719284632, 1795719284643, 7, 1, NULL, 265, NULL, 6111, 159, 1, 0, 0, NULL, 1, 200, NULL, NULL);
INSERT INTO public.tick_20261126 VALUES (1795719286671, 1795719286680, 13, 1, NULL, 266, NULL, 4713, 152, 1, 0, 0, NULL, 1, 200, NULL, NULL);
INSERT INTO public.tick_20261126 VALUES (1795719288459, 1795719288470, 12, 1, NULL, 291, NULL, NULL, NULL, 1, 0, 0, NULL, 1, NULL, NULL, NULL);
INSERT INTO public.tick_20261126 VALUES (1795719291176, 1795719291188, 8, 1, NULL, 243, NULL, 4440, 144, 2, 0, 2, 6, 1, 200, 'assertion.body', '127.0.0.1: expected that the body contains goodbye, got 5 bytes of text');
INSERT INTO public.tick_20261126 VALUES (1795719294632, 1795719294650, 7, 1, NULL, 5276, NULL, 580, 483, 1, 0, 0, NULL, 1, 200, NULL, NULL);
INSERT INTO public.tick_20261126 VALUES (1795719295388, 1795719295401, 10, 1, NULL, 192, NULL, 4467, 226, 2, 0, 0, NULL, 1, 200, NULL, NULL);
INSERT INTO public.tick_20261126 VALUES (1795719298459, 1795719298485, 12, 1, NULL, 205, NULL, NULL, NULL, 1, 0, 0, NULL, 1, NULL, NULL, NULL);
INSERT INTO public.tick_20261126 VALUES (1795719246431, 1795719246462, 5, 1, NULL, 227, NULL, 5679, 262, 1, 0, 0, NULL, 1, 200, NULL, NULL);
INSERT INTO public.tick_20261126 VALUES (1795719249201, 1795719249224, 5, 2, NULL, 254, NULL, 4022, 231, 1, 2, 0, NULL, 1, 200, NULL, NULL);
INSERT INTO public.tick_20261126 VALUES (1795719249270, 1795719249319, 6, 2, NULL, 181, NULL, 4436, 258, 1, 2, 0, NULL, 1, 200, NULL, NULL);
INSERT INTO public.tick_20261126 VALUES (1795719249625, 1795719249657, 2, 1, NULL, 292, NULL, NULL, NULL, 2, 0, 2, 1, 1, NULL, 'connect.refused', 'connection refused by 127.0.0.1:47002');
INSERT INTO public.tick_20261126 VALUES (1795719249954, 1795719249987, 4, 1, NULL, 706, NULL, 983, 173, 2, 0, 0, NULL, 1, 200, NULL, NULL);
INSERT INTO public.tick_20261126 VALUES (1795719251115, 1795719251134, 9, 1, NULL, 240, 12548, NULL, NULL, 2, 0, 2, 2, 1, NULL, 'tls.self_signed', 'the TLS certificate of 127.0.0.1 is self-signed');
INSERT INTO public.tick_20261126 VALUES (1795719254632, 1795719254665, 7, 1, NULL, 1852, NULL, 1010, 232, 1, 0, 0, NULL, 1, 200, NULL, NULL);
INSERT INTO public.tick_20261126 VALUES (1795719256431, 1795719256456, 5, 2, NULL, 208, NULL, 1956, 1573, 2, 0, 0, NULL, 1, 200, NULL, NULL);
INSERT INTO public.tick_20261126 VALUES (1795719256671, 1795719256676, 13, 1, NULL, 319, NULL, 1560, 199, 2, 0, 0, NULL, 1, 200, NULL, NULL);
INSERT INTO public.tick_20261126 VALUES (1795719259625, 1795719259650, 2, 1, NULL, 228, NULL, NULL, NULL, 2, 0, 2, 1, 1, NULL, 'connect.refused', 'connection refused by 127.0.0.1:47002');
INSERT INTO public.tick_20261126 VALUES (1795719261176, 1795719261203, 8, 1, NULL, 284, NULL, 1595, 188, 2, 0, 2, 6, 1, 200, 'assertion.body', '127.0.0.1: expected that the body contains goodbye, got 5 bytes of text');
INSERT INTO public.tick_20261126 VALUES (1795719271115, 1795719271135, 9, 1, NULL, 633, 1119, NULL, NULL, 1, 0, 2, 2, 1, NULL, 'tls.self_signed', 'the TLS certificate of 127.0.0.1 is self-signed');
INSERT INTO public.tick_20261126 VALUES (1795719275388, 1795719275417, 10, 1, NULL, 221, NULL, 1165, 1080, 2, 0, 0, NULL, 1, 200, NULL, NULL);
INSERT INTO public.tick_20261126 VALUES (1795719281115, 1795719281134, 9, 1, NULL, 996, 4686, NULL, NULL, 2, 0, 2, 2, 1, NULL, 'tls.self_signed', 'the TLS certificate of 127.0.0.1 is self-signed');
INSERT INTO public.tick_20261126 VALUES (1795719286431, 1795719286461, 5, 2, NULL, 200, NULL, 1497, 1248, 1, 0, 0, NULL, 1, 200, NULL, NULL);
INSERT INTO public.tick_20261126 VALUES (1795719288459, 1795719288474, 12, 1, NULL, 162, NULL, NULL, NULL, 2, 0, 0, NULL, 1, NULL, NULL, NULL);
INSERT INTO public.tick_20261126 VALUES (1795719289625, 1795719289634, 2, 1, NULL, 237, NULL, NULL, NULL, 1, 0, 2, 1, 1, NULL, 'connect.refused', 'connection refused by 127.0.0.1:47002');
INSERT INTO public.tick_20261126 VALUES (1795719290615, 1795719290644, 1, 1, NULL, 193, NULL, 1610, 221, 2, 0, 0, NULL, 1, 200, NULL, NULL);
INSERT INTO public.tick_20261126 VALUES (1795719291115, 1795719291128, 9, 1, NULL, 193, 3105, NULL, NULL, 1, 0, 2, 2, 1, NULL, 'tls.self_signed', 'the TLS certificate of 127.0.0.1 is self-signed');
INSERT INTO public.tick_20261126 VALUES (1795719293750, 1795719293759, 11, 1, NULL, 259, NULL, 2113, 281, 1, 0, 0, NULL, 1, 200, NULL, NULL);
INSERT INTO public.tick_20261126 VALUES (1795719296431, 1795719296442, 5, 2, NULL, 281, NULL, 5575, 226, 2, 0, 0, NULL, 1, 200, NULL, NULL);
INSERT INTO public.tick_20261126 VALUES (1795719296671, 1795719296687, 13, 1, NULL, 239, NULL, 4080, 229, 1, 0, 0, NULL, 1, 200, NULL, NULL);
INSERT INTO public.tick_20261126 VALUES (1795719298459, 1795719298480, 12, 1, NULL, 257, NULL, NULL, NULL, 2, 0, 0, NULL, 1, NULL, NULL, NULL);
INSERT INTO public.tick_20261126 VALUES (1795719246671, 1795719246686, 13, 1, NULL, 6161, NULL, 789, 587, 2, 0, 0, NULL, 1, 200, NULL, NULL);
INSERT INTO public.tick_20261126 VALUES (1795719248459, 1795719248487, 12, 1, NULL, 162, NULL, NULL, NULL, 2, 0, 0, NULL, 1, NULL, NULL, NULL);
INSERT INTO public.tick_20261126 VALUES (1795719249270, 1795719249320, 6, 2, NULL, 267, NULL, 4893, 4008, 2, 2, 0, NULL, 1, 200, NULL, NULL);
INSERT INTO public.tick_20261126 VALUES (1795719249954, 1795719249983, 4, 1, NULL, 240, NULL, 1251, 217, 1, 0, 0, NULL, 1, 200, NULL, NULL);
INSERT INTO public.tick_20261126 VALUES (1795719251115, 1795719251129, 9, 1, NULL, 3555, 4802, NULL, NULL, 1, 0, 2, 2, 1, NULL, 'tls.self_signed', 'the TLS certificate of 127.0.0.1 is self-signed');
INSERT INTO public.tick_20261126 VALUES (1795719253070, 1795719253080, 3, 1, NULL, 230, NULL, 1087, 3421, 1, 0, 0, NULL, 1, 200, NULL, NULL);
INSERT INTO public.tick_20261126 VALUES (1795719254632, 1795719254664, 7, 1, NULL, 339, NULL, 3395, 255, 2, 0, 0, NULL, 1, 200, NULL, NULL);
INSERT INTO public.tick_20261126 VALUES (1795719256671, 1795719256679, 13, 1, NULL, 192, NULL, 811, 163, 1, 0, 0, NULL, 1, 200, NULL, NULL);
INSERT INTO public.tick_20261126 VALUES (1795719258459, 1795719258470, 12, 1, NULL, 196, NULL, NULL, NULL, 1, 0, 0, NULL, 1, NULL, NULL, NULL);
INSERT INTO public.tick_20261126 VALUES (1795719266671, 1795719266692, 13, 1, NULL, 1716, NULL, 941, 749, 1, 0, 0, NULL, 1, 200, NULL, NULL);
INSERT INTO public.tick_20261126 VALUES (1795719269625, 1795719269656, 2, 1, NULL, 2069, NULL, NULL, NULL, 1, 0, 2, 1, 1, NULL, 'connect.refused', 'connection refused by 127.0.0.1:47002');
INSERT INTO public.tick_20261126 VALUES (1795719271176, 1795719271193, 8, 1, NULL, 227, NULL, 2056, 179, 1, 0, 2, 6, 1, 200, 'assertion.body', '127.0.0.1: expected that the body contains goodbye, got 5 bytes of text');
INSERT INTO public.tick_20261126 VALUES (1795719273077, 1795719273096, 6, 2, NULL, 243, NULL, 5716, 260, 1, 0, 0, NULL, 1, 200, NULL, NULL);
INSERT INTO public.tick_20261126 VALUES (1795719276431, 1795719276455, 5, 2, NULL, 163, NULL, 2261, 168, 2, 0, 0, NULL, 1, 200, NULL, NULL);
INSERT INTO public.tick_20261126 VALUES (1795719276671, 1795719276703, 13, 1, NULL, 224, NULL, 1330, 3227, 1, 0, 0, NULL, 1, 200, NULL, NULL);
INSERT INTO public.tick_20261126 VALUES (1795719278459, 1795719278477, 12, 1, NULL, 144, NULL, NULL, NULL, 1, 0, 0, NULL, 1, NULL, NULL, NULL);
INSERT INTO public.tick_20261126 VALUES (1795719279187, 1795719279204, 1, 1, NULL, 563, NULL, 459, 314, 2, 2, 0, NULL, 1, 200, NULL, NULL);
INSERT INTO public.tick_20261126 VALUES (1795719280615, 1795719280621, 1, 1, NULL, 240, NULL, 921, 1190, 2, 0, 0, NULL, 1, 200, NULL, NULL);
INSERT INTO public.tick_20261126 VALUES (1795719281176, 1795719281196, 8, 1, NULL, 4984, NULL, 391, 154, 2, 0, 2, 6, 1, 200, 'assertion.body', '127.0.0.1: expected that the body contains goodbye, got 5 bytes of text');
INSERT INTO public.tick_20261126 VALUES (1795719285388, 1795719285388, 10, 1, NULL, 5281, NULL, 1559, 172, 2, 0, 0, NULL, 1, 200, NULL, NULL);
INSERT INTO public.tick_20261126 VALUES (1795719289625, 1795719289635, 2, 1, NULL, 111, NULL, NULL, NULL, 2, 0, 2, 1, 1, NULL, 'connect.refused', 'connection refused by 127.0.0.1:47002');
INSERT INTO public.tick_20261126 VALUES (1795719296671, 1795719296688, 13, 1, NULL, 1604, NULL, 519, 262, 2, 0, 0, NULL, 1, 200, NULL, NULL);
INSERT INTO public.tick_20261126 VALUES (1795719249625, 1795719249654, 2, 1, NULL, 262, NULL, NULL, NULL, 1, 0, 2, 1, 1, NULL, 'connect.refused', 'connection refused by 127.0.0.1:47002');
INSERT INTO public.tick_20261126 VALUES (1795719251176, 1795719251191, 8, 1, NULL, 176, NULL, 4954, 197, 2, 0, 2, 6, 1, 200, 'assertion.body', '127.0.0.1: expected that the body contains goodbye, got 5 bytes of text');
INSERT INTO public.tick_20261126 VALUES (1795719253070, 1795719253080, 3, 1, NULL, 258, NULL, 3339, 229, 2, 0, 0, NULL, 1, 200, NULL, NULL);
INSERT INTO public.tick_20261126 VALUES (1795719255388, 1795719255413, 10, 1, NULL, 287, NULL, 4008, 249, 2, 0, 2, 5, 1, 503, 'status.503', '127.0.0.1 answered 503 Service Unavailable');
INSERT INTO public.tick_20261126 VALUES (1795719260615, 1795719260626, 1, 1, NULL, 1178, NULL, 5256, 161, 2, 0, 0, NULL, 1, 200, NULL, NULL);
INSERT INTO public.tick_20261126 VALUES (1795719261115, 1795719261147, 9, 1, NULL, 2880, 5315, NULL, NULL, 2, 0, 2, 2, 1, NULL, 'tls.self_signed', 'the TLS certificate of 127.0.0.1 is self-signed');
INSERT INTO public.tick_20261126 VALUES (1795719263750, 1795719263763, 11, 1, NULL, 1033, NULL, 773, 344, 1, 0, 0, NULL, 1, 200, NULL, NULL);
INSERT INTO public.tick_20261126 VALUES (1795719264632, 1795719264644, 7, 1, NULL, 726, NULL, 5056, 259, 2, 0, 0, NULL, 1, 200, NULL, NULL);
INSERT INTO public.tick_20261126 VALUES (1795719265388, 1795719265422, 10, 1, NULL, 6574, NULL, 4822, 390, 2, 0, 2, 5, 1, 503, 'status.503', '127.0.0.1 answered 503 Service Unavailable');
INSERT INTO public.tick_20261126 VALUES (1795719270615, 1795719270651, 1, 1, NULL, 247, NULL, 1886, 173, 2, 0, 0, NULL, 1, 200, NULL, NULL);
INSERT INTO public.tick_20261126 VALUES (1795719271115, 1795719271133, 9, 1, NULL, 806, 2008, NULL, NULL, 2, 0, 2, 2, 1, NULL, 'tls.self_signed', 'the TLS certificate of 127.0.0.1 is self-signed');
INSERT INTO public.tick_20261126 VALUES (1795719274632, 1795719274660, 7, 1, NULL, 672, NULL, 4824, 233, 1, 0, 0, NULL, 1, 200, NULL, NULL);
INSERT INTO public.tick_20261126 VALUES (1795719279187, 1795719279204, 1, 1, NULL, 270, NULL, 3711, 199, 1, 2, 0, NULL, 1, 200, NULL, NULL);
INSERT INTO public.tick_20261126 VALUES (1795719279625, 1795719279635, 2, 1, NULL, 502, NULL, NULL, NULL, 2, 0, 2, 1, 1, NULL, 'connect.refused', 'connection refused by 127.0.0.1:47002');
INSERT INTO public.tick_20261126 VALUES (1795719280615, 1795719280627, 1, 1, NULL, 440, NULL, 970, 836, 1, 0, 0, NULL, 1, 200, NULL, NULL);
INSERT INTO public.tick_20261126 VALUES (1795719281115, 1795719281141, 9, 1, NULL, 195, 6380, NULL, NULL, 1, 0, 2, 2, 1, NULL, 'tls.self_signed', 'the TLS certificate of 127.0.0.1 is self-signed');
INSERT INTO public.tick_20261126 VALUES (1795719284632, 1795719284632, 7, 1, NULL, 265, NULL, 1365, 254, 2, 0, 0, NULL, 1, 200, NULL, NULL);
INSERT INTO public.tick_20261126 VALUES (1795719286431, 1795719286460, 5, 2, NULL, 368, NULL, 3983, 221, 2, 0, 0, NULL, 1, 200, NULL, NULL);
INSERT INTO public.tick_20261126 VALUES (1795719286671, 1795719286680, 13, 1, NULL, 166, NULL, 2334, 190, 2, 0, 0, NULL, 1, 200, NULL, NULL);
INSERT INTO public.tick_20261126 VALUES (1795719290615, 1795719290645, 1, 1, NULL, 430, NULL, 5851, 184, 1, 0, 0, NULL, 1, 200, NULL, NULL);
INSERT INTO public.tick_20261126 VALUES (1795719291115, 1795719291129, 9, 1, NULL, 264, 8419, NULL, NULL, 2, 0, 2, 2, 1, NULL, 'tls.self_signed', 'the TLS certificate of 127.0.0.1 is self-signed');
INSERT INTO public.tick_20261126 VALUES (1795719291176, 1795719291187, 8, 1, NULL, 144, NULL, 1075, 152, 1, 0, 2, 6, 1, 200, 'assertion.body', '127.0.0.1: expected that the body contains goodbye, got 5 bytes of text');


--
-- Data for Name: tick_20261127; Type: TABLE DATA; Schema: public; Owner: -
--



--
-- Data for Name: tick_20261128; Type: TABLE DATA; Schema: public; Owner: -
--



--
-- Data for Name: tick_20261129; Type: TABLE DATA; Schema: public; Owner: -
--



--
-- Data for Name: tick_20261130; Type: TABLE DATA; Schema: public; Owner: -
--



--
-- Data for Name: tick_20261201; Type: TABLE DATA; Schema: public; Owner: -
--



--
-- Data for Name: tick_20261202; Type: TABLE DATA; Schema: public; Owner: -
--



--
-- Data for Name: tick_20261203; Type: TABLE DATA; Schema: public; Owner: -
--



--
-- Data for Name: tls_facts; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.tls_facts VALUES (9, 2, 4081271857739013017, 1795719224114, '{"version":null,"cipher":null,"alpn":null,"problem":"tls.self_signed","chain":[{"subject":"CN=shop.example.org","names":["shop.example.org"],"issuer":"CN=shop.example.org","not_before_secs":1795719223,"not_after_secs":2111079223,"key":"ECDSA P-256","fingerprint":[92,79,245,85,121,77,85,70,245,118,133,251,228,185,80,228,164,27,189,83,108,173,221,149,243,144,21,230,30,13,102,176]}]}');
INSERT INTO public.tls_facts VALUES (9, 1, 4081271857739013017, 1795719224113, '{"version":null,"cipher":null,"alpn":null,"problem":"tls.self_signed","chain":[{"subject":"CN=shop.example.org","names":["shop.example.org"],"issuer":"CN=shop.example.org","not_before_secs":1795719223,"not_after_secs":2111079223,"key":"ECDSA P-256","fingerprint":[92,79,245,85,121,77,85,70,245,118,133,251,228,185,80,228,164,27,189,83,108,173,221,149,243,144,21,230,30,13,102,176]}]}');


--
-- Data for Name: user; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public."user" VALUES ('01a21934-d91f-752c-9eba-b4db3169dff2', 'ada@example.org', '$argon2id$v=19$m=19456,t=2,p=1$gBujBfr9pIEIzh91O0QEwQ$wp+7RxuHRox7MUFAck4+rlx154BLDl+gu8J1fwb/SDQ', '2026-11-26 18:53:43.548+00');
INSERT INTO public."user" VALUES ('01a21934-d94a-762a-96be-04a08ae5db85', 'bob@example.org', '$argon2id$v=19$m=19456,t=2,p=1$KTPNMmLrRX9oTdvzcWnYsA$IcnY1pgWC1QddMtUMWr2KUGRMSu01aGHCQhrSFYKxzQ', '2026-11-26 18:53:43.59+00');


--
-- Data for Name: vote; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.vote VALUES (6, 2, 1795719273077, 0, 0, 1795719335077);
INSERT INTO public.vote VALUES (6, 1, 1795719273077, 0, 0, 1795719335077);
INSERT INTO public.vote VALUES (2, 1, 1795719289625, 2, 10, 1795719311625);
INSERT INTO public.vote VALUES (2, 2, 1795719289625, 2, 10, 1795719311625);
INSERT INTO public.vote VALUES (1, 1, 1795719290615, 0, 0, 1795719312615);
INSERT INTO public.vote VALUES (1, 2, 1795719290615, 0, 0, 1795719312615);
INSERT INTO public.vote VALUES (9, 2, 1795719291115, 2, 10, 1795719313115);
INSERT INTO public.vote VALUES (9, 1, 1795719291115, 2, 10, 1795719313115);
INSERT INTO public.vote VALUES (8, 2, 1795719291176, 2, 10, 1795719313176);
INSERT INTO public.vote VALUES (8, 1, 1795719291176, 2, 10, 1795719313176);
INSERT INTO public.vote VALUES (11, 1, 1795719293750, 0, 0, 1795719315750);
INSERT INTO public.vote VALUES (7, 2, 1795719294632, 0, 0, 1795719316632);
INSERT INTO public.vote VALUES (7, 1, 1795719294632, 0, 0, 1795719316632);
INSERT INTO public.vote VALUES (10, 1, 1795719295388, 0, 0, 1795719317388);
INSERT INTO public.vote VALUES (10, 2, 1795719295388, 0, 0, 1795719317388);
INSERT INTO public.vote VALUES (5, 2, 1795719296431, 0, 0, 1795719318431);
INSERT INTO public.vote VALUES (5, 1, 1795719296431, 0, 0, 1795719318431);
INSERT INTO public.vote VALUES (13, 1, 1795719296671, 0, 0, 1795719318671);
INSERT INTO public.vote VALUES (13, 2, 1795719296671, 0, 0, 1795719318671);
INSERT INTO public.vote VALUES (12, 2, 1795719298459, 0, 0, 1795719320459);
INSERT INTO public.vote VALUES (12, 1, 1795719298459, 0, 0, 1795719320459);


--
-- Data for Name: website; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.website VALUES (2, '01a21934-d98a-7640-8d53-f2673556fb79', '01a21934-d91f-752c-9eba-b4dc3eba25f7', 'closed', 'http://127.0.0.1:47002/', 10000, 2000, 0, false, 'majority', NULL, 1, '2026-11-26 18:53:43.69+00', '2026-11-26 18:53:43.69+00', NULL, NULL, NULL);
INSERT INTO public.website VALUES (7, '01a21934-da73-721f-97e0-a68b3f184218', '01a21934-d91f-752c-9eba-b4dc3eba25f7', 'secret', 'http://127.0.0.1:47001/health', 10000, 2000, 1, false, 'majority', NULL, 1, '2026-11-26 18:53:43.923+00', '2026-11-26 18:53:43.923+00', NULL, '{"kind":{"Http":{"method":"GET","headers":["x-token"],"auth":"Bearer","client_certificate":false,"body":null,"version":"Any","max_redirects":10,"body_limit_bytes":1048576,"statuses":[{"from":200,"to":399}],"assertions":[{"subject":{"Json":"$.status"},"comparison":"Equals","value":"ok"},{"subject":{"Header":"content-type"},"comparison":"Contains","value":"json"}]}},"family":"Any","degraded_above_ms":1500,"down_above_ms":null,"tls":{"min_version":null,"degraded_below_days":14,"ignore_errors":false}}', '\x01b31c832d0476f91c9dd2583b01c6300975a91d425bc5e427a059f126855133d5542bc1b197afbe03325ac33b712ebc63fb59bd0bafe41bc3ceffdeef241619723723af265cd7b134d2ad078c71e33b0799a473b706');
INSERT INTO public.website VALUES (8, '01a21934-da8f-707b-afca-f232c2b887b8', '01a21934-d91f-752c-9eba-b4dc3eba25f7', 'assertion', 'http://127.0.0.1:47001/', 10000, 2000, 0, false, 'majority', NULL, 1, '2026-11-26 18:53:43.95+00', '2026-11-26 18:53:43.95+00', NULL, '{"kind":{"Http":{"method":"GET","headers":[],"auth":null,"client_certificate":false,"body":null,"version":"Any","max_redirects":10,"body_limit_bytes":1048576,"statuses":[{"from":200,"to":399}],"assertions":[{"subject":"Body","comparison":"Contains","value":"goodbye"}]}},"family":"Any","degraded_above_ms":null,"down_above_ms":null,"tls":{"min_version":null,"degraded_below_days":14,"ignore_errors":false}}', NULL);
INSERT INTO public.website VALUES (9, '01a21934-daab-77b9-8473-3ae110d4b55b', '01a21934-d91f-752c-9eba-b4dc3eba25f7', 'certificate', 'tls://127.0.0.1:47003', 10000, 2000, 0, false, 'majority', NULL, 1, '2026-11-26 18:53:43.979+00', '2026-11-26 18:53:43.979+00', NULL, '{"kind":"Tls","family":"Any","degraded_above_ms":null,"down_above_ms":null,"tls":{"min_version":null,"degraded_below_days":14,"ignore_errors":false}}', NULL);
INSERT INTO public.website VALUES (10, '01a21934-dad8-7521-95f9-c86cdaa4d87c', '01a21934-d91f-752c-9eba-b4dc3eba25f7', 'flapping', 'http://127.0.0.1:47001/flaps', 10000, 2000, 0, false, 'majority', NULL, 1, '2026-11-26 18:53:44.024+00', '2026-11-26 18:53:44.024+00', NULL, NULL, NULL);
INSERT INTO public.website VALUES (11, '01a21934-dafb-715c-b49b-e9e537f349b6', '01a21934-d91f-752c-9eba-b4dc3eba25f7', 'one region', 'http://127.0.0.1:47001/one', 10000, 2000, 1, false, 'any', '[1]', 1, '2026-11-26 18:53:44.058+00', '2026-11-26 18:53:44.058+00', NULL, NULL, NULL);
INSERT INTO public.website VALUES (12, '01a21934-db1d-75be-bb88-01222821467b', '01a21934-d91f-752c-9eba-b4dc3eba25f7', 'port', 'tcp://127.0.0.1:47001', 10000, 2000, 1, false, 'majority', NULL, 1, '2026-11-26 18:53:44.092+00', '2026-11-26 18:53:44.092+00', NULL, '{"kind":{"Tcp":{"tls":false,"send":null,"expect":null}},"family":"Any","degraded_above_ms":null,"down_above_ms":null,"tls":{"min_version":null,"degraded_below_days":14,"ignore_errors":false}}', NULL);
INSERT INTO public.website VALUES (13, '01a21934-db4a-74fc-81b0-e15c01944e7f', '01a21934-d94a-762a-96be-04a1642220ac', 'it''s another''s', 'http://127.0.0.1:47001/bob', 10000, 2000, 1, false, 'majority', NULL, 1, '2026-11-26 18:53:44.138+00', '2026-11-26 18:53:44.138+00', NULL, NULL, NULL);
INSERT INTO public.website VALUES (5, '01a21934-da32-772c-a23b-08f29e5f953f', '01a21934-d91f-752c-9eba-b4dc3eba25f7', 'moved', 'http://127.0.0.1:47001/after', 10000, 2000, 1, false, 'majority', NULL, 2, '2026-11-26 18:53:43.86+00', '2026-11-26 18:54:09.201+00', NULL, NULL, NULL);
INSERT INTO public.website VALUES (6, '01a21934-da59-77ad-ad30-185ecfa375b5', '01a21934-d91f-752c-9eba-b4dc3eba25f7', 'slower', 'http://127.0.0.1:47001/slower', 30000, 2000, 1, false, 'majority', NULL, 2, '2026-11-26 18:53:43.899+00', '2026-11-26 18:54:09.27+00', NULL, NULL, NULL);
INSERT INTO public.website VALUES (1, '01a21934-d968-7757-bb5b-de7c0eb929e7', '01a21934-d91f-752c-9eba-b4dc3eba25f7', 'up since', 'http://127.0.0.1:47001/', 10000, 2000, 1, false, 'majority', NULL, 1, '2026-11-26 18:53:43.656+00', '2026-11-26 18:54:09.341+00', NULL, NULL, NULL);
INSERT INTO public.website VALUES (3, '01a21934-d9d5-711c-917c-03518f4977de', '01a21934-d91f-752c-9eba-b4dc3eba25f7', 'paused', 'http://127.0.0.1:47001/paused', 10000, 2000, 1, true, 'majority', NULL, 2, '2026-11-26 18:53:43.766+00', '2026-11-26 18:54:14.191+00', NULL, NULL, NULL);
INSERT INTO public.website VALUES (4, '01a21934-da14-7726-b8b9-c1841f784082', '01a21934-d91f-752c-9eba-b4dc3eba25f7', 'deleted', 'http://127.0.0.1:47001/deleted', 10000, 2000, 1, false, 'majority', NULL, 2, '2026-11-26 18:53:43.828+00', '2026-11-26 18:54:19.193+00', '2026-11-26 18:54:19.193+00', NULL, NULL);


--
-- Data for Name: website_status; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.website_status VALUES (5, 1, 1795719249224, 1795719318431, 2, 1795719296431);
INSERT INTO public.website_status VALUES (13, 1, 1795719224168, 1795719318671, 1, 1795719296671);
INSERT INTO public.website_status VALUES (6, 1, 1795719223915, 1795719335077, 2, 1795719273077);
INSERT INTO public.website_status VALUES (3, 6, 1795719254191, NULL, 2, 1795719253070);
INSERT INTO public.website_status VALUES (12, 1, 1795719224113, 1795719320459, 2, 1795719298459);
INSERT INTO public.website_status VALUES (2, 4, 1795719224110, 1795719311625, 1, 1795719289625);
INSERT INTO public.website_status VALUES (1, 1, 1795719223678, 1795719312615, 1, 1795719290615);
INSERT INTO public.website_status VALUES (9, 4, 1795719224441, 1795719313115, 2, 1795719291115);
INSERT INTO public.website_status VALUES (8, 4, 1795719224371, 1795719313176, 2, 1795719291176);
INSERT INTO public.website_status VALUES (11, 1, 1795719224115, 1795719315750, 1, 1795719293750);
INSERT INTO public.website_status VALUES (7, 1, 1795719223940, 1795719316632, 2, 1795719294632);
INSERT INTO public.website_status VALUES (10, 1, 1795719275419, 1795719317388, 1, 1795719295388);


--
-- Name: website_key_seq; Type: SEQUENCE SET; Schema: public; Owner: -
--

SELECT pg_catalog.setval('public.website_key_seq', 13, true);


--
-- Name: ask ask_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.ask
    ADD CONSTRAINT ask_pkey PRIMARY KEY (website_key, region_key);


--
-- Name: evidence evidence_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.evidence
    ADD CONSTRAINT evidence_pkey PRIMARY KEY (website_key, region_key, slot_ms);


--
-- Name: evidence_20261125 evidence_20261125_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.evidence_20261125
    ADD CONSTRAINT evidence_20261125_pkey PRIMARY KEY (website_key, region_key, slot_ms);


--
-- Name: evidence_20261126 evidence_20261126_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.evidence_20261126
    ADD CONSTRAINT evidence_20261126_pkey PRIMARY KEY (website_key, region_key, slot_ms);


--
-- Name: evidence_20261127 evidence_20261127_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.evidence_20261127
    ADD CONSTRAINT evidence_20261127_pkey PRIMARY KEY (website_key, region_key, slot_ms);


--
-- Name: evidence_20261128 evidence_20261128_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.evidence_20261128
    ADD CONSTRAINT evidence_20261128_pkey PRIMARY KEY (website_key, region_key, slot_ms);


--
-- Name: evidence_20261129 evidence_20261129_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.evidence_20261129
    ADD CONSTRAINT evidence_20261129_pkey PRIMARY KEY (website_key, region_key, slot_ms);


--
-- Name: evidence_20261130 evidence_20261130_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.evidence_20261130
    ADD CONSTRAINT evidence_20261130_pkey PRIMARY KEY (website_key, region_key, slot_ms);


--
-- Name: evidence_20261201 evidence_20261201_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.evidence_20261201
    ADD CONSTRAINT evidence_20261201_pkey PRIMARY KEY (website_key, region_key, slot_ms);


--
-- Name: evidence_20261202 evidence_20261202_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.evidence_20261202
    ADD CONSTRAINT evidence_20261202_pkey PRIMARY KEY (website_key, region_key, slot_ms);


--
-- Name: evidence_20261203 evidence_20261203_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.evidence_20261203
    ADD CONSTRAINT evidence_20261203_pkey PRIMARY KEY (website_key, region_key, slot_ms);


--
-- Name: feed_head feed_head_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.feed_head
    ADD CONSTRAINT feed_head_pkey PRIMARY KEY (id);


--
-- Name: feed feed_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.feed
    ADD CONSTRAINT feed_pkey PRIMARY KEY (seq);


--
-- Name: instance instance_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.instance
    ADD CONSTRAINT instance_pkey PRIMARY KEY (id);


--
-- Name: member member_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.member
    ADD CONSTRAINT member_pkey PRIMARY KEY (organization_id, user_id);


--
-- Name: organization organization_personal_of_key; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.organization
    ADD CONSTRAINT organization_personal_of_key UNIQUE (personal_of);


--
-- Name: organization organization_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.organization
    ADD CONSTRAINT organization_pkey PRIMARY KEY (id);


--
-- Name: region region_name_key; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.region
    ADD CONSTRAINT region_name_key UNIQUE (name);


--
-- Name: region region_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.region
    ADD CONSTRAINT region_pkey PRIMARY KEY (key);


--
-- Name: schedule schedule_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.schedule
    ADD CONSTRAINT schedule_pkey PRIMARY KEY (website_key, revision);


--
-- Name: seaql_migrations seaql_migrations_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.seaql_migrations
    ADD CONSTRAINT seaql_migrations_pkey PRIMARY KEY (version);


--
-- Name: session session_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.session
    ADD CONSTRAINT session_pkey PRIMARY KEY (token_hash);


--
-- Name: status_change status_change_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.status_change
    ADD CONSTRAINT status_change_pkey PRIMARY KEY (website_key, region_key, at_ms);


--
-- Name: tick tick_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.tick
    ADD CONSTRAINT tick_pkey PRIMARY KEY (website_key, region_key, slot_ms);


--
-- Name: tick_20261125 tick_20261125_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.tick_20261125
    ADD CONSTRAINT tick_20261125_pkey PRIMARY KEY (website_key, region_key, slot_ms);


--
-- Name: tick_20261126 tick_20261126_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.tick_20261126
    ADD CONSTRAINT tick_20261126_pkey PRIMARY KEY (website_key, region_key, slot_ms);


--
-- Name: tick_20261127 tick_20261127_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.tick_20261127
    ADD CONSTRAINT tick_20261127_pkey PRIMARY KEY (website_key, region_key, slot_ms);


--
-- Name: tick_20261128 tick_20261128_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.tick_20261128
    ADD CONSTRAINT tick_20261128_pkey PRIMARY KEY (website_key, region_key, slot_ms);


--
-- Name: tick_20261129 tick_20261129_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.tick_20261129
    ADD CONSTRAINT tick_20261129_pkey PRIMARY KEY (website_key, region_key, slot_ms);


--
-- Name: tick_20261130 tick_20261130_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.tick_20261130
    ADD CONSTRAINT tick_20261130_pkey PRIMARY KEY (website_key, region_key, slot_ms);


--
-- Name: tick_20261201 tick_20261201_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.tick_20261201
    ADD CONSTRAINT tick_20261201_pkey PRIMARY KEY (website_key, region_key, slot_ms);


--
-- Name: tick_20261202 tick_20261202_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.tick_20261202
    ADD CONSTRAINT tick_20261202_pkey PRIMARY KEY (website_key, region_key, slot_ms);


--
-- Name: tick_20261203 tick_20261203_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.tick_20261203
    ADD CONSTRAINT tick_20261203_pkey PRIMARY KEY (website_key, region_key, slot_ms);


--
-- Name: tls_facts tls_facts_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.tls_facts
    ADD CONSTRAINT tls_facts_pkey PRIMARY KEY (website_key, region_key);


--
-- Name: user user_email_key; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public."user"
    ADD CONSTRAINT user_email_key UNIQUE (email);


--
-- Name: user user_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public."user"
    ADD CONSTRAINT user_pkey PRIMARY KEY (id);


--
-- Name: vote vote_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.vote
    ADD CONSTRAINT vote_pkey PRIMARY KEY (website_key, region_key);


--
-- Name: website website_id_key; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.website
    ADD CONSTRAINT website_id_key UNIQUE (id);


--
-- Name: website website_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.website
    ADD CONSTRAINT website_pkey PRIMARY KEY (key);


--
-- Name: website_status website_status_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.website_status
    ADD CONSTRAINT website_status_pkey PRIMARY KEY (website_key);


--
-- Name: feed_created_at_ms; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX feed_created_at_ms ON public.feed USING btree (created_at_ms);


--
-- Name: schedule_updated_at_ms; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX schedule_updated_at_ms ON public.schedule USING btree (updated_at_ms);


--
-- Name: session_user_id; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX session_user_id ON public.session USING btree (user_id);


--
-- Name: website_organization_id_id; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX website_organization_id_id ON public.website USING btree (organization_id, id);


--
-- Name: website_status_rejudge_at_ms; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX website_status_rejudge_at_ms ON public.website_status USING btree (rejudge_at_ms);


--
-- Name: evidence_20261125_pkey; Type: INDEX ATTACH; Schema: public; Owner: -
--

ALTER INDEX public.evidence_pkey ATTACH PARTITION public.evidence_20261125_pkey;


--
-- Name: evidence_20261126_pkey; Type: INDEX ATTACH; Schema: public; Owner: -
--

ALTER INDEX public.evidence_pkey ATTACH PARTITION public.evidence_20261126_pkey;


--
-- Name: evidence_20261127_pkey; Type: INDEX ATTACH; Schema: public; Owner: -
--

ALTER INDEX public.evidence_pkey ATTACH PARTITION public.evidence_20261127_pkey;


--
-- Name: evidence_20261128_pkey; Type: INDEX ATTACH; Schema: public; Owner: -
--

ALTER INDEX public.evidence_pkey ATTACH PARTITION public.evidence_20261128_pkey;


--
-- Name: evidence_20261129_pkey; Type: INDEX ATTACH; Schema: public; Owner: -
--

ALTER INDEX public.evidence_pkey ATTACH PARTITION public.evidence_20261129_pkey;


--
-- Name: evidence_20261130_pkey; Type: INDEX ATTACH; Schema: public; Owner: -
--

ALTER INDEX public.evidence_pkey ATTACH PARTITION public.evidence_20261130_pkey;


--
-- Name: evidence_20261201_pkey; Type: INDEX ATTACH; Schema: public; Owner: -
--

ALTER INDEX public.evidence_pkey ATTACH PARTITION public.evidence_20261201_pkey;


--
-- Name: evidence_20261202_pkey; Type: INDEX ATTACH; Schema: public; Owner: -
--

ALTER INDEX public.evidence_pkey ATTACH PARTITION public.evidence_20261202_pkey;


--
-- Name: evidence_20261203_pkey; Type: INDEX ATTACH; Schema: public; Owner: -
--

ALTER INDEX public.evidence_pkey ATTACH PARTITION public.evidence_20261203_pkey;


--
-- Name: tick_20261125_pkey; Type: INDEX ATTACH; Schema: public; Owner: -
--

ALTER INDEX public.tick_pkey ATTACH PARTITION public.tick_20261125_pkey;


--
-- Name: tick_20261126_pkey; Type: INDEX ATTACH; Schema: public; Owner: -
--

ALTER INDEX public.tick_pkey ATTACH PARTITION public.tick_20261126_pkey;


--
-- Name: tick_20261127_pkey; Type: INDEX ATTACH; Schema: public; Owner: -
--

ALTER INDEX public.tick_pkey ATTACH PARTITION public.tick_20261127_pkey;


--
-- Name: tick_20261128_pkey; Type: INDEX ATTACH; Schema: public; Owner: -
--

ALTER INDEX public.tick_pkey ATTACH PARTITION public.tick_20261128_pkey;


--
-- Name: tick_20261129_pkey; Type: INDEX ATTACH; Schema: public; Owner: -
--

ALTER INDEX public.tick_pkey ATTACH PARTITION public.tick_20261129_pkey;


--
-- Name: tick_20261130_pkey; Type: INDEX ATTACH; Schema: public; Owner: -
--

ALTER INDEX public.tick_pkey ATTACH PARTITION public.tick_20261130_pkey;


--
-- Name: tick_20261201_pkey; Type: INDEX ATTACH; Schema: public; Owner: -
--

ALTER INDEX public.tick_pkey ATTACH PARTITION public.tick_20261201_pkey;


--
-- Name: tick_20261202_pkey; Type: INDEX ATTACH; Schema: public; Owner: -
--

ALTER INDEX public.tick_pkey ATTACH PARTITION public.tick_20261202_pkey;


--
-- Name: tick_20261203_pkey; Type: INDEX ATTACH; Schema: public; Owner: -
--

ALTER INDEX public.tick_pkey ATTACH PARTITION public.tick_20261203_pkey;


--
-- Name: member member_organization_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.member
    ADD CONSTRAINT member_organization_id_fkey FOREIGN KEY (organization_id) REFERENCES public.organization(id) ON DELETE CASCADE;


--
-- Name: member member_user_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.member
    ADD CONSTRAINT member_user_id_fkey FOREIGN KEY (user_id) REFERENCES public."user"(id) ON DELETE CASCADE;


--
-- Name: organization organization_personal_of_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.organization
    ADD CONSTRAINT organization_personal_of_fkey FOREIGN KEY (personal_of) REFERENCES public."user"(id) ON DELETE CASCADE;


--
-- Name: session session_user_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.session
    ADD CONSTRAINT session_user_id_fkey FOREIGN KEY (user_id) REFERENCES public."user"(id) ON DELETE CASCADE;


--
-- Name: website website_organization_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.website
    ADD CONSTRAINT website_organization_id_fkey FOREIGN KEY (organization_id) REFERENCES public.organization(id);


--
-- PostgreSQL database dump complete
--


