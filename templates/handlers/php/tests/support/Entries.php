<?php

declare(strict_types=1);

namespace Owskit\Tests;

use Owskit\{Canonical, Marks};

/** Entries of the cases, in the words of the store. */
final class Entries
{
    public const START = 1_795_165_200_000; // 2026-11-20T09:00:00Z

    /**
     * @param array<string, mixed> $entry
     * @return array<string, mixed>
     */
    public static function normal(array $entry, Marks $marks): array
    {
        if (isset($entry['call'])) {
            $args = $marks->arguments($entry['call'], [null, ...$entry['args']]);
            $entry['fingerprint'] = Canonical::fingerprint($entry['call'], $args);
            unset($entry['call'], $entry['args']);
        }
        if (isset($entry['changes'])) {
            $entry['swing'] = Canonical::digest($entry['changes']);
            unset($entry['changes']);
        }
        if (isset($entry['session'])) {
            $entry['mark'] = $marks->mark($entry['session']);
            unset($entry['session']);
        }
        return $entry;
    }

    public static function ms(int|float $seconds): int
    {
        return self::START + (int) round($seconds * 1000);
    }

    public static function seconds(int $ms): int|float
    {
        $seconds = ($ms - self::START) / 1000;
        return fmod($seconds, 1.0) === 0.0 ? (int) $seconds : $seconds;
    }
}
