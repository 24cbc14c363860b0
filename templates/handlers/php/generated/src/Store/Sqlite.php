<?php

declare(strict_types=1);

namespace Owskit\Store;

/** The file behind a store: opened when it is first needed, by as many processes as there are. */
final class Sqlite
{
    private const FORMAT = '1';
    /** Another number for each other schema.sql, so that what is new in it is made in a file that is there. */
    private const SCHEMA = 2;
    private const BUSY_SECONDS = 5;
    private const BUSY = 5; // SQLITE_BUSY

    private ?\PDO $file = null;
    private int $opened = 0;
    private bool $hasLog = true;
    private bool $isAlone = false;

    public function __construct(private readonly string $path)
    {
    }

    /**
     * Runs it as one step, alone among all processes: whoever comes meanwhile waits.
     *
     * @template T
     * @param \Closure(): T $step
     * @return T
     * @throws StoreFails
     */
    public function alone(\Closure $step): mixed
    {
        try {
            $file = $this->open();
            self::begin($file);
            try {
                $this->isAlone = true;
                $made = $step();
                $file->exec('COMMIT');
            } catch (\Throwable $error) {
                self::rollBack($file);
                throw $error;
            } finally {
                $this->isAlone = false;
            }
            $this->waitForDisk();
            return $made;
        } catch (\PDOException $error) {
            $this->file = null;
            throw new StoreFails('the store cannot be written', 0, $error);
        }
    }

    /**
     * @param array<int|string, int|string|null> $values
     * @return list<array<string, int|string|null>>
     * @throws StoreFails
     */
    public function rows(string $sql, array $values = []): array
    {
        try {
            $statement = $this->open()->prepare($sql);
            $statement->execute($values);
            return $statement->fetchAll(\PDO::FETCH_ASSOC);
        } catch (\PDOException $error) {
            throw new StoreFails('the store cannot be used', 0, $error);
        }
    }

    /**
     * How many rows it changed.
     *
     * @param array<int|string, int|string|null> $values
     * @throws StoreFails
     */
    public function run(string $sql, array $values = []): int
    {
        if (!$this->isAlone) {
            return $this->alone(fn (): int => $this->run($sql, $values));
        }
        try {
            $statement = $this->open()->prepare($sql);
            $statement->execute($values);
            return $statement->rowCount();
        } catch (\PDOException $error) {
            throw new StoreFails('the store cannot be used', 0, $error);
        }
    }

    private function open(): \PDO
    {
        if ($this->isAlone && $this->file !== null) {
            return $this->file;
        }
        $inode = $this->inode();
        if ($this->file !== null && $this->opened === $inode) {
            return $this->file;
        }
        $file = new \PDO('sqlite:' . $this->path, (string) $inode, options: [
            \PDO::ATTR_ERRMODE => \PDO::ERRMODE_EXCEPTION,
            \PDO::ATTR_TIMEOUT => self::BUSY_SECONDS,
            // A request finds the connection of the one before (by path and, as "user", inode): who closes the last one
            // waits for the disk several times.
            \PDO::ATTR_PERSISTENT => PHP_SAPI !== 'cli',
        ]);
        self::rollBack($file); // what a request that broke off may have left
        $this->hasLog = $file->query('PRAGMA journal_mode = WAL')->fetchColumn() === 'wal';
        // With its log of writes (WAL) we wait for the disk ourselves, after the others were let in: see `waitForDisk`.
        $file->exec('PRAGMA synchronous = ' . ($this->hasLog ? 'NORMAL' : 'FULL'));
        self::prepare($file);
        $this->opened = $inode;
        return $this->file = $file;
    }

    /** Waits for its turn. SQLite's own waiting grows longer with each look, and lets one process stand behind. */
    private static function begin(\PDO $file): void
    {
        $file->setAttribute(\PDO::ATTR_TIMEOUT, 0);
        for ($until = microtime(true) + self::BUSY_SECONDS; ; usleep(random_int(200, 600))) {
            try {
                $file->exec('BEGIN IMMEDIATE');
                break;
            } catch (\PDOException $error) {
                if (($error->errorInfo[1] ?? 0) !== self::BUSY || microtime(true) > $until) {
                    throw $error;
                }
            }
        }
        $file->setAttribute(\PDO::ATTR_TIMEOUT, self::BUSY_SECONDS);
    }

    /**
     * A delivery that was answered must outlive the machine's fall, so no step ends before the disk has it. The log holds
     * the steps of all processes in their order, and who waits for one has all before it, too. SQLite waits in the same
     * way (synchronous = FULL), but lets nobody else begin meanwhile; so, many steps wait for the disk together.
     */
    private function waitForDisk(): void
    {
        if (!$this->hasLog) {
            return;
        }
        $log = @fopen($this->path . '-wal', 'r+b');
        if ($log === false || !fdatasync($log)) {
            throw new \PDOException('the disk does not take it');
        }
    }

    /** Of the file, which is made where there is none: one that was put in its place is another store. */
    private function inode(): int
    {
        clearstatcache(true, $this->path);
        if (!is_file($this->path)) {
            $folder = dirname($this->path);
            if (!is_dir($folder)) {
                @mkdir($folder, 0o700, true);
            }
            // What is in it is personal data: nobody else on this machine reads it.
            $old = umask(0o077);
            @touch($this->path);
            umask($old);
        }
        return (int) @fileinode($this->path);
    }

    private static function prepare(\PDO $file): void
    {
        if ((int) $file->query('PRAGMA user_version')->fetchColumn() === self::SCHEMA) {
            return;
        }
        $file->exec('BEGIN IMMEDIATE');
        $file->exec((string) file_get_contents(dirname(__DIR__, 2) . '/store/schema.sql'));
        $file->exec("INSERT OR IGNORE INTO settings VALUES ('format', '" . self::FORMAT . "')");
        $file->exec('PRAGMA user_version = ' . self::SCHEMA);
        $file->exec('COMMIT');
    }

    private static function rollBack(\PDO $file): void
    {
        try {
            $file->exec('ROLLBACK');
        } catch (\PDOException) {
            // There was nothing, or SQLite has done it itself.
        }
    }
}
