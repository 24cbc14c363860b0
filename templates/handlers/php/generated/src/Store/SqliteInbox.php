<?php

declare(strict_types=1);

namespace Owskit\Store;

use Owskit\{Arrival, Bounds, Job, Observation};

/** The inbox in SQLite. */
final class SqliteInbox implements Inbox
{
    public function __construct(private readonly Sqlite $file, private readonly SqliteObservations $observations)
    {
    }

    public function take(Arrival $arrival, \Closure $decide): Observation
    {
        return $this->file->alone(function () use ($arrival, $decide): Observation {
            $known = $arrival->again ? $this->file->rows('SELECT observation FROM deliveries WHERE id = ?', [$arrival->id]) : [];
            if ($known !== []) {
                return Observation::ofJson($known[0]['observation']);
            }
            $seen = $this->observations->observe($arrival);
            if ($arrival->kept) {
                $this->keep($arrival, $seen, $decide);
            }
            return $seen;
        });
    }

    public function undecided(int $before): array
    {
        return $this->file->rows(
            'SELECT id, received, payload, observation FROM deliveries WHERE decided = 0 AND received <= ? ORDER BY received LIMIT 100',
            [$before]
        );
    }

    public function decided(Arrival $arrival, array $jobs): void
    {
        $this->file->alone(function () use ($arrival, $jobs): void {
            $mine = $this->file->run('UPDATE deliveries SET decided = 1 WHERE id = ? AND decided = 0', [$arrival->id]) === 1;
            if ($mine && $jobs === []) {
                $this->file->run('DELETE FROM deliveries WHERE id = ?', [$arrival->id]);
            } elseif ($mine) {
                $this->insert($jobs, $arrival->received);
            }
        });
    }

    public function claim(string $token, int $now, int $until): ?Job
    {
        return $this->file->alone(function () use ($token, $now, $until): ?Job {
            $rows = $this->file->rows(
                "SELECT * FROM jobs AS job WHERE state = 'queued' AND due <= :now"
                . ' AND NOT EXISTS (SELECT 1 FROM leases WHERE leases.entity = job.entity AND leases.until > :now)'
                . " AND NOT EXISTS (SELECT 1 FROM jobs AS earlier WHERE earlier.entity = job.entity AND earlier.state = 'queued'"
                . ' AND (earlier.delivery, earlier.handler) < (job.delivery, job.handler))'
                . ' ORDER BY due, delivery, handler LIMIT 1',
                ['now' => $now]
            );
            if ($rows === []) {
                return null;
            }
            $row = $rows[0];
            $row['attempts']++;
            $this->file->run('INSERT OR REPLACE INTO leases VALUES (?, ?, ?)', [$row['entity'], $token, $until]);
            $this->file->run(
                'UPDATE jobs SET attempts = ? WHERE delivery = ? AND handler = ?',
                [$row['attempts'], $row['delivery'], $row['handler']]
            );
            return self::job($row);
        });
    }

    public function renew(string $entity, string $token, int $until): bool
    {
        return $this->file->run('UPDATE leases SET until = ? WHERE entity = ? AND token = ?', [$until, $entity, $token]) === 1;
    }

    public function settle(Job $job, string $token): bool
    {
        return $this->file->alone(function () use ($job, $token): bool {
            if ($this->file->run('DELETE FROM leases WHERE entity = ? AND token = ?', [$job->entity, $token]) === 0) {
                return false;
            }
            // A job that somebody dropped meanwhile stays dropped.
            $this->file->run(
                'UPDATE jobs SET state = ?, due = ?, decision = ?, reason = ?, error = ?'
                . " WHERE delivery = ? AND handler = ? AND state = 'queued'",
                [$job->state, $job->due, $job->decision, $job->reason, $job->error, $job->delivery, $job->handler]
            );
            return true;
        });
    }

    public function delivery(string $id): ?array
    {
        return $this->file->rows('SELECT received, payload FROM deliveries WHERE id = ?', [$id])[0] ?? null;
    }

    public function nextDue(): ?int
    {
        return $this->file->rows("SELECT min(due) AS due FROM jobs WHERE state = 'queued'")[0]['due'];
    }

    public function open(int $most): array
    {
        $rows = $this->file->rows("SELECT * FROM jobs WHERE state <> 'done' ORDER BY delivery, handler LIMIT ?", [$most]);
        return array_map(self::job(...), $rows);
    }

    public function parked(string $reason, int $most): array
    {
        $rows = $this->file->rows(
            "SELECT * FROM jobs WHERE state = 'parked' AND reason = ? ORDER BY delivery, handler LIMIT ?",
            [$reason, $most]
        );
        return array_map(self::job(...), $rows);
    }

