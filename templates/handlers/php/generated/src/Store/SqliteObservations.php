<?php

declare(strict_types=1);

namespace Owskit\Store;

use Owskit\{Arrival, Bounds, Observation, Row};

/** What SQLite knows when a delivery comes. To ask is to change it: the row is taken, and this one is now the preceding. */
final class SqliteObservations
{
    public function __construct(private readonly Sqlite $file, private readonly SqliteSwitches $switches)
    {
    }

    /** Everything the guards will ask about, and what every delivery changes, whatever they say. */
    public function observe(Arrival $arrival): Observation
    {
        [$row, $written] = $this->takeRow($arrival);
        $before = $this->file->rows('SELECT fingerprint, actor, at, other FROM previous WHERE entity = ?', [$arrival->entity]);
        $other = self::other($arrival, $before[0] ?? null, $written);
        $at = $row === null && self::isCopy($arrival, $before[0] ?? null) ? $before[0]['at'] : $arrival->received;
        $this->file->run(
            'INSERT OR REPLACE INTO previous VALUES (?, ?, ?, ?, ?)',
            [$arrival->entity, $arrival->fingerprint, $arrival->actor, $at, $other]
        );
        return new Observation(
            fingerprint: $arrival->fingerprint,
            paused: $this->switches->paused(),
            row: $row,
            ownSession: $this->isOwnSession($arrival, $row),
            previous: $before[0] ?? null,
            spent: $this->count($arrival),
        );
    }

    private function count(Arrival $arrival): int
    {
        if ($arrival->actor === '') {
            $this->file->run(
                "INSERT INTO counters VALUES (?, 'actor-unknown', 1) ON CONFLICT (day, name) DO UPDATE SET count = count + 1",
                [Bounds::day($arrival->received)]
            );
        }
        return $this->file->rows(
            'INSERT INTO spent (day, user, deliveries) VALUES (?, ?, 1)'
            . ' ON CONFLICT (day, user) DO UPDATE SET deliveries = deliveries + 1 RETURNING deliveries',
            [Bounds::day($arrival->received), $arrival->actor]
        )[0]['deliveries'];
    }

    /**
     * When something else was delivered before this one; 0 where nothing was, or nothing since we wrote this.
     *
     * @param array{fingerprint: string, actor: string, at: int, other: int}|null $previous
     */
    private static function other(Arrival $arrival, ?array $previous, ?int $written): int
    {
        if ($previous === null) {
            return 0;
        }
        $other = self::isSame($arrival, $previous) ? $previous['other'] : $previous['at'];
        return $written !== null && $other <= $written ? 0 : $other;
    }

    /** @param array{fingerprint: string, actor: string, at: int, other: int} $previous */
    private static function isSame(Arrival $arrival, array $previous): bool
    {
        return $previous['fingerprint'] === $arrival->fingerprint && $previous['actor'] === $arrival->actor;
    }

    /**
     * What guard 4 takes for a copy is no event of its own: the time stays that of the first.
     *
     * @param array{fingerprint: string, actor: string, at: int, other: int}|null $previous
     */
    private static function isCopy(Arrival $arrival, ?array $previous): bool
    {
        return $previous !== null && self::isSame($arrival, $previous) && $arrival->received - $previous['at'] < Bounds::DUPLICATE
            && $arrival->received - $previous['other'] >= Bounds::DUPLICATE;
    }

    /**
     * Of the rows with this fingerprint first one that is known of, then the oldest; and when its call was made, where that
     * is known.
     *
     * @return array{Row|null, int|null}
     */
    private function takeRow(Arrival $arrival): array
    {
        $rows = $this->file->rows(
            'SELECT id, handler, root, hop, chain, at,'
            . " CASE WHEN state = 'inflight' AND lease < :now THEN 'unknown' ELSE state END AS state"
            . ' FROM ledger WHERE fingerprint = :fingerprint AND expires > :now'
            . " ORDER BY state = 'unknown' OR (state = 'inflight' AND lease < :now), at, id LIMIT 1",
            ['fingerprint' => $arrival->fingerprint, 'now' => $arrival->received]
        );
        if ($rows === []) {
            return [null, null];
        }
        $this->file->run('DELETE FROM ledger WHERE id = ?', [$rows[0]['id']]);
        ['handler' => $handler, 'root' => $root, 'hop' => $hop, 'chain' => $chain, 'at' => $at, 'state' => $state] = $rows[0];
        if ($state !== Row::UNKNOWN) {
            $this->file->run(
                "INSERT INTO settings VALUES ('longest-echo', :delay)"
                . ' ON CONFLICT (name) DO UPDATE SET value = max(CAST(value AS INTEGER), CAST(excluded.value AS INTEGER))',
                ['delay' => $arrival->received - $at]
            );
        }
        return [new Row($handler, $root, $hop, $chain === 1, $state), $state === Row::UNKNOWN ? null : $at];
    }

    /** Known only where OTYS was seen to send the session: an echo by the ledger carried one of ours. */
    private function isOwnSession(Arrival $arrival, ?Row $row): bool
    {
        if ($arrival->mark === '') {
            return false;
        }
        $known = $this->file->rows('SELECT 1 FROM sessions WHERE mark = ? AND until > ?', [$arrival->mark, $arrival->received]) !== [];
        if ($known && $row !== null && $row->state !== Row::UNKNOWN) {
            $this->file->run("INSERT OR REPLACE INTO settings VALUES ('sends-sessions', '1')");
        }
        return $known && $this->file->rows("SELECT 1 FROM settings WHERE name = 'sends-sessions' AND value = '1'") !== [];
    }
}
