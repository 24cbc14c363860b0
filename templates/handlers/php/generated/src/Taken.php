<?php

declare(strict_types=1);

namespace Owskit;

/** What became of a delivery. */
final class Taken
{
    /**
     * @param non-empty-list<Outcome> $outcomes
     * @param int|null                $spent    deliveries of the acting user today; null where the store could not count
     */
    public function __construct(
        public readonly string $id,
        public readonly string $root,
        public readonly array $outcomes,
        public readonly ?int $spent,
    ) {
    }

    /** Whether the acting user had none before it today. */
    public function isFirstOfDay(): bool
    {
        return $this->spent === 1;
    }

    public function isAccepted(): bool
    {
        return Answer::mostActive($this->outcomes)->decision->decision === 'accepted';
    }
}
