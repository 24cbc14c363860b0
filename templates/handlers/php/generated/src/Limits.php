<?php

declare(strict_types=1);

namespace Owskit;

/** What stands against a handler's work on an entity. The write that is about to be made is not counted in. */
final class Limits
{
    /**
     * @param list<string> $paused
     * @param int          $spent  deliveries or writes of our own user today, whichever is more
     */
    public function __construct(
        public readonly array $paused = [],
        public readonly bool $quarantined = false,
        public readonly int $breakerUntil = 0,
        public readonly int $breakerLevel = 0,
        public readonly int $arrivals10Minutes = 0,
        public readonly int $writes10Minutes = 0,
        public readonly int $writes24Hours = 0,
        public readonly int $swings = 0,
        public readonly int $spent = 0,
    ) {
    }
}
