<?php

declare(strict_types=1);

namespace Owskit\Store;

/** Switches in SQLite. */
final class SqliteSwitches implements Switches
{
    public function __construct(private readonly Sqlite $file)
    {
    }

    public function pause(string $handler): void
    {
        $this->file->run("INSERT OR REPLACE INTO settings VALUES (?, '1')", ["paused:$handler"]);
    }

    public function resume(string $handler): void
    {
        $handler === '*'
            ? $this->file->run("DELETE FROM settings WHERE name GLOB 'paused:*'")
            : $this->file->run('DELETE FROM settings WHERE name = ?', ["paused:$handler"]);
    }

    public function paused(): array
    {
        $rows = $this->file->rows(
            "SELECT substr(name, 8) AS name FROM settings WHERE name >= 'paused:' AND name < 'paused;' AND value = '1' ORDER BY name"
        );
        return array_column($rows, 'name');
    }

    public function lift(string $handler, string $entity): bool
    {
        return $this->file->alone(function () use ($handler, $entity): bool {
            $lifted = $this->file->run('DELETE FROM quarantine WHERE handler = ? AND entity = ?', [$handler, $entity]) === 1;
            $this->file->run('DELETE FROM swings WHERE handler = ? AND entity = ?', [$handler, $entity]);
            $this->file->run('DELETE FROM breakers WHERE handler = ? AND entity = ?', [$handler, $entity]);
            return $lifted;
        });
    }

    public function quarantined(): array
    {
        return $this->file->rows('SELECT handler, entity, at FROM quarantine ORDER BY at, handler, entity');
    }

    public function ownSession(string $mark, int $until): void
    {
        $this->file->run('INSERT OR REPLACE INTO sessions VALUES (?, ?)', [$mark, $until]);
    }

    public function warning(): ?string
    {
        return null;
    }

    public function ping(): void
    {
        $this->file->alone(fn (): int => $this->file->run("INSERT OR REPLACE INTO settings VALUES ('format', '1')"));
    }
}