    public function release(string $delivery, string $handler, int $now): bool
    {
        return $this->file->alone(function () use ($delivery, $handler, $now): bool {
            $released = $this->file->run(
                "UPDATE jobs SET state = 'queued', due = ?, attempts = 0, decision = '', reason = '', error = ''"
                . " WHERE delivery = ? AND handler = ? AND state = 'parked'",
                [$now, $delivery, $handler]
            );
            if ($released === 1) {
                $this->file->run('DELETE FROM journal WHERE delivery = ? AND handler = ?', [$delivery, $handler]);
            }
            return $released === 1;
        });
    }

    public function drop(string $delivery, string $handler, int $now): bool
    {
        return $this->file->run(
            "UPDATE jobs SET state = 'done', due = :now, decision = 'skip', reason = 'dropped'"
            . " WHERE delivery = :delivery AND handler = :handler AND state <> 'done' AND NOT EXISTS"
            . " (SELECT 1 FROM leases WHERE leases.entity = jobs.entity AND leases.until > :now AND jobs.state = 'queued')",
            ['now' => $now, 'delivery' => $delivery, 'handler' => $handler]
        ) === 1;
    }

    public function prune(int $now): int
    {
        $old = $now - Bounds::RETENTION;
        $yesterday = $now - Bounds::DAY;
        return $this->file->alone(function () use ($now, $old, $yesterday): int {
            foreach ([
                ['ledger', 'expires', $now], ['leases', 'until', $now], ['sessions', 'until', $now],
                ['previous', 'at', $yesterday], ['writes', 'at', $yesterday], ['arrivals', 'at', $yesterday],
                ['breakers', 'until', $yesterday], ['swings', 'at', $old], ['journal', 'at', $old],
            ] as [$table, $column, $until]) {
                $this->file->run("DELETE FROM $table WHERE $column <= ?", [$until]);
            }
            $gone = $this->file->rows(
                "DELETE FROM jobs WHERE due <= ? AND (state <> 'queued' OR NOT EXISTS"
                . ' (SELECT 1 FROM leases WHERE leases.entity = jobs.entity)) RETURNING delivery, state',
                [$old]
            );
            $queued = array_filter($gone, static fn (array $job): bool => $job['state'] === Job::QUEUED);
            $lost = count(array_unique(array_column($queued, 'delivery')));
            $undecided = $this->file->run('DELETE FROM deliveries WHERE received <= ? AND decided = 0', [$old]);
            $this->file->run(
                'DELETE FROM deliveries WHERE received <= ?'
                . ' AND NOT EXISTS (SELECT 1 FROM jobs WHERE jobs.delivery = deliveries.id)',
                [$old]
            );
            $this->file->run('DELETE FROM spent WHERE day < ?', [Bounds::day($yesterday)]);
            $this->file->run('DELETE FROM counters WHERE day < ?', [Bounds::day($old)]);
            return $lost + $undecided;
        });
    }

    /**
     * The delivery with its jobs. One that makes none is not kept.
     *
     * @param \Closure(Observation): list<Job> $decide
     */
    private function keep(Arrival $arrival, Observation $seen, \Closure $decide): void
    {
        $jobs = $decide($seen);
        if ($jobs === []) {
            return;
        }
        $this->file->run(
            'INSERT INTO deliveries VALUES (?, ?, ?, ?, ?, ?, 1)',
            [$arrival->id, $arrival->received, $arrival->entity, $arrival->serviceCall, $arrival->payload, $seen->toJson()]
        );
        $this->insert($jobs, $arrival->received);
    }

    /** @param list<Job> $jobs */
    private function insert(array $jobs, int $now): void
    {
        foreach ($jobs as $job) {
            $this->file->run(
                'INSERT OR IGNORE INTO jobs (delivery, handler, entity, state, due, root, hop, compare, decision, reason)'
                . ' VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)',
                [
                    $job->delivery, $job->handler, $job->entity, $job->state, $job->due, $job->root, $job->hop,
                    (int) $job->compare, $job->decision, $job->reason,
                ]
            );
            if ($job->state === Job::QUEUED) {
                $this->file->run('INSERT OR IGNORE INTO arrivals VALUES (?, ?, ?, ?)', [$job->handler, $job->entity, $job->delivery, $now]);
            }
        }
    }

    /** @param array<string, int|string|null> $row */
    private static function job(array $row): Job
    {
        return new Job(
            delivery: $row['delivery'],
            handler: $row['handler'],
            entity: $row['entity'],
            root: $row['root'],
            hop: $row['hop'],
            compare: $row['compare'] === 1,
            state: $row['state'],
            due: $row['due'],
            decision: $row['decision'],
            reason: $row['reason'],
            error: $row['error'],
            attempts: $row['attempts'],
        );
    }
}
