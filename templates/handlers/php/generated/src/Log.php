<?php

declare(strict_types=1);

namespace Owskit;

/** One JSON line on the error stream for each thing that happened. No address, no secret, no value of a record. */
final class Log
{
    /** @var (\Closure(string): void)|null */
    private static ?\Closure $to = null;

    /** @param array<string, mixed> $what */
    public static function line(array $what): void
    {
        $at = (new \DateTimeImmutable('now', new \DateTimeZone('UTC')))->format('Y-m-d\TH:i:s.v\Z');
        $line = json_encode(['at' => $at] + $what, JSON_INVALID_UTF8_SUBSTITUTE | JSON_UNESCAPED_SLASHES) . "\n";
        if (self::$to !== null) {
            (self::$to)($line);
            return;
        }
        // One write per line, so that the lines of several processes do not mix.
        @file_put_contents('php://stderr', $line);
    }

    /** For tests: where the lines go instead; null for the error stream. */
    public static function to(?\Closure $to): void
    {
        self::$to = $to;
    }
}
