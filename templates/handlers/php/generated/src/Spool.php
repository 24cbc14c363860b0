<?php

declare(strict_types=1);

namespace Owskit;

/** Where deliveries are kept while the store cannot be reached: one file each, whole or not there. */
final class Spool
{
    /** Seconds after which a file that is still being written has lost its process. */
    private const UNFINISHED = 3600;

    public function __construct(private readonly string $folder)
    {
    }

    /** @throws \RuntimeException where the disk does not take it either */
    public function keep(Arrival $arrival): void
    {
        if (!is_dir($this->folder)) {
            if (!@mkdir($this->folder, 0o700, true) && !is_dir($this->folder)) {
                throw new \RuntimeException('the spool cannot be made');
            }
            self::sync(dirname($this->folder));
        }
        $aside = "{$this->folder}/{$arrival->id}.part";
        $old = umask(0o077);
        $file = @fopen($aside, 'xb');
        umask($old);
        $text = Json::encode([
            'received' => $arrival->received,
            'payload' => $arrival->payload,
            'fingerprint' => $arrival->fingerprint,
            'mark' => $arrival->mark ?? '',
        ]);
        $isKept = $file !== false && @fwrite($file, $text) === strlen($text) && @fsync($file);
        if ($file !== false) {
            fclose($file);
        }
        if (!$isKept || !@rename($aside, "{$this->folder}/{$arrival->id}.json")) {
            @unlink($aside);
            throw new \RuntimeException('the spool cannot be written');
        }
        self::sync($this->folder);
    }

    /**
     * What is in it, the oldest first: id and what was kept. A file that is no delivery stays where it is, for a person.
     *
     * @return array<string, array{received: int, payload: string, fingerprint: string, mark: string}>
     */
    public function all(): array
    {
        $kept = [];
        foreach (glob($this->folder . '/*.json') ?: [] as $file) {
            $text = @file_get_contents($file);
            $given = $text === false ? null : Json::decode($text);
            if (is_array($given) && self::isWhole($given)) {
                $kept[basename($file, '.json')] = $given;
            }
        }
        ksort($kept, SORT_STRING);
        return $kept;
    }

    /** Removes what killed processes left half-written. Nobody was told that it was kept. */
    public function prune(): void
    {
        foreach (glob($this->folder . '/*.part') ?: [] as $file) {
            $written = @filemtime($file);
            if ($written !== false && time() - $written > self::UNFINISHED) {
                @unlink($file);
            }
        }
    }

    /**
     * A folder's list of names on the disk too: else a power cut could take back a file that is there. Windows knows no such
     * call, and some file systems do not either: the file itself is on the disk already.
     */
    private static function sync(string $folder): void
    {
        $handle = PHP_OS_FAMILY === 'Windows' ? false : @fopen($folder, 'r');
        if ($handle !== false) {
            @fsync($handle);
            fclose($handle);
        }
    }

    /** @param array<array-key, mixed> $given */
    private static function isWhole(array $given): bool
    {
        $isText = static fn (string $name): bool => is_string($given[$name] ?? null);
        return is_int($given['received'] ?? null) && $isText('payload') && $isText('fingerprint') && $isText('mark')
            && is_array(Json::decode($given['payload'], 512));
    }

    public function remove(string $id): void
    {
        @unlink("{$this->folder}/$id.json");
    }
}
