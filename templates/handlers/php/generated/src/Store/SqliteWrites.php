<?php

declare(strict_types=1);

namespace Owskit\Store;

use Owskit\{Bounds, Json, Limits, Stop, Write};

/** Ledger, journal, breaker, oscillation and budget in SQLite. */
final class SqliteWrites implements Writes
{
    public function __construct(private readonly Sqlite $file, private readonly SqliteSwitches $switches)
    {
    }

    public function started(int $now): void
    {
        $this->file->alone(fn (): int => $this->file->run(
            "UPDATE ledger SET state = 'unknown', expires = ? WHERE state = 'inflight'",
            [$now + $this->life()]
        ));
    }

    public function limits(string $handler, string $entity, string $user, int $now): Limits
    {
        return $this->file->alone(fn (): Limits => $this->look($handler, $entity, $user, '', $now));
    }

    public function carryOut(Stop $stop, string $handler, string $entity, int $now): void
    {
        $this->file->alone(function () use ($stop, $handler, $entity, $now): void {
            if ($stop->breaker !== null) {
                $this->file->run('INSERT OR REPLACE INTO breakers VALUES (?, ?, ?, ?)', [$handler, $entity, ...$stop->breaker]);
            }
            if ($stop->quarantine) {
                $this->file->run('INSERT OR IGNORE INTO quarantine VALUES (?, ?, ?)', [$handler, $entity, $now]);
            }
        });
    }

    public function begin(array $writes, \Closure $check): ?Stop
    {
        [$stop, $at] = $this->file->alone(function () use ($writes, $check): array {
            $this->file->run('SAVEPOINT writes');
            foreach ($writes as $write) {
                $look = fn (): Limits => $this->look($write->handler, $write->entity, $write->user, $write->swing, $write->at);
                $stop = $this->isHeld($write) ? $check($write, $look()) : new Stop(self::LEASE_LOST);
                if ($stop !== null) {
                    $this->file->run('ROLLBACK TO writes');
                    return [$stop, $write];
                }
                $this->note($write);
            }
            return [null, null];
        });
        if ($stop !== null) {
            $this->carryOut($stop, $at->handler, $at->entity, $at->at);
        }
        return $stop;
    }

    public function confirmed(Write $write, string $result, int $now): void
    {
        $this->file->alone(function () use ($write, $result, $now): void {
            // The row may be gone: the echo can come before the answer.
            $this->file->run("UPDATE ledger SET state = 'confirmed', expires = ? WHERE id = ?", [$now + $this->life(), $write->row]);
            $this->file->run(
                "UPDATE journal SET state = 'done', result = ? WHERE delivery = ? AND handler = ? AND fingerprint = ?",
                [$result, $write->delivery, $write->handler, $write->wanted]
            );
        });
    }

    public function unknown(Write $write, int $now): void
    {
        $this->file->alone(fn (): int => $this->file->run(
            "UPDATE ledger SET state = 'unknown', expires = ? WHERE id = ?",
            [$now + $this->life(), $write->row]
        ));
    }

    public function refused(Write $write): void
    {
        $this->file->alone(function () use ($write): void {
            $this->file->run('DELETE FROM ledger WHERE id = ?', [$write->row]);
            $this->file->run(
                'DELETE FROM journal WHERE delivery = ? AND handler = ? AND fingerprint = ?',
                [$write->delivery, $write->handler, $write->wanted]
            );
            if (!$write->counted) {
                return;
            }
            $this->file->run(
                'DELETE FROM writes WHERE handler = ? AND entity = ? AND id = ?',
                [$write->handler, $write->entity, $write->row]
            );
            $this->file->run(
                'UPDATE spent SET writes = writes - 1 WHERE day = ? AND user = ? AND writes > 0',
                [Bounds::day($write->at), $write->user]
            );
            $swing = [$write->handler, $write->entity, $write->swing];
            $this->file->run('UPDATE swings SET count = count - 1 WHERE handler = ? AND entity = ? AND swing = ?', $swing);
            $this->file->run('DELETE FROM swings WHERE handler = ? AND entity = ? AND swing = ? AND count < 1', $swing);
        });
    }

