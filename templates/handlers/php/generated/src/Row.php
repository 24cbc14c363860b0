<?php

declare(strict_types=1);

namespace Owskit;

/** A row of the ledger that a delivery has taken: who wrote it, because of what, and whether the write is known of. */
final class Row
{
    public const INFLIGHT = 'inflight';
    public const CONFIRMED = 'confirmed';
    public const UNKNOWN = 'unknown';

    public function __construct(
        public readonly string $handler,
        public readonly string $root,
        public readonly int $hop,
        public readonly bool $chain,
        public readonly string $state,
    ) {
    }
}
