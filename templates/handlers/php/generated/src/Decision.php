<?php

declare(strict_types=1);

namespace Owskit;

/** What a handler gives back. The reason stands in OTYS' own log: no personal data in it. */
final class Decision
{
    /** From the most active to the least: where several triggers decided, the outer answer is the first of these. */
    public const ACTIVITY = ['accepted', 'done', 'error', 'parked', 'skip', 'ignored'];

    public function __construct(public readonly string $decision, public readonly string $reason)
    {
        if (!in_array($decision, self::ACTIVITY, true)) {
            throw new \InvalidArgumentException('a decision is one of ' . implode(', ', self::ACTIVITY));
        }
    }

    /** The handler did its work. */
    public static function done(string $reason = 'handled'): self
    {
        return new self('done', $reason);
    }

    /** There was nothing to do, and why. */
    public static function skip(string $reason): self
    {
        return new self('skip', $reason);
    }
}
