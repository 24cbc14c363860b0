<?php

declare(strict_types=1);

namespace Owskit;

/** A guard's no, and what it changes in the store. */
final class Stop
{
    /** @param array{int, int}|null $breaker opens it until then, at that level */
    public function __construct(
        public readonly string $reason,
        public readonly ?array $breaker = null,
        public readonly bool $quarantine = false,
    ) {
    }
}
