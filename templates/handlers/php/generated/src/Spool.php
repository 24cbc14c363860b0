<?php

declare(strict_types=1);

namespace Owskit;

/** Where deliveries are kept while the store cannot be reached: one file each, whole or not there. */
final class Spool
{
    public function __construct(private readonly string $folder)
    {
    }

    /** @throws \RuntimeException where the disk does not take it either */
    public function keep(Arrival $arrival): void
    {
        if (!is_dir($this->folder) && !@mkdir($this->folder, 0o700, true) && !is_dir($this->folder)) {
            throw new \RuntimeException('the spool cannot be made');
        }
        $aside = "{$this->folder}/{$arrival->id}.new";
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
