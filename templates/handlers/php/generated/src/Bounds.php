<?php

declare(strict_types=1);

namespace Owskit;

/** How long things last and how often they may happen, the same for every store. Times are milliseconds. */
final class Bounds
{
    public const MINUTE = 60_000;
    public const HOUR = 3_600_000;
    public const DAY = 86_400_000;

    public const LEASE = self::MINUTE;
    public const LEDGER_LIFE = 15 * self::MINUTE;
    public const SESSION_LIFE = 48 * self::HOUR;
    public const RETENTION = 14 * self::DAY;
    /** A delivery without a decision for so long has lost its process. */
    public const UNDECIDED = 10_000;
    /** The same again within so long may be a copy. */
    public const DUPLICATE = 30_000;

    public const WRITES_IN_10_MINUTES = 3;
    public const WRITES_IN_24_HOURS = 10;
    public const JOBS_IN_10_MINUTES = 20;
    public const LONGEST_OPEN_HOURS = 24;
    public const SWINGS = 2;

    /** Percent of the day's deliveries. */
    public const WARN = 70;
    public const ESSENTIAL_ONLY = 85;
    public const NO_WRITES = 95;

    /** How long a row waits for its echo: three times the slowest one seen. */
    public static function ledgerLife(int $longestEcho): int
    {
        return max(self::LEDGER_LIFE, min(3 * $longestEcho, self::DAY));
    }

    /** The day that a budget belongs to, in UTC: when OTYS' own day ends is not known. */
    public static function day(int $now): string
    {
        return gmdate('Y-m-d', intdiv($now, 1000));
    }
}