    public function journal(string $delivery, string $handler): array
    {
        $known = [];
        $rows = $this->file->rows(
            'SELECT fingerprint, state, result FROM journal WHERE delivery = ? AND handler = ?',
            [$delivery, $handler]
        );
        foreach ($rows as $row) {
            $known[$row['fingerprint']] = [$row['state'], Json::decode($row['result'])];
        }
        return $known;
    }

    private function look(string $handler, string $entity, string $user, string $swing, int $now): Limits
    {
        $key = [$handler, $entity];
        $breaker = $this->file->rows('SELECT until, level FROM breakers WHERE handler = ? AND entity = ?', $key)[0] ?? null;
        $swings = $swing === '' ? [] : $this->file->rows(
            'SELECT count FROM swings WHERE handler = ? AND entity = ? AND swing = ? AND at > ?',
            [...$key, $swing, $now - Bounds::RETENTION]
        );
        $spent = $this->file->rows(
            'SELECT max(deliveries, writes) AS spent FROM spent WHERE day = ? AND user = ?',
            [Bounds::day($now), $user]
        );
        return new Limits(
            paused: $this->switches->paused(),
            quarantined: $this->file->rows('SELECT 1 FROM quarantine WHERE handler = ? AND entity = ?', $key) !== [],
            breakerUntil: $breaker['until'] ?? 0,
            breakerLevel: $breaker['level'] ?? 0,
            arrivals10Minutes: $this->count('arrivals', $key, $now - 10 * Bounds::MINUTE),
            writes10Minutes: $this->count('writes', $key, $now - 10 * Bounds::MINUTE),
            writes24Hours: $this->count('writes', $key, $now - Bounds::DAY),
            swings: $swings[0]['count'] ?? 0,
            spent: $spent[0]['spent'] ?? 0,
        );
    }

    private function note(Write $write): void
    {
        $this->file->run(
            "INSERT INTO ledger VALUES (?, ?, ?, ?, ?, ?, 'inflight', ?, ?, ?)",
            [
                $write->row, $write->fingerprint, $write->handler, $write->root, $write->hop, (int) $write->chain,
                $write->at, $write->lease, $write->lease + $this->life(),
            ]
        );
        if (!$write->counted) {
            return;
        }
        $this->file->run(
            'INSERT OR REPLACE INTO journal (delivery, handler, fingerprint, state, at) VALUES (?, ?, ?, ?, ?)',
            [$write->delivery, $write->handler, $write->wanted, self::OPEN, $write->at]
        );
        $this->file->run('INSERT INTO writes VALUES (?, ?, ?, ?)', [$write->handler, $write->entity, $write->row, $write->at]);
        $this->file->run(
            'INSERT INTO spent (day, user, writes) VALUES (?, ?, 1) ON CONFLICT (day, user) DO UPDATE SET writes = writes + 1',
            [Bounds::day($write->at), $write->user]
        );
        if ($write->swing !== '') {
            $this->file->run(
                'INSERT INTO swings VALUES (?, ?, ?, 1, ?) ON CONFLICT (handler, entity, swing)'
                . ' DO UPDATE SET count = CASE WHEN at > ? THEN count + 1 ELSE 1 END, at = excluded.at',
                [$write->handler, $write->entity, $write->swing, $write->at, $write->at - Bounds::RETENTION]
            );
        }
    }

    /** Whether the job's lease is still ours: it may have lapsed while we looked at the record. */
    private function isHeld(Write $write): bool
    {
        $lease = [$write->leased, $write->token];
        return $write->token === '' || $this->file->rows('SELECT 1 FROM leases WHERE entity = ? AND token = ?', $lease) !== [];
    }

    /** @param array{string, string} $key */
    private function count(string $table, array $key, int $after): int
    {
        return $this->file->rows("SELECT count(*) AS n FROM $table WHERE handler = ? AND entity = ? AND at > ?", [...$key, $after])[0]['n'];
    }

    private function life(): int
    {
        $longest = $this->file->rows("SELECT value FROM settings WHERE name = 'longest-echo'");
        return Bounds::ledgerLife((int) ($longest[0]['value'] ?? 0));
    }
}
