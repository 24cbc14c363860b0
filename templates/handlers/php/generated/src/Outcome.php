<?php

declare(strict_types=1);

namespace Owskit;

/** One trigger and its decision; no trigger where nobody wanted the delivery. */
final class Outcome
{
    public function __construct(
        public readonly ?string $trigger,
        public readonly Decision $decision,
        public readonly int $hop = 0,
    ) {
    }
}
