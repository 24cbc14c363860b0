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
        $now = microtime(true);
        $at = gmdate('Y-m-d\TH:i:s', (int) $now) . sprintf('.%03dZ', fmod($now, 1) * 1000);
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
