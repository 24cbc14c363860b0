<?php

declare(strict_types=1);

namespace Owskit\Tests;

use Owskit\Marks;

/** The state in SQLite. */
final class SqliteState implements State
{
    /** Which columns are times. */
    private const TIMES = ['at', 'until', 'lease', 'expires', 'due', 'received'];
    private const TABLES = [
        'ledger' => ['id', 'fingerprint', 'handler', 'root', 'hop', 'chain', 'state', 'at', 'lease', 'expires'],
        'previous' => ['entity', 'fingerprint', 'actor', 'at', 'other'],
        'sessions' => ['mark', 'until'],
        'writes' => ['handler', 'entity', 'id', 'at'],
        'arrivals' => ['handler', 'entity', 'delivery', 'at'],
        'breakers' => ['handler', 'entity', 'until', 'level'],
        'swings' => ['handler', 'entity', 'swing', 'count', 'at'],
        'quarantine' => ['handler', 'entity', 'at'],
        'spent' => ['day', 'user', 'deliveries', 'writes'],
        'counters' => ['day', 'name', 'count'],
        'journal' => ['delivery', 'handler', 'fingerprint', 'state', 'result', 'at'],
        'leases' => ['entity', 'token', 'until'],
        'jobs' => ['delivery', 'handler', 'entity', 'state', 'attempts', 'due', 'root', 'hop', 'compare', 'decision', 'reason', 'error'],
    ];
    private const DEFAULTS = [
        'hop' => 0, 'chain' => false, 'state' => 'queued', 'at' => 0, 'lease' => 35, 'expires' => 900, 'until' => 0, 'level' => 1,
        'count' => 1, 'deliveries' => 0, 'writes' => 0, 'result' => '', 'token' => 'somebody', 'attempts' => 0, 'due' => 0,
        'compare' => false, 'decision' => '', 'reason' => '', 'error' => '', 'actor' => '', 'other' => null, 'day' => '2026-11-20', 'user' => '99',
        'root' => 'D0',
    ];

    private readonly \PDO $file;
    private int $made = 0;

    public function __construct(string $path, private readonly Marks $marks)
    {
        $this->file = new \PDO('sqlite:' . $path);
    }

    public function write(array $before, Bench $bench): void
    {
        $bench->project->store->switches->ping(); // makes the tables
        foreach ($before as $key => $entries) {
            match ($key) {
                'paused' => array_map($bench->project->store->switches->pause(...), $entries),
                'sends_sessions' => $this->insert('settings', ['name' => 'sends-sessions', 'value' => $entries ? '1' : '0']),
                'longest_echo' => $this->insert('settings', ['name' => 'longest-echo', 'value' => (string) (int) ($entries * 1000)]),
                default => array_map(fn (array $entry) => $this->insertEntry($key, $entry, $bench), $entries),
            };
        }
    }

    public function read(Bench $bench): array
    {
        $state = [
            'paused' => $bench->project->store->switches->paused(),
            'sends_sessions' => $this->file->query("SELECT 1 FROM settings WHERE name = 'sends-sessions' AND value = '1'")->fetchColumn() !== false,
        ];
        foreach (self::TABLES as $table => $columns) {
            $state[$table] = [];
            foreach ($this->file->query('SELECT ' . implode(', ', $columns) . " FROM $table")->fetchAll(\PDO::FETCH_ASSOC) as $row) {
                $isGone = ($table === 'ledger' && $row['expires'] <= $bench->now) || ($table === 'jobs' && $row['state'] === 'done');
                if (!$isGone) {
                    $state[$table][] = self::shown($row);
                }
            }
        }
        return $state;
    }

    public function normal(array $entry): array
    {
        return Entries::normal($entry, $this->marks);
    }

    /** @param array<string, mixed> $entry */
    private function insertEntry(string $table, array $entry, Bench $bench): void
    {
        if ($table === 'jobs') {
            $given = $entry['deliver'];
            $delivery = $bench->delivery($given['call'], $given['args'], $given['user'] ?? null);
            $entry += ['entity' => $delivery->entity(), 'root' => $entry['delivery']];
            $this->insert('deliveries', [
                'id' => $entry['delivery'], 'received' => Entries::ms($entry['due'] ?? 0), 'entity' => $delivery->entity(),
                'service_call' => $given['call'], 'payload' => $delivery->payload(), 'observation' => '{}', 'decided' => 1,
            ]);
        }
        $entry = $this->normal($entry) + self::DEFAULTS + ['id' => 'ROW' . ++$this->made, 'delivery' => 'BEFORE' . $this->made];
        $row = [];
        foreach (self::TABLES[$table] ?? throw new Failed("this part of the state is not known here: $table") as $column) {
            $value = $entry[$column];
            if ($column === 'other') {
                $row[$column] = $value === null ? 0 : Entries::ms($value);
                continue;
            }
            $row[$column] = in_array($column, self::TIMES, true) ? Entries::ms($value) : (is_bool($value) ? (int) $value : $value);
        }
        $this->insert($table, $row);
    }

    /** @param array<string, mixed> $row */
    private function insert(string $table, array $row): void
    {
        $columns = implode(', ', array_keys($row));
        $places = implode(', ', array_fill(0, count($row), '?'));
        $this->file->prepare("INSERT OR IGNORE INTO $table ($columns) VALUES ($places)")->execute(array_values($row));
    }

    /**
     * @param array<string, mixed> $row
     * @return array<string, mixed>
     */
    private static function shown(array $row): array
    {
        foreach ($row as $column => $value) {
            if (in_array($column, self::TIMES, true)) {
                $row[$column] = Entries::seconds($value);
            } elseif ($column === 'other') {
                $row[$column] = $value === 0 ? null : Entries::seconds($value);
            } elseif ($column === 'chain' || $column === 'compare') {
                $row[$column] = $value === 1;
            }
        }
        return $row;
    }
}
