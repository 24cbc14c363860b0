-- The store of one installation, the same for every language (docs/guards.md of owskit). Times: milliseconds since 1970.
-- `handler` is a trigger's name, `entity` what entities.* gives, `fingerprint` SHA-256 in hex of canonical JSON.

CREATE TABLE IF NOT EXISTS deliveries (
  id TEXT NOT NULL PRIMARY KEY,             -- a ULID: sorts by time
  received INTEGER NOT NULL,
  entity TEXT NOT NULL,
  service_call TEXT NOT NULL,
  payload TEXT NOT NULL,                    -- JSON, without a session or another secret
  observation TEXT NOT NULL,                -- JSON: what the store knew when it came; a decision can be made again from it
  decided INTEGER NOT NULL DEFAULT 0        -- 0: its process died before the guards had decided
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS deliveries_received ON deliveries (received);
CREATE INDEX IF NOT EXISTS deliveries_undecided ON deliveries (received) WHERE decided = 0;

CREATE TABLE IF NOT EXISTS jobs (           -- one handler's work on one delivery
  delivery TEXT NOT NULL,
  handler TEXT NOT NULL,
  entity TEXT NOT NULL,
  state TEXT NOT NULL,                      -- queued, parked or done
  attempts INTEGER NOT NULL DEFAULT 0,      -- runs that have begun
  due INTEGER NOT NULL,                     -- queued: not before; else when it was parked or done
  root TEXT NOT NULL,
  hop INTEGER NOT NULL,
  compare INTEGER NOT NULL DEFAULT 0,       -- 1: an unknown write may be behind it, guard 9 is forced
  decision TEXT NOT NULL DEFAULT '',
  reason TEXT NOT NULL DEFAULT '',
  error TEXT NOT NULL DEFAULT '',           -- kind and place of the last exception, never its text
  PRIMARY KEY (delivery, handler)
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS jobs_due ON jobs (state, due);
CREATE INDEX IF NOT EXISTS jobs_of_entity ON jobs (entity, delivery, handler) WHERE state = 'queued';

CREATE TABLE IF NOT EXISTS leases (entity TEXT NOT NULL PRIMARY KEY, token TEXT NOT NULL, until INTEGER NOT NULL) WITHOUT ROWID;

CREATE TABLE IF NOT EXISTS ledger (         -- what we wrote and wait to hear back
  id TEXT NOT NULL PRIMARY KEY,             -- a ULID
  fingerprint TEXT NOT NULL,
  handler TEXT NOT NULL,
  root TEXT NOT NULL,
  hop INTEGER NOT NULL,                     -- of the delivery that it will cause
  chain INTEGER NOT NULL,                   -- 1: the handler's profile is chain
  state TEXT NOT NULL,                      -- inflight, confirmed or unknown
  at INTEGER NOT NULL,                      -- when the call began
  lease INTEGER NOT NULL,                   -- inflight beyond this is unknown
  expires INTEGER NOT NULL                  -- from then on the row is not there
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS ledger_of_fingerprint ON ledger (fingerprint);

CREATE TABLE IF NOT EXISTS journal (        -- the writes of one job, so that a second run makes none twice
  delivery TEXT NOT NULL,
  handler TEXT NOT NULL,
  fingerprint TEXT NOT NULL,
  state TEXT NOT NULL,                      -- open: made or not, nobody knows · done
  result TEXT NOT NULL DEFAULT '',          -- done: what OWS answered, as JSON, where that is a short text or a number
  at INTEGER NOT NULL,
  PRIMARY KEY (delivery, handler, fingerprint)
) WITHOUT ROWID;

CREATE TABLE IF NOT EXISTS previous (       -- the preceding delivery of each entity; of copies the first
  entity TEXT NOT NULL PRIMARY KEY, fingerprint TEXT NOT NULL, actor TEXT NOT NULL, at INTEGER NOT NULL,
  other INTEGER NOT NULL DEFAULT 0          -- when something else was delivered before it; 0: nothing since it was written
) WITHOUT ROWID;

CREATE TABLE IF NOT EXISTS sessions (mark TEXT NOT NULL PRIMARY KEY, until INTEGER NOT NULL) WITHOUT ROWID;  -- our own

CREATE TABLE IF NOT EXISTS writes (         -- made, or perhaps made; `id` is the ledger row's
  handler TEXT NOT NULL, entity TEXT NOT NULL, id TEXT NOT NULL, at INTEGER NOT NULL,
  PRIMARY KEY (handler, entity, id)
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS arrivals (       -- deliveries that a handler was to work on
  handler TEXT NOT NULL, entity TEXT NOT NULL, delivery TEXT NOT NULL, at INTEGER NOT NULL,
  PRIMARY KEY (handler, entity, delivery)
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS breakers (
  handler TEXT NOT NULL, entity TEXT NOT NULL,
  until INTEGER NOT NULL,                   -- open so long
  level INTEGER NOT NULL,                   -- 1: one hour, 2: two, 3: four …
  PRIMARY KEY (handler, entity)
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS swings (         -- how often the same fields went from the same values to the same values
  handler TEXT NOT NULL, entity TEXT NOT NULL, swing TEXT NOT NULL, count INTEGER NOT NULL, at INTEGER NOT NULL,
  PRIMARY KEY (handler, entity, swing)
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS quarantine (
  handler TEXT NOT NULL, entity TEXT NOT NULL, at INTEGER NOT NULL,
  PRIMARY KEY (handler, entity)
) WITHOUT ROWID;

CREATE TABLE IF NOT EXISTS spent (          -- by UTC day and OWS user ('' where nobody is named)
  day TEXT NOT NULL, user TEXT NOT NULL, deliveries INTEGER NOT NULL DEFAULT 0, writes INTEGER NOT NULL DEFAULT 0,
  PRIMARY KEY (day, user)
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS counters (
  day TEXT NOT NULL, name TEXT NOT NULL, count INTEGER NOT NULL, PRIMARY KEY (day, name)
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS settings (name TEXT NOT NULL PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
-- settings: format = 1 · paused:* and paused:HANDLER = 1 · sends-sessions = 1 · longest-echo = milliseconds
