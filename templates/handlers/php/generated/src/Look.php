<?php

declare(strict_types=1);

namespace Owskit;

/** What the guards of a delivery look at. */
final class Look
{
    public function __construct(
        public readonly Trigger $trigger,
        public readonly Delivery $delivery,
        public readonly Observation $seen,
        public readonly int $received,
    ) {
    }

    /** A chain's writes are there to wake another handler, and a chain is woken by the user that it writes as. */
    public function isChained(): bool
    {
        $row = $this->seen->row;
        return $this->trigger->isChain() || ($row !== null && $row->chain && $row->handler !== $this->trigger->name);
    }

    public function hop(): int
    {
        return $this->seen->row?->hop ?? 0;
    }
}
