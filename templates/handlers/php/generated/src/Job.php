<?php

declare(strict_types=1);

namespace Owskit;

/** One handler's work on one delivery. */
final class Job
{
    public const QUEUED = 'queued';
    public const PARKED = 'parked';
    public const DONE = 'done';

    public function __construct(
        public readonly string $delivery,
        public readonly string $handler,
        public readonly string $entity,
        public readonly string $root,
        public readonly int $hop,
        public readonly bool $compare = false,
        public readonly string $state = self::QUEUED,
        public readonly int $due = 0,
        public readonly string $decision = '',
        public readonly string $reason = '',
        public readonly string $error = '',
        /** Runs that have begun, this one included. */
        public readonly int $attempts = 0,
    ) {
    }
}
