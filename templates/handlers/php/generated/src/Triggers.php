<?php

declare(strict_types=1);

namespace Owskit;

/** The triggers of triggers.yaml, as generated/triggers.php has them. */
final class Triggers
{
    /** @return list<Trigger> */
    public static function all(): array
    {
        return (require dirname(__DIR__) . '/triggers.php')['triggers'];
    }

    /** What tells this installation from another one in the same Redis. */
    public static function stack(): string
    {
        return (require dirname(__DIR__) . '/triggers.php')['stack'];
    }
}
